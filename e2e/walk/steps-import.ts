// A small file from upload to result, and back.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const FILE = [
  "First Name;Last Name;E-Mail Address;Town;Company",
  "Nils;Berg;nils.berg@new.example;Oslo;Northwind 1",
  "Ana;Costa;ana.costa@new.example;Lisbon;",
  'Lea;"Van ""der"" Meer";not-an-address;Rotterdam;',
  "Person;One;person.1@company-1.example;Madrid;",
].join("\r\n");

export const walkImport = async ({ page, report, api }: Walk): Promise<void> => {
  await report.step("a file is uploaded and its columns are suggested", async () => {
    await visit(page, "/imports/new?object=people");
    await expectAccessible(page);
    await page.locator('input[type="file"]').setInputFiles({
      name: "people.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(FILE),
    });
    await page.getByRole("button", { name: "Upload and look at the columns" }).click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    const chosen = async (column: string): Promise<string> =>
      page.getByRole("combobox", { name: `What ${column} becomes` }).inputValue();
    await page.getByRole("combobox", { name: "What First Name becomes" }).waitFor();
    expect(
      (await chosen("E-Mail Address")) === "E-mail",
      `E-Mail Address: ${await chosen("E-Mail Address")}`,
    );
    expect((await chosen("Town")) === "City", `Town: ${await chosen("Town")}`);
    await expectAccessible(page);
  });
  await report.step("a dry run counts and changes nothing", async () => {
    await page.getByRole("combobox", { name: "What to do" }).click();
    await page.getByRole("option", { name: "Create new ones and update known ones" }).click();
    await page.getByRole("combobox", { name: "Known by" }).click();
    await page.getByRole("option", { name: "E-mail" }).click();
    await page.getByRole("button", { name: "Try it without changing anything" }).click();
    await page.getByRole("button", { name: "Import 3 people" }).waitFor();
    await page.getByRole("region", { name: "Bad rows" }).first().waitFor();
    await expectAccessible(page);
    const { data } = await api
      .records("people")
      .list({ filter: { email: "ana.costa@new.example" } });
    expect(data.length === 0, "the dry run wrote a record");
  });
  await report.step("the import runs to its result", async () => {
    await page.getByRole("button", { name: "Import 3 people" }).click();
    await page.getByText("The import is done").waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    const known = await api
      .records("people")
      .list({ filter: { email: "person.1@company-1.example" } });
    expect(
      known.data[0]?.city === "Madrid",
      `the known person lives in ${String(known.data[0]?.city)}`,
    );
  });
  await report.step("the import is undone, updates too", async () => {
    await page.getByRole("button", { name: "Undo the import" }).click();
    await page.getByText("The import was undone").waitFor({ timeout: 60_000 });
    const fresh = await api.records("people").list({ filter: { email: "ana.costa@new.example" } });
    const known = await api
      .records("people")
      .list({ filter: { email: "person.1@company-1.example" } });
    expect(fresh.data.length === 0, "a created person is still there");
    expect(
      known.data[0]?.city === "Paris",
      `the known person lives in ${String(known.data[0]?.city)}`,
    );
    await visit(page, "/imports");
    await page.getByRole("link", { name: "people.csv" }).waitFor();
    await expectAccessible(page);
  });
};
