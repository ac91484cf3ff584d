// The bot: a question in the chat is answered from a page with its source, a person is asked for and answers in the
// inbox, another customer says that it helped; then the bot's screen: settings, counts, and the trial with each step.
import type { FrameLocator, Page } from "playwright-core";
import { expectAccessible } from "./accessibility.ts";
import { openPage } from "./browser.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

/** At each width its own, so that each finds its page alone. */
const tours = {
  title: "The lighthouse tours",
  body: "You receive a link to the lighthouse tour that is valid for nine hours.",
  question: "How long is the link to the lighthouse tour valid?",
  answer: "valid for nine hours",
};
const ferry = {
  title: "The ferry",
  body: "The ferry to the island leaves every morning at nine from the northern pier.",
  question: "When does the ferry to the island leave?",
  answer: "every morning at nine",
};
const pageOf = ({ width }: Pick<Walk, "width">) => (width > 1000 ? tours : ferry);
/** A slow machine may take a while until it answers. */
const ANSWER_MS = 60_000;

const frameOf = (page: Page): FrameLocator => page.frameLocator('iframe[title="Ask the bot"]');

const setUp = async ({ api, width }: Walk): Promise<string> => {
  const { title, body } = pageOf({ width });
  await api.knowledge.pages.create({
    title,
    body,
    state: "published",
    readers: ["public"],
  });
  const now = await api.bot.settings();
  await api.bot.setSettings({ ...now, isOn: true });
  const made = await api.channels.create({
    kind: "widget",
    name: `Bot chat ${width}`,
    botAnswers: true,
    settings: { title: "Ask the bot" },
  });
  return made.data.publicKey ?? "";
};

const ask = async (walk: Walk, page: Page, key: string): Promise<FrameLocator> => {
  const { title, question, answer } = pageOf(walk);
  await page.goto(`/demo/widget?key=${key}`);
  await page.getByRole("button", { name: "Open chat" }).click();
  const frame = frameOf(page);
  await frame.getByText("An AI answers here first.").waitFor();
  await frame.getByRole("textbox", { name: "Message" }).fill(question);
  await frame.getByRole("textbox", { name: "Message" }).press("Enter");
  await frame.getByText(answer).waitFor({ timeout: ANSWER_MS });
  await frame.getByText(title).first().waitFor();
  return frame;
};

const takeOver = async (walk: Walk, page: Page, key: string): Promise<void> => {
  const frame = await ask(walk, page, key);
  await expectAccessible(page, "other");
  await frame.getByRole("button", { name: "Talk to a person" }).click();
  await frame.getByText("A person will answer you here.").waitFor();
  const { data } = await walk.api.conversations.list({ state: "any" });
  const own = (await walk.api.channels.list()).find(({ publicKey }) => publicKey === key);
  const id = data.find(({ channel }) => channel.id === own?.id)?.id ?? "";
  await visit(walk.page, `/o/conversations/${id}`);
  await walk.page.getByText("The customer asked for a person").first().waitFor();
  await walk.page.getByText(`Sources: ${pageOf(walk).title}`).waitFor();
  await walk.api.conversations.reply(id, { text: "A person here. Nine hours it is." });
  await frame.getByText("A person here.").waitFor({ timeout: ANSWER_MS });
};

const helped = async (walk: Walk, page: Page, key: string): Promise<void> => {
  await page.evaluate(() => localStorage.clear());
  const frame = await ask(walk, page, key);
  await frame.getByRole("button", { name: "That helped" }).click();
  await frame.getByText("I am glad that this helped.").waitFor({ timeout: ANSWER_MS });
};

const look = async (walk: Walk): Promise<void> => {
  const { page, api } = walk;
  await visit(page, "/settings/bot");
  await page
    .getByRole("region", { name: "What came of it" })
    .getByText("Confirmed", { exact: true })
    .waitFor();
  await expectAccessible(page);
  await page
    .getByRole("textbox", { name: "What a customer would write" })
    .fill(pageOf(walk).question);
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByRole("region", { name: "Steps" }).getByText("May answer.").waitFor();
  await page.getByRole("button", { name: "Add words of your own" }).click();
  await page.getByRole("textbox", { name: "First words" }).fill("Hello, I am Bob.");
  await page.getByRole("button", { name: "Save" }).click();
  await page
    .getByText(/must say that an AI speaks/)
    .first()
    .waitFor();
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "First words" }).fill("Hello, an AI speaks here.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This holds from now on.").first().waitFor();
  await walk.picture("bot");
  const { wordings } = await api.bot.settings();
  expect(wordings.length === 1, "the words were not kept");
  await api.bot.setSettings({ ...(await api.bot.settings()), wordings: [] });
};

export const walkBot = async (walk: Walk): Promise<void> => {
  const { report, url, browser, width } = walk;
  const at = `${width} px`;
  const customer = await openPage(browser, url, { width, height: width > 1000 ? 900 : 844 });
  let key = "";
  try {
    await report.step(`${at}: a page, a chat and a bot`, async () => {
      key = await setUp(walk);
    });
    await report.step(`${at}: the bot answers with its source, and a person takes over`, () =>
      takeOver(walk, customer.page, key),
    );
    await report.step(`${at}: a customer says that it helped`, () =>
      helped(walk, customer.page, key),
    );
    await report.step(`${at}: the bot's settings, counts and trial`, () => look(walk));
    await report.step(`${at}: the customer's page had no fault with a bot`, async () => {
      if (customer.faults.length > 0) throw new Error(customer.faults.join("\n"));
    });
  } finally {
    await customer.context.close();
  }
};
