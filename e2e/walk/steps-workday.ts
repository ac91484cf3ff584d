// A day at the desk, with the pointer and at both widths: a person made and edited, several changed at once and taken
// back, a file imported with an error, put right, and the import undone.
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const rowsOf = (width: number, email: string): string =>
  [
    "First name,Last name,E-mail,City",
    `Pia,Holm,pia.holm@desk-${width}.example,Malmö`,
    `Jan,Prins,${email},Delft`,
  ].join("\n");

const importFile = async ({ page }: Walk, content: string, count: number): Promise<void> => {
  await visit(page, "/imports/new?object=people");
  await page.locator('input[type="file"]').setInputFiles({
    name: "desk.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(content),
  });
  await page.getByRole("button", { name: "Upload and look at the columns" }).click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  await page.getByRole("combobox", { name: "What to do" }).click();
  await page.getByRole("option", { name: "Create new ones and update known ones" }).click();
  await page.getByRole("combobox", { name: "Known by" }).click();
  await page.getByRole("option", { name: "E-mail" }).click();
  await page.getByRole("button", { name: "Try it without changing anything" }).click();
  const words = count === 1 ? "Import 1 person" : `Import ${count} people`;
  await page.getByRole("button", { name: words }).click();
  await page.getByText("The import is done").waitFor({ timeout: 60_000 });
};

export const walkWorkday = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const people = api.records("people");
  const name = `Ines Pocket${width}`;
  const corrected = `jan.prins@desk-${width}.example`;
  await report.step(`${width} px: a person is made and edited`, async () => {
    await visit(page, "/o/people");
    await page.getByRole("button", { name: "New person" }).click();
    const dialog = page.getByRole("dialog", { name: "New person" });
    await dialog.getByLabel("First name").fill("Ines");
    await dialog.getByLabel("Last name").fill(`Pocket${width}`);
    await dialog.getByRole("button", { name: "Create person" }).click();
    const panel = page.getByRole("complementary", { name: `Person ${name}` });
    await panel.getByRole("button", { name: "Edit city" }).click();
    await panel.getByRole("textbox", { name: "City" }).fill("Porto");
    await page.keyboard.press("Enter");
    await page.getByText(`City of ${name} saved.`).waitFor();
    await picture("person");
  });
  await report.step(`${width} px: several are changed at once, and undone`, async () => {
    await visit(page, "/o/people?cols=city&sort=email");
    const boxes = page.locator('tbody tr[aria-rowindex] input[type="checkbox"]');
    for (const at of [0, 1]) await boxes.nth(at).check();
    const bar = page.getByRole("region", { name: "Selected records" });
    await bar.getByRole("button", { name: "Change" }).click();
    await page.getByRole("combobox", { name: "Field" }).fill("City");
    await page.getByRole("option", { name: "City", exact: true }).click();
    await page.getByRole("textbox", { name: "New value" }).fill("Lima");
    await page.getByRole("button", { name: "Set for 2" }).click();
    await page.getByText("2 people changed.").waitFor();
    await picture("bulk");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByText("Undone.").first().waitFor();
    const { data } = await people.list({ filter: { city: "Lima" } });
    expect(data.length === 0, "the undo did not reach the server");
  });
  await report.step(
    `${width} px: a file with an error is imported, put right, and undone`,
    async () => {
      await importFile(walk, rowsOf(width, "no address"), 1);
      await page
        .getByText(/1 bad row|1 row/i)
        .first()
        .waitFor();
      await importFile(walk, rowsOf(width, corrected), 1);
      const there = await people.list({ filter: { email: corrected } });
      expect(there.data.length === 1, "the corrected row is not there");
      await page.getByRole("button", { name: "Undo the import" }).click();
      await page.getByText("The import was undone").waitFor({ timeout: 60_000 });
      const gone = await people.list({ filter: { email: corrected } });
      expect(gone.data.length === 0, "the corrected row is still there");
      await picture("import-undone");
    },
  );
};
