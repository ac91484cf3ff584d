// Mails of several people, and mails that a member writes first: whom an answer goes to stands above it and survives a
// reload; a conversation is begun from a person's page, and what was typed outlives its dialog.
import type { ConversationMessage } from "@rapport/sdk";
import type { MailServers } from "../../apps/server/test/mail-servers.ts";
import { expectAccessible } from "./accessibility.ts";
import { arrived } from "./mailbox.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const ARRIVES_MS = 60_000;

const mailIn = (servers: MailServers, address: string, text: string): Promise<boolean> =>
  servers.as(address, async (client) => {
    await client.mailboxOpen("INBOX");
    let isThere = false;
    for await (const { source } of client.fetch("1:*", { source: true }))
      isThere ||= source?.includes(text) ?? false;
    return isThere;
  });

const reaches = async (servers: MailServers, address: string, text: string): Promise<void> => {
  const untilMs = performance.now() + ARRIVES_MS;
  while (performance.now() < untilMs) {
    if (await mailIn(servers, address, text).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`"${text}" did not reach ${address}.`);
};

const lastOf = async ({ api }: Walk, id: string): Promise<ConversationMessage | undefined> =>
  (await api.conversations.messages(id)).data.at(-1);

/** Takes one of them out and another one in, by keyboard. */
const changeCc = async ({ page, width }: Walk): Promise<void> => {
  const cc = page.getByRole("list", { name: "Cc" });
  await cc.getByText(`bo${width}@customers.example`).waitFor();
  await page.getByRole("button", { name: /^Remove Cy/ }).focus();
  await page.keyboard.press("Delete");
  await cc.getByText(`cy${width}@customers.example`).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Add to Cc" }).press("Enter");
  await page.keyboard.type("nobody");
  await page.keyboard.press("Enter");
  await page.getByText("“nobody” is no mail address").waitFor();
  await expectAccessible(page);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(`dee${width}@customers.example,`);
  await cc.getByText(`dee${width}@customers.example`).waitFor();
};

export const answerAll = async (walk: Walk, servers: MailServers): Promise<void> => {
  const { page, width } = walk;
  const ours = `help${width}@ours.example`;
  const subject = `The delivery of ${width}`;
  const others = `Bo Miller <bo${width}@customers.example>, Cy <cy${width}@customers.example>`;
  await servers.append(
    ours,
    `From: Ada Fox <ada${width}@customers.example>\nTo: ${ours}\nCc: ${others}\nSubject: ${subject}\nMessage-ID: <all-${width}@customers.example>\n\nWhen does it come?\n`,
  );
  const id = await arrived(walk, subject);
  await visit(page, `/inbox?c=${id}`);
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText(`Cc ${others}`).waitFor();
  await changeCc(walk);
  await page.reload();
  const cc = page.getByRole("list", { name: "Cc" });
  for (const name of ["bo", "dee"])
    await cc.getByText(`${name}${width}@customers.example`).waitFor();
  expect((await cc.getByRole("listitem").count()) === 2, "the Cc of the draft was lost");
  const answer = `It comes on Friday, ${width}.`;
  await page.getByRole("textbox", { name: "Reply to the customer" }).fill(answer);
  await expectAccessible(page);
  await walk.picture("inbox-cc");
  await page.keyboard.press("Control+Enter");
  await messages.getByText(`Cc Bo Miller <bo${width}@customers.example>, dee`).waitFor();
  for (const name of ["ada", "bo", "dee"])
    await reaches(servers, `${name}${width}@customers.example`, answer);
  const got = (await lastOf(walk, id))?.cc.map(({ address }) => address).join();
  expect(got === `bo${width}@customers.example,dee${width}@customers.example`, `Cc was ${got}`);
};

export const writeFirst = async (walk: Walk, servers: MailServers): Promise<void> => {
  const { page, api, width } = walk;
  const email = `fay${width}@customers.example`;
  const made = await api.records("people").create({ firstName: "Fay", lastName: "First", email });
  await visit(page, `/o/people/${made.data.id}`);
  await page.getByRole("button", { name: "Write", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "New conversation" });
  const text = dialog.getByRole("textbox", { name: "Text" });
  await text.waitFor();
  const channel = dialog.getByRole("combobox", { name: "Channel" });
  if ((await channel.count()) > 0) {
    await channel.click();
    await page.getByRole("option", { name: new RegExp(`help${width}@`) }).click();
  }
  await dialog.getByText(email).waitFor();
  await dialog.getByRole("textbox", { name: "Subject" }).fill(`Your trial ${width}`);
  await text.fill(`It ends on Friday, ${width}.`);
  await expectAccessible(page);
  await walk.picture("inbox-new-conversation");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Write", exact: true }).press("Enter");
  await text.waitFor();
  expect((await text.inputValue()).includes("Friday"), "what was typed was lost");
  await text.press("Control+Enter");
  await page.waitForURL(/\/inbox\?c=/);
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText(`It ends on Friday, ${width}.`).waitFor();
  await reaches(servers, email, `It ends on Friday, ${width}.`);
  await page.locator("main h1").first().click();
  await page.keyboard.press("w");
  await dialog.getByRole("combobox", { name: "To" }).waitFor();
  expect((await text.inputValue()) === "", "what was sent is still there");
  await page.keyboard.press("Escape");
};
