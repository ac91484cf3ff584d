import { expect, it } from "vitest";
import { newId } from "../../platform/ids.ts";
import { ownMailboxes } from "./own-mailboxes.ts";
import { automaticHeaders, outcomeFor } from "./smtp-adapter.ts";
import { whyForPeople } from "./take-mail.ts";

it.each([
  ["a member's", { automatic: false, inReplyTo: ["1@x"] }, {}],
  ["a bot's answer", { automatic: true, inReplyTo: ["1@x"] }, { "Auto-Submitted": "auto-replied" }],
  ["a survey", { automatic: true, inReplyTo: [] }, { "Auto-Submitted": "auto-generated" }],
])("says of what nobody wrote that nobody wrote it: %s", (_name, message, headers) => {
  expect(automaticHeaders(message)).toEqual(headers);
});

const place = { host: "x", port: 1, security: "none", user: "" };
const other = {
  workspaceId: newId(),
  ...{ id: newId(), providerToken: null },
  settings: {
    ...{ address: "Sales@ours.example", senderName: "Sales", imap: place, smtp: place },
    ...{ folders: [], since: "2026-01-01" },
  },
};
const mailbox = { workspaceId: other.workspaceId, address: "help@ours.example" };
const deps = {
  channels: {
    find: {
      openAll: async (_kind: string, id?: string) => (id === mailbox.workspaceId ? [other] : []),
    },
  },
} as unknown as Parameters<typeof ownMailboxes>[0];

it.each([
  ["another mailbox of ours", "sales@ours.example", "sales@ours.example", true],
  ["one with more in it", "sales+1@ours.example", "ada@x.example", true],
  ["an answer that goes to us", "ada@x.example", "help@ours.example", true],
  ["a customer's", "ada@x.example", "ada@x.example", false],
])(
  "leaves to people what came from our own mailboxes: %s",
  async (_name, address, answerTo, is) => {
    const kind = "message" as const;
    const mail = { kind, from: { address, name: null }, answerTo, isForPeople: false };
    const isOwn = await ownMailboxes(deps, mailbox);
    expect(whyForPeople(isOwn, mail) !== null).toBe(is);
    expect(whyForPeople(isOwn, { ...mail, isForPeople: true })).toMatch(/wants no/);
    expect(whyForPeople(isOwn, { ...mail, kind: "auto-reply" })).toBeNull();
  },
);

it("tells whom a server refused that took a mail for others, whatever letters their address is in", () => {
  const to = { address: "ada@Müller.example", name: null };
  const cc = [{ address: "bo@y.example", name: null }];
  const greylisted = { kind: "refused", permanent: false, reason: "Later." } as const;
  const outcome = (address: string) =>
    outcomeFor({ to, cc }, "1@ours", new Map([[address, greylisted]]));
  expect(outcome("ada@xn--mller-kva.example")).toEqual({
    ...greylisted,
    ...{ providerId: "1@ours", reason: "Later. The others on it have it." },
  });
  expect(outcome("bo@y.example")).toMatchObject({
    ...{ kind: "delivered", missed: "bo@y.example did not get it: Later." },
  });
  expect(outcomeFor({ to, cc }, "1@ours", new Map())).toEqual({
    ...{ kind: "delivered", providerId: "1@ours" },
  });
});
