// The table: counting, paging, sorting, filtering, editing in place, undo, bulk changes.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { cellOf, visit, type Walk } from "./walk-context.ts";

const MOST_DRAWN_ROWS = 80;

const undoNewest = async ({ page }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("Undone.").first().waitFor();
};

const walkList = async (walk: Walk): Promise<void> => {
  const { page, report } = walk;
  await report.step("the table counts all and draws few", async () => {
    await visit(page, "/o/people");
    await page.getByRole("grid").waitFor();
    await page.getByText("260", { exact: true }).waitFor();
    const drawn = await page.locator("tbody tr[aria-rowindex]").count();
    expect(drawn > 10 && drawn < MOST_DRAWN_ROWS, `${drawn} rows are drawn`);
    await expectAccessible(page);
  });
  await report.step("scrolling loads the pages that follow", async () => {
    const grid = page.getByRole("grid");
    await grid.hover();
    for (let turn = 0; turn < 40; turn += 1) {
      await page.mouse.wheel(0, 1200);
      await page.waitForTimeout(60);
      if ((await page.locator('tbody tr[aria-rowindex="261"]').count()) > 0) return;
    }
    throw new Error("The last row never came.");
  });
  await report.step("a heading sorts, and the address says so", async () => {
    await visit(page, "/o/people");
    const heading = page.getByRole("columnheader", { name: "City" });
    await heading.getByRole("button").click();
    await page.locator('th[aria-sort="ascending"]').waitFor();
    await page.waitForURL(/sort=city/);
    const cell = await cellOf(page, 0, "City");
    await cell.getByText("Berlin").waitFor();
  });
};

const walkFilter = async ({ page, report }: Walk): Promise<void> => {
  await report.step("a filter is built, counted, and survives a reload", async () => {
    await visit(page, "/o/people");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("combobox", { name: "Field to filter by" }).fill("City");
    await page.getByRole("option", { name: "City" }).click();
    await page.getByRole("textbox", { name: "City" }).fill("Paris");
    await page.getByRole("status").filter({ hasText: /^3\d$/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("button", { name: "City contains Paris" }).waitFor();
    await page.getByRole("status").filter({ hasText: /^3\d$/ }).waitFor();
  });
  await report.step("a second filter makes and/or a choice", async () => {
    const filter = { or: [{ city: "Paris" }, { lifecycle: { in: ["lead"] } }] };
    await visit(page, `/o/people?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    await page.getByRole("button", { name: "Any may hold" }).waitFor();
    await page.getByRole("button", { name: "Lifecycle is any of Lead" }).click();
    await page.getByRole("button", { name: "Remove this condition" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("260", { exact: true }).waitFor();
  });
  await report.step("columns are chosen and kept in the address", async () => {
    await visit(page, "/o/people");
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Phone" }).check();
    await page.waitForURL(/cols=/);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("columnheader", { name: "Phone" }).waitFor();
  });
};

const walkEditing = async (walk: Walk): Promise<void> => {
  const { page, report, api } = walk;
  await report.step("a cell is edited by keyboard, and undone", async () => {
    await visit(page, "/o/people?cols=city,email&sort=email");
    await page.keyboard.press("j");
    await page.keyboard.press("l");
    await page.keyboard.press("e");
    await page.getByRole("textbox", { name: "City" }).fill("Reykjavik");
    await page.keyboard.press("Enter");
    const cell = await cellOf(page, 1, "City");
    await cell.getByText("Reykjavik").waitFor();
    await page.getByText(/^City of .* saved\.$/).waitFor();
    const { data } = await api.records("people").list({ filter: { city: "Reykjavik" } });
    expect(data.length === 1, `${data.length} people live in Reykjavik`);
    await undoNewest(walk);
    await cell.getByText("Reykjavik").waitFor({ state: "detached" });
    const after = await api.records("people").list({ filter: { city: "Reykjavik" } });
    expect(after.data.length === 0, "the undo did not reach the server");
  });
  await report.step("a conflict is a choice", async () => {
    await visit(page, "/o/people?cols=city,email&sort=email");
    const { data } = await api.records("people").list({ sort: "email", limit: 1 });
    const first = data[0];
    if (!first) throw new Error("There is nobody.");
    await page.keyboard.press("k");
    await page.keyboard.press("l");
    await page.keyboard.press("e");
    await page.getByRole("textbox", { name: "City" }).fill("Mine");
    await api.records("people").update(first.id, { city: "Theirs" });
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Changed meanwhile" });
    await dialog.getByText("Theirs", { exact: true }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Save mine instead" }).click();
    await page.getByText(/^City of .* saved\.$/).waitFor();
    const now = await api.records("people").get(first.id);
    expect(now.city === "Mine", `the city is ${String(now.city)}`);
  });
  await report.step("many rows are changed at once, and undone at once", async () => {
    await visit(page, "/o/people?cols=city,email&sort=email");
    for (const key of ["j", "x", "j", "x", "j", "x"]) await page.keyboard.press(key);
    const bar = page.getByRole("region", { name: "Selected records" });
    await bar.getByText("3 selected").waitFor();
    await bar.getByRole("button", { name: "Change" }).click();
    await page.getByRole("combobox", { name: "Field" }).fill("City");
    await page.getByRole("option", { name: "City" }).click();
    await page.getByRole("textbox", { name: "New value" }).fill("Quito");
    await page.getByRole("button", { name: "Set for 3" }).click();
    await page.getByText("3 people changed.").waitFor();
    const { data } = await api.records("people").list({ filter: { city: "Quito" } });
    expect(data.length === 3, `${data.length} people live in Quito`);
    await undoNewest(walk);
    const after = await api.records("people").list({ filter: { city: "Quito" } });
    expect(after.data.length === 0, "the undo did not reach the server");
  });
  await report.step("the keys are shown", async () => {
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  });
};

export const walkTable = async (walk: Walk): Promise<void> => {
  await walkList(walk);
  await walkFilter(walk);
  await walkEditing(walk);
};
