// One record: made, told, noted, found again, deleted and brought back.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const PERSON = { firstName: "Zoe", lastName: "Quillfeather" };

export const walkRecords = async ({ page, report, api }: Walk): Promise<void> => {
  await report.step("a person is made by dialog", async () => {
    await visit(page, "/o/people");
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog", { name: "New person" });
    await dialog.getByLabel("First name").fill(PERSON.firstName);
    await dialog.getByLabel("Last name").fill(PERSON.lastName);
    // A wrong key loses nothing of it.
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("n");
    const kept = await dialog.getByLabel("Last name").inputValue();
    expect(kept === PERSON.lastName, `the dialog kept "${kept}"`);
    await dialog.getByLabel("E-mail").fill("not an address");
    await expectAccessible(page);
    await dialog.getByLabel("E-mail").fill("zoe@quill.example");
    await dialog.getByRole("button", { name: "Create person" }).click();
    await page.getByRole("complementary", { name: "Person Zoe Quillfeather" }).waitFor();
  });
  await report.step("the panel tells the record", async () => {
    await page.getByText("Nothing has happened here yet.").waitFor();
    await expectAccessible(page);
  });
  await report.step("a fact is edited in the panel", async () => {
    await page.getByRole("button", { name: "Edit city" }).click();
    await page.getByRole("textbox", { name: "City" }).fill("Tromsø");
    await page.keyboard.press("Enter");
    await page.getByText(/^City of Zoe Quillfeather saved\.$/).waitFor();
  });
  await report.step("half a note outlives a reload", async () => {
    const note = page.getByRole("combobox", { name: "Note" });
    await note.fill("Half a note");
    await page.reload();
    await note.waitFor();
    expect((await note.inputValue()) === "Half a note", "it was lost");
  });
  await report.step("a note joins the timeline", async () => {
    await page.getByRole("combobox", { name: "Note" }).fill("Prefers to be called in the morning.");
    await page.getByRole("button", { name: "Add note" }).click();
    await page
      .getByRole("list", { name: "Timeline" })
      .getByText("Prefers to be called in the morning.")
      .waitFor();
    const left = await page.getByRole("combobox", { name: "Note" }).inputValue();
    expect(left === "", `after it was added, "${left}" stands in the field`);
  });
  await report.step("the history names each changed field", async () => {
    await page.getByRole("tab", { name: "History" }).click();
    const history = page.getByRole("list", { name: "History of changes" });
    await history.getByText("Tromsø").first().waitFor();
    await expectAccessible(page);
  });
  await report.step("the page of a record opens by key", async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("complementary").waitFor({ state: "detached" });
    // Right after it the closing of the panel would still be on its way, and win.
    await page.waitForTimeout(1000);
    await page.keyboard.press("o");
    await page.waitForURL(/\/o\/people\/[0-9a-f-]{36}/);
    await page.getByRole("tab", { name: "Related" }).click();
    await page.waitForURL(/tab=related/);
    await expectAccessible(page);
  });
  await report.step("search forgives a typo", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill("Quilfether");
    const option = page.getByRole("option", { name: /Zoe Quillfeather/ });
    await option.waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Zoe Quillfeather" }).waitFor();
  });
  await report.step("Enter goes to what was typed, however fast", async () => {
    await visit(page, "/o/people");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill("Quillfeather");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Zoe Quillfeather" }).waitFor();
  });
  await report.step("a deal lists its line items and their sum", async () => {
    const { data } = await api.records("deals").list({ limit: 1 });
    await visit(page, `/o/deals/${data[0]?.id ?? ""}?tab=items`);
    await page.getByRole("combobox", { name: "Add a product or service" }).fill("Licence, yearly");
    await page.getByRole("option", { name: /without a product/ }).click();
    await page.getByRole("textbox", { name: "Quantity" }).fill("3");
    await page.getByRole("textbox", { name: /Unit price/ }).fill("120.50");
    await page.getByRole("button", { name: "Add line" }).click();
    await page.getByRole("rowheader", { name: "Net" }).waitFor();
    const deal = await api.records("deals").get(data[0]?.id ?? "");
    expect(deal.amountMinor === 36_150, `the deal's amount is ${String(deal.amountMinor)}`);
    await expectAccessible(page);
  });
  await report.step("a record goes to the trash and comes back", async () => {
    const { data } = await api.records("people").list({ filter: { lastName: PERSON.lastName } });
    await visit(page, `/o/people/${data[0]?.id ?? ""}`);
    await page.getByRole("button", { name: "More for this record" }).click();
    await page.getByRole("menuitem", { name: "Move to the trash" }).click();
    await page.getByText("1 person moved to the trash.").waitFor();
    await visit(page, "/settings/trash?object=people");
    await page.getByText("Zoe Quillfeather").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Restore" }).first().click();
    await page.getByText("Zoe Quillfeather is back.").waitFor();
  });
};
