// Closed tickets as suggested pages: switched on, looked at, edited and published without a customer's name, dismissed and
// undone.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

/** At each width its own. */
const topicAt = (width: number) => (width > 1000 ? "anchor chain" : "bilge pump");

async function settle({ api }: Walk, topic: string): Promise<void> {
  const { data: ticket } = await api.records("tickets").create({
    subject: `How often is the ${topic} greased?`,
    status: "open",
  });
  const body = `Hello Wilma,\nthe ${topic} is greased every second month; write to wilma@crew.example for the plan.`;
  await api.records("notes").create({ body, ticketId: ticket.id });
  await api.records("tickets").update(ticket.id, { status: "solved" });
}

const MOST_WAITED_MS = 60_000;
const POLL_MS = 500;

/** One that waits to be decided. */
export async function suggestionOf(walk: Walk): Promise<string> {
  const { suggestions } = walk.api.knowledge;
  const { lookedAt: _at, isLooking: _is, ...input } = await suggestions.source.get();
  await suggestions.source.save({ ...input, isOn: false });
  await settle(walk, "rudder by keyboard");
  await suggestions.source.save({ ...input, isOn: true, tickets: true, waitHours: 0 });
  for (let waitedMs = 0; waitedMs < MOST_WAITED_MS; waitedMs += POLL_MS) {
    const [open] = (await suggestions.list()).data;
    if (open) return open.id;
    await walk.page.waitForTimeout(POLL_MS);
  }
  throw new Error("No page was suggested.");
}

export const walkHarvest = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const topic = topicAt(width);
  const question = `How often is the ${topic} greased?`;

  await report.step(`${width}: closed tickets are switched on as a source`, async () => {
    const source = await api.knowledge.suggestions.source.get();
    const { lookedAt: _at, isLooking: _is, ...input } = source;
    await api.knowledge.suggestions.source.save({ ...input, isOn: false });
    await settle(walk, topic);
    await visit(page, "/knowledge/suggestions");
    await page.getByRole("button", { name: "Choose what to look at" }).click();
    await page.getByRole("switch", { name: /Suggest pages/ }).click();
    await page.getByRole("switch", { name: "Settled conversations" }).click();
    await page.getByLabel("Not reopened for, in hours").fill("0");
    await expectAccessible(page);
    await picture("closed-tickets");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: question }).waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await picture("suggested-pages");
  });

  await report.step(`${width}: a suggestion is dismissed and undone, then published`, async () => {
    await page.getByRole("link", { name: question }).click();
    // Messages that stand over the screen have a button of that name too.
    const dismiss = page.getByRole("form").getByRole("button", { name: "Dismiss" });
    await dismiss.waitFor();
    const text = await page.getByLabel("Text").inputValue();
    expect(!/Wilma|wilma@/.test(text), "personal data stayed in the text");
    expect(text.includes("[e-mail]"), "nothing stands for the address");
    await expectAccessible(page);
    await picture("suggested-page");
    await page.keyboard.press("Escape");
    await dismiss.click();
    await page
      .getByRole("alert")
      .filter({ hasText: "Dismissed" })
      .getByRole("button", { name: "Undo" })
      .click();
    await page.getByText("Undone.").first().waitFor();
    await visit(page, "/knowledge/suggestions");
    await page.getByRole("link", { name: question }).click();
    await page.getByLabel("Text").fill(`The ${topic} is greased every second month.`);
    await page.getByRole("button", { name: "Publish page" }).click();
    await page.getByText(`${question} is published`).waitFor();
    const found = await api.knowledge.search({ query: `${topic} greased` });
    expect(found.data[0]?.title === question, "search does not know the page");
  });
};
