// What another member does shows without a reload: rows, new ones, deleted ones, cards, and the cell under edit.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { joinSecondMember, type SecondMember } from "./second-member.ts";
import { cellOf, visit, type Walk } from "./walk-context.ts";

const SORTED = "/o/people?cols=city,email&sort=email";

const firstPeople = async ({ api }: Walk) => {
  const { data } = await api.records("people").list({ sort: "email", limit: 5 });
  return data;
};

const walkTable = async (walk: Walk, other: SecondMember): Promise<void> => {
  const { page, report } = walk;
  const people = other.client.records("people");
  const [first, second, third] = await firstPeople(walk);
  if (!first || !second || !third) throw new Error("There is nobody.");
  await report.step("a row that another member changes is refreshed where it stands", async () => {
    await visit(page, SORTED);
    await people.update(first.id, { city: "Valparaíso" });
    const cell = await cellOf(page, 0, "City");
    await cell.getByText("Valparaíso").waitFor({ timeout: 5000 });
  });
  await report.step(
    "a cell under edit is left alone, named, and a conflict on saving",
    async () => {
      await page.getByRole("grid").focus();
      const cell = await cellOf(page, 1, "City");
      await cell.dblclick();
      await page.getByRole("textbox", { name: "City" }).fill("Mine");
      await people.update(second.id, { city: "Theirs" });
      await page.getByText(`Changed by ${other.name} just now.`).first().waitFor({ timeout: 5000 });
      const typed = await page.getByRole("textbox", { name: "City" }).inputValue();
      expect(typed === "Mine", `the field holds ${typed}`);
      await expectAccessible(page);
      await page.getByRole("textbox", { name: "City" }).press("Enter");
      const dialog = page.getByRole("dialog", { name: "Changed meanwhile" });
      await dialog.getByText("Theirs", { exact: true }).waitFor();
      await dialog.getByRole("button", { name: "Keep theirs" }).click();
      await cell.getByText("Theirs").waitFor();
    },
  );
  await report.step("new rows wait behind a chip, deleted ones leave", async () => {
    await people.create({ lastName: "Aaronson", email: "0-first@live.example", city: "Oslo" });
    await people.create({ lastName: "Abbot", email: "0-second@live.example", city: "Oslo" });
    const chip = page.getByRole("button", { name: "2 new" });
    await chip.waitFor({ timeout: 5000 });
    const stays = await cellOf(page, 0, "City");
    await stays.getByText("Valparaíso").waitFor();
    await expectAccessible(page);
    await chip.click();
    const cell = await cellOf(page, 0, "E-mail");
    await cell.getByText("0-first@live.example").waitFor();
    await walk.api.records("people").remove(third.id);
    await page.getByText(String(third.email)).waitFor({ state: "detached", timeout: 5000 });
  });
};

const walkRecord = async (walk: Walk, other: SecondMember): Promise<void> => {
  const { page, report } = walk;
  const [, , person] = await firstPeople(walk);
  if (!person) throw new Error("There is nobody.");
  await report.step("a record's page follows: facts, who changed them, the timeline", async () => {
    await visit(page, `/o/people/${person.id}`);
    await other.client.records("people").update(person.id, { jobTitle: "Astronaut" });
    await page.getByText("Astronaut").waitFor({ timeout: 5000 });
    await page.getByText(`Changed by ${other.name} just now.`).waitFor();
    await other.client.records("notes").create({ body: "Spoke at length.", personId: person.id });
    await page.getByText("Spoke at length.").waitFor({ timeout: 5000 });
    await expectAccessible(page);
  });
};

const walkBoard = async ({ page, report, api }: Walk, other: SecondMember): Promise<void> => {
  await report.step("a card that another member moves changes its column", async () => {
    await visit(page, "/o/deals?layout=kanban");
    const [pipeline] = await api.pipelines.list();
    const open = pipeline?.stages.filter(({ kind }) => kind === "open") ?? [];
    const [from, to] = open;
    const { data } = await api
      .records("deals")
      .list({ filter: { stageId: from?.id ?? "" }, limit: 1 });
    const deal = data[0];
    if (!deal || !to) throw new Error("There is no deal to move.");
    const target = page.locator(`[data-column="${to.id}"]`);
    await target.waitFor();
    await other.client.records("deals").update(deal.id, { stageId: to.id });
    await target.getByText(String(deal.name), { exact: true }).waitFor({ timeout: 5000 });
  });
};

const walkConnection = async ({ page, report, context }: Walk): Promise<void> => {
  await report.step("a lost connection is said, and its end too", async () => {
    await visit(page, "/o/people");
    await context.setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await context.setOffline(false);
    await page.getByText("You are offline.").waitFor({ state: "detached" });
  });
};

export const walkLive = async (walk: Walk): Promise<void> => {
  let other: SecondMember | undefined;
  await walk.report.step("a second member joins", async () => {
    other = await joinSecondMember(walk, "Otto Live", "otto@live.example");
  });
  if (!other) return;
  await walkTable(walk, other);
  await walkRecord(walk, other);
  await walkBoard(walk, other);
  await walkConnection(walk);
};
