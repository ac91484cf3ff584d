// The inbox's own keys go before those of the frame; a note names a member by keyboard, over a reload; what is said
// after an act lies on no button.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { joinSecondMember } from "./second-member.ts";
import { visit, type Walk } from "./walk-context.ts";

const talk = async ({ api, url, width }: Walk): Promise<string> => {
  const { data } = await api.channels.create({ kind: "api", name: `Key shop ${width}` });
  const answer = await fetch(`${url}/api/v1/channel-messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${data.key}`, "content-type": "application/json" },
    body: JSON.stringify({
      ...{ id: `keys-${width}`, thread: `keys-${width}` },
      from: { address: `kay@keys-${width}.example`, name: "Kay Keyes" },
      text: "Does the lock come with a second key?",
    }),
  });
  expect(answer.ok, `the message was not taken: ${answer.status}`);
  return ((await answer.json()) as { conversationId: string }).conversationId;
};

const ownKeys = async ({ page }: Walk): Promise<void> => {
  await visit(page, "/inbox?box=all");
  await page.keyboard.press("/");
  const search = page.getByRole("textbox", { name: "Search in conversations" });
  await search.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys of the inbox" }).waitFor();
  expect((await page.getByRole("dialog").count()) === 1, "another list of keys opened too");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

const mentionInNote = async (walk: Walk, id: string): Promise<void> => {
  const { page, width } = walk;
  const name = `Nadia${width} Noted`;
  await joinSecondMember(walk, name, `nadia${width}@walk.example`);
  await visit(page, `/inbox?box=all&c=${id}`);
  await page.getByRole("textbox", { name: "Reply to the customer" }).waitFor();
  await page.keyboard.press("n");
  const note = page.getByRole("combobox", { name: "Note for members" });
  await note.and(page.locator(":focus")).waitFor();
  await page.keyboard.type(`Please look, @Nadia${width}`);
  await page.getByRole("option", { name: new RegExp(name) }).waitFor();
  await expectAccessible(page);
  await walk.picture("inbox-mention");
  await page.keyboard.press("Enter");
  await page.reload();
  await page.getByRole("textbox", { name: "Reply to the customer" }).waitFor();
  await page.keyboard.press("n");
  await note.and(page.locator(":focus")).waitFor();
  expect((await note.inputValue()).includes(`@${name}`), "the draft of the note was lost");
  await page.keyboard.press("Control+Enter");
  const messages = page.getByRole("region", { name: "Messages" });
  // With a mark of its own: as text alone it would be no mention.
  await messages.getByText(`@${name}`, { exact: true }).waitFor();
};

const messageBesideButtons = async ({ page }: Walk): Promise<void> => {
  const undo = page.getByRole("button", { name: "Undo" }).last();
  await undo.waitFor();
  const said = await undo.boundingBox();
  const send = await page.getByRole("button", { name: "Write note" }).boundingBox();
  expect(said !== null && send !== null, "a button is not drawn");
  if (said && send) expect(said.y + said.height < send.y, "the message lies on the button");
};

const sequence = async ({ page }: Walk): Promise<void> => {
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.waitForURL(/\/notifications/);
};

export const walkInboxKeys = async (walk: Walk): Promise<void> => {
  const { report, width } = walk;
  const id = await talk(walk);
  await report.step(`${width} px: the inbox has keys of its own`, () => ownKeys(walk));
  await report.step(`${width} px: a note names a member, over a reload`, async () => {
    await mentionInNote(walk, id);
    await messageBesideButtons(walk);
  });
  await report.step(`${width} px: "g n" is no "n"`, () => sequence(walk));
};
