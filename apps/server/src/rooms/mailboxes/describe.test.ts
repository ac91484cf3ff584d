import { expect, it } from "vitest";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { mailOf } from "./describe.ts";
import type { StoredMail } from "./mailboxes.store.ts";

const asker = (hidden: string | null) => {
  const { principal } = systemContext(newId(), "request-1");
  const field = (object: string, key: string) =>
    `${object}.${key}` === hidden ? ("none" as const) : ("write" as const);
  return { ...principal, rights: { ...principal.rights, field } };
};

it("a mail's sender is told to who may read addresses of people, and nothing of a conversation out of reach", () => {
  const conversationId = newId();
  const mail = { conversationId, sender: "ida@customer.example", subject: "Help" } as StoredMail;
  const shown = (hidden: string | null, mayRead: string[]) => {
    const { sender, subject } = mailOf(mail, new Set(mayRead), asker(hidden));
    return [sender, subject];
  };
  expect(shown(null, [conversationId])).toEqual(["ida@customer.example", "Help"]);
  expect(shown(null, [])).toEqual([null, null]);
  expect(shown("people.email", [conversationId])).toEqual([null, "Help"]);
});
