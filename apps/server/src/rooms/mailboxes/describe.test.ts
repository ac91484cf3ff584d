import { expect, it } from "vitest";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { compileRights } from "../access/index.ts";
import { mailOf } from "./describe.ts";
import type { StoredMail } from "./mailboxes.store.ts";

const all = { create: true, read: "all", update: "all", delete: "all" } as const;
const asker = (fields: Parameters<typeof compileRights>[0]["fields"]) => ({
  ...systemContext(newId(), "request-1").principal,
  rights: compileRights({ objects: { "*": all }, fields, settings: ["channels.manage"] }),
});

it("a mail's sender is told to who may read addresses of people, and nothing of a conversation out of reach", () => {
  const conversationId = newId();
  const mail = { conversationId, sender: "ida@customer.example", subject: "Help" } as StoredMail;
  const shown = (fields: object, mayRead: string[]) => {
    const { sender, subject } = mailOf(mail, new Set(mayRead), asker(fields as never));
    return [sender, subject];
  };
  expect(shown({}, [conversationId])).toEqual(["ida@customer.example", "Help"]);
  expect(shown({}, [])).toEqual([null, null]);
  expect(shown({ people: { email: "none" } }, [conversationId])).toEqual([null, "Help"]);
});
