// The chat on a website: a customer's page and the member's side of it. Somebody writes, a member answers, the line is
// cut and comes back, a person is asked for; out of hours there is a form. And its settings: set up, snippet, log.
import type { FrameLocator, Page } from "playwright-core";
import { expectAccessible } from "./accessibility.ts";
import { openPage, type Watched } from "./browser.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const nameOf = ({ width }: Walk): string => `Shop chat ${width}`;

const frameOf = (page: Page): FrameLocator => page.frameLocator('iframe[title="Help"]');

const setUp = async (walk: Walk): Promise<string> => {
  const { page, api } = walk;
  await visit(page, "/settings/channels");
  await expectAccessible(page);
  await page.getByRole("link", { name: "New channel" }).first().click();
  await page.getByRole("link", { name: /Chat/ }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(nameOf(walk));
  await page.getByRole("textbox", { name: "Title" }).fill("Help");
  await page.getByRole("textbox", { name: "Addresses, one a line" }).fill("shop.example");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Set up channel" }).click();
  const secret = await page.getByRole("textbox", { name: "Secret" }).inputValue();
  expect(secret.startsWith("wis_"), "the secret is not shown");
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("heading", { name: nameOf(walk) }).waitFor();
  await page.getByRole("region", { name: "Script tag", exact: true }).waitFor();
  expect(!(await page.content()).includes(secret), "the secret is still on the page");
  await expectAccessible(page);
  await walk.picture("channel");
  const made = (await api.channels.list()).find(({ name }) => name === nameOf(walk));
  return made?.publicKey ?? "";
};

const open = async (page: Page, key: string): Promise<FrameLocator> => {
  await page.goto(`/demo/widget?key=${key}`);
  await page.getByRole("button", { name: "Open chat" }).click();
  const frame = frameOf(page);
  await frame.getByRole("textbox", { name: "Message" }).waitFor();
  return frame;
};

const say = async (frame: FrameLocator, text: string): Promise<void> => {
  await frame.getByRole("textbox", { name: "Message" }).fill(text);
  await frame.getByRole("textbox", { name: "Message" }).press("Enter");
  await frame.locator(".line:not(.waiting)", { hasText: text }).waitFor();
};

const conversationOf = async ({ api }: Walk, channelName: string): Promise<string> => {
  const channel = (await api.channels.list()).find(({ name }) => name === channelName);
  const { data } = await api.conversations.list({ state: "any" });
  return data.find((one) => one.channel.id === channel?.id)?.id ?? "";
};

const talk = async (walk: Walk, page: Page, key: string): Promise<void> => {
  const frame = await open(page, key);
  await expectAccessible(page, "other");
  const hostile = "<img src=x onerror=alert(1)> Is it in stock?";
  await say(frame, hostile);
  const id = await conversationOf(walk, nameOf(walk));
  await walk.api.conversations.reply(id, { text: "Yes, five of them." });
  await frame.getByText("Yes, five of them.").waitFor();
  expect((await frame.locator("img").count()) === 0, "text became HTML");
  await expectAccessible(page, "other");
  // What is written without a connection is sent when there is one again.
  await page.context().setOffline(true);
  await frame.getByRole("textbox", { name: "Message" }).fill("Two, please.");
  await frame.getByRole("button", { name: "Send" }).click();
  await frame.locator(".waiting", { hasText: "Two, please." }).waitFor();
  await page.context().setOffline(false);
  await frame.locator(".line:not(.waiting)", { hasText: "Two, please." }).waitFor();
  await frame.getByRole("button", { name: "Talk to a person" }).click();
  await frame.getByText("A person will answer you here.").waitFor();
  await expectAccessible(page, "other");
};

const comeBack = async (walk: Walk, page: Page): Promise<void> => {
  await frameOf(page).getByRole("textbox", { name: "Message" }).press("Escape");
  await page.getByRole("button", { name: "Open chat" }).waitFor();
  const id = await conversationOf(walk, nameOf(walk));
  await walk.api.conversations.reply(id, { text: "They are on their way." });
  await page.getByRole("button", { name: "Open chat, 1 new message" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: /Open chat/ }).click();
  const again = frameOf(page);
  await again.getByText("They are on their way.").waitFor();
  const lines = await again.locator(".line > p").allInnerTexts();
  expect(new Set(lines).size === lines.length && lines.length === 4, `lines: ${lines.join(" | ")}`);
};

const outOfHours = async (walk: Walk, page: Page, key: string): Promise<void> => {
  const { api } = walk;
  const channel = (await api.channels.list()).find(({ name }) => name === nameOf(walk));
  await api.channels.update(channel?.id ?? "", { hours: { timeZone: "UTC", open: [] } });
  await page.waitForTimeout(5200);
  await page.evaluate(() => localStorage.clear());
  await page.goto(`/demo/widget?key=${key}`);
  await page.getByRole("button", { name: "Open chat" }).click();
  const frame = frameOf(page);
  const address = frame.getByRole("textbox", { name: "E-mail address" });
  const message = frame.getByRole("textbox", { name: "Message" });
  // Who asks for a person now is asked where to answer, and sends nothing without that.
  await frame.getByRole("button", { name: "Talk to a person" }).click();
  await frame.locator("input[type=email]:focus").waitFor();
  expect((await message.inputValue()) === "I would like to talk to a person.", "says the wish");
  await address.fill("zoe@example.org");
  await message.fill("Please call me back.");
  await expectAccessible(page, "other");
  await frame.getByRole("button", { name: "Send" }).click();
  await frame.getByText("Thank you. We will answer you.").waitFor();
};

/** The server is away when the page is opened, and what the page says of its visitor cannot be believed. */
const showAnyway = async ({ context }: Watched, key: string): Promise<void> => {
  const page = await context.newPage();
  const sessions = "**/api/v1/widget/*/sessions";
  await page.goto(`/demo/widget?key=${key}`);
  await page.getByRole("button", { name: /Open chat/ }).waitFor();
  await page.route(sessions, (route) => route.abort(), { times: 1 });
  await page.evaluate(`
    document.querySelector("[data-rapport-chat]")?.remove();
    const script = document.createElement("script");
    script.src = "/widget.js";
    const user = { userId: "4711", userHash: "{{ hash }}", userName: "n".repeat(300) };
    Object.assign(script.dataset, user, { key: ${JSON.stringify(key)} });
    document.body.append(script);
  `);
  await page.getByRole("button", { name: /Open chat/ }).click();
  await frameOf(page).getByRole("heading", { name: "Help" }).waitFor();
  await page.close();
};

const look = async (walk: Walk): Promise<void> => {
  const { page } = walk;
  await visit(page, "/settings/channels");
  await page.getByRole("link", { name: nameOf(walk) }).click();
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByRole("region", { name: "What went through" }).waitFor();
  await page.getByText("Delivered").first().waitFor({ timeout: 15_000 });
  await expectAccessible(page);
  await page.getByRole("tab", { name: "Settings" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused. Nothing comes in or goes out.").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByText("Resumed.").waitFor();
};

export const walkWidget = async (walk: Walk): Promise<void> => {
  const { report, url, browser, width } = walk;
  const at = `${width} px`;
  const customer = await openPage(browser, url, { width, height: width > 1000 ? 900 : 844 });
  let key = "";
  try {
    await report.step(`${at}: a chat is set up, its secret shown once`, async () => {
      key = await setUp(walk);
    });
    await report.step(`${at}: a customer writes, a member answers, a cut line loses nothing`, () =>
      talk(walk, customer.page, key),
    );
    await report.step(
      `${at}: an answer is told to a closed chat, and is there after a reload`,
      () => comeBack(walk, customer.page),
    );
    await report.step(`${at}: out of hours there is a form`, () =>
      outOfHours(walk, customer.page, key),
    );
    await report.step(`${at}: a server that was away, or a wrong user, costs nobody the chat`, () =>
      showAnyway(customer, key),
    );
    await report.step(`${at}: what went through is listed, and the chat paused`, () => look(walk));
    await report.step(`${at}: the customer's page had no fault`, async () => {
      if (customer.faults.length > 0) throw new Error(customer.faults.join("\n"));
    });
  } finally {
    await customer.context.close();
  }
};
