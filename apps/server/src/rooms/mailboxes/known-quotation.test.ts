import { expect, it } from "vitest";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { withoutKnownQuotation } from "./known-quotation.ts";
import { readMail } from "./read-mail.ts";

const ctx = systemContext(newId(), newId());
const mailbox = { channelId: newId() };
const deps = {
  db: { reader: () => ({}) as never },
  textsOf: async (_tx: unknown, channelId: string, ids: readonly string[]) =>
    channelId === mailbox.channelId && ids.includes("ours@ours.example")
      ? ["Your order is\non its way."]
      : [],
};

const read = (body: string, more = "") =>
  readMail(
    Buffer.from(
      `From: ada@x.example\nMessage-ID: <1@x>\n${more}\n${body}`.replaceAll("\n", "\r\n"),
    ),
  ).then((mail) => withoutKnownQuotation(deps, ctx, mailbox, mail));

const answers = "In-Reply-To: <ours@ours.example>\n";

it("folds a quotation that repeats what the mail answers", async () => {
  const mail = await read("Thanks!\n\n> Your order is on its way.", answers);
  expect(mail).toMatchObject({ text: "Thanks!", isShortened: true });
  expect(mail.whole).toContain("> Your order");
});

it.each([
  ["a log in an answer", "It still fails:\n\n> error 500\n> at line 3", answers],
  ["a log in a first mail", "Here is the log:\n\n> error 500\n> at line 3", ""],
  ["what somebody else said", "Hm.\n\n> Your order is on its way.", "In-Reply-To: <x@x>\n"],
])("leaves in the text: %s", async (_name, body, more) => {
  expect(await read(body, more)).toMatchObject({ text: body, isShortened: false });
});
