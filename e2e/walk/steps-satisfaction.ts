// A customer is asked how satisfied they are: in the chat, by keyboard; the member sees it beside the conversation, and in
// the figures, where each number leads to its conversations.
import type { Page } from "playwright-core";
import { expectAccessible } from "./accessibility.ts";
import { openPage } from "./browser.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const nameOf = ({ width }: Walk): string => `Asking chat ${width}`;
const slowMs = 30_000;

const closedTalk = async (walk: Walk, page: Page): Promise<string> => {
  const { api, url } = walk;
  const settings = { origins: [url], title: "Help" };
  const { data: channel } = await api.channels.create({
    ...{ kind: "widget", name: nameOf(walk), settings },
  });
  await page.goto(`/demo/widget?key=${channel.publicKey}`);
  await page.getByRole("button", { name: "Open chat" }).click();
  const frame = page.frameLocator('iframe[title="Help"]');
  await frame.getByRole("textbox", { name: "Message" }).fill("Where is my parcel?");
  await frame.getByRole("textbox", { name: "Message" }).press("Enter");
  await frame.locator(".line:not(.waiting)", { hasText: "Where is my parcel?" }).waitFor();
  const { data } = await api.conversations.list({ state: "any" });
  const id = data.find((one) => one.channel.id === channel.id)?.id ?? "";
  await api.conversations.reply(id, { text: "It arrives today.", close: true });
  return id;
};

const rate = async (page: Page): Promise<void> => {
  const frame = page.frameLocator('iframe[title="Help"]');
  const best = frame.getByRole("radio", { name: "Satisfied", exact: true });
  await best.waitFor({ timeout: slowMs });
  await expectAccessible(page, "other");
  await best.focus();
  await best.press("Space");
  await frame.getByRole("textbox", { name: "Comment (optional)" }).fill("<b>Quick</b>");
  await frame.getByRole("button", { name: "Send rating" }).press("Enter");
  await frame.getByText("Thank you for your rating.").waitFor();
  await expectAccessible(page, "other");
};

const see = async ({ page, width }: Walk, id: string): Promise<void> => {
  await visit(page, `/inbox?box=all&c=${id}`);
  const panel = page.getByRole("region", { name: "Satisfaction" });
  // A phone shows the thread; the customer's pane is beside it on wide screens.
  if (width < 1000) return;
  await panel.getByText("4 of 5, satisfied").waitFor();
  await panel.getByText("<b>Quick</b>").waitFor();
  await expectAccessible(page);
};

const count = async (walk: Walk, id: string): Promise<void> => {
  const { page, api } = walk;
  const deadline = Date.now() + slowMs;
  for (;;) {
    const { data } = await api.analytics.conversations({ measure: "rated", limit: 100 });
    if (data.some((one) => one.id === id)) break;
    expect(Date.now() < deadline, "the rating is in no figure");
    await page.waitForTimeout(200);
  }
  await visit(page, "/inbox/analytics");
  const tile = page.getByRole("region", { name: "Satisfied" });
  await tile.getByText(/95 % sure/).waitFor();
  await expectAccessible(page);
  await tile.getByRole("link", { name: /, rated: list them/ }).click();
  const behind = page.getByRole("region", { name: "Behind the number" });
  await behind.getByRole("link", { name: /^#/ }).first().waitFor();
  expect(page.url().includes("behind=rated"), "the number does not stand in the address");
  await expectAccessible(page);
  await walk.picture("analytics");
};

export const walkSatisfaction = async (walk: Walk): Promise<void> => {
  const { report, url, browser, width } = walk;
  const at = `${width} px`;
  const customer = await openPage(browser, url, { width, height: width > 1000 ? 900 : 844 });
  let id = "";
  try {
    await report.step(`${at}: a conversation is closed, and the customer rates it`, async () => {
      id = await closedTalk(walk, customer.page);
      await rate(customer.page);
    });
    await report.step(`${at}: the member sees the rating`, () => see(walk, id));
    await report.step(`${at}: figures about conversations lead to them`, () => count(walk, id));
    await report.step(`${at}: the customer's page had no fault`, async () => {
      if (customer.faults.length > 0) throw new Error(customer.faults.join("\n"));
    });
  } finally {
    await customer.context.close();
  }
};
