// Features: the catalogue, a search in it, a check, and one feature with its distribution as a table.
import { expectAccessible } from "./accessibility.ts";
import { visit, type Walk } from "./walk-context.ts";

export const walkFeatures = async (walk: Walk): Promise<void> => {
  const { page, report, width } = walk;
  await report.step(`${width} px: features are listed in words and checked`, async () => {
    await visit(page, "/features");
    await page.getByRole("textbox", { name: "Find a feature" }).fill("industry");
    const table = page.getByRole("region", { name: "Features of companies" });
    await table.getByRole("link", { name: "Industry" }).waitFor();
    await expectAccessible(page);
    const companies = page.getByRole("region", { name: "Companies", exact: true });
    await companies.getByRole("button", { name: "Check now" }).click();
    await page.getByText(/values compared, 0 wrong/).waitFor();
    await walk.picture("features");
  });
  await report.step(`${width} px: a feature says what it is and how its values lie`, async () => {
    await visit(page, "/features/companies/industry");
    await page.getByRole("heading", { name: "Industry", level: 1 }).waitFor();
    await page.getByText("Industry of the company, known since it was added.").waitFor();
    const { distribution } = await walk.api.features.feature("companies", "industry");
    if (distribution.sampled > 0) {
      await page.getByRole("button", { name: "Show as a table" }).click();
      await page.getByRole("columnheader", { name: "Records" }).waitFor();
    }
    await expectAccessible(page);
    await walk.picture("feature");
  });
};

export const walkSegments = async (walk: Walk): Promise<void> => {
  const { page, report, width } = walk;
  const name = `Known here ${width}`;
  await report.step(`${width} px: a segment is made, and says who is within`, async () => {
    await visit(page, "/segments/new");
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("combobox", { name: "Feature" }).fill("Days since the person");
    await page.getByRole("option", { name: "Days since the person was added" }).click();
    await page.getByRole("textbox", { name: "Value" }).fill("0");
    await page.getByText(/looked at would be within/).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Make segment" }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByRole("region", { name: "Who is within" }).waitFor();
    await expectAccessible(page);
    await walk.picture("segment");
  });
  await report.step(`${width} px: a rule over a field; what was deleted comes back`, async () => {
    const other = `In Peru ${width}`;
    await visit(page, "/segments/new");
    await page.getByRole("textbox", { name: "Name" }).fill(other);
    await page.getByRole("button", { name: "Add a field" }).click();
    await page.getByRole("button", { name: "Remove rule 1" }).click();
    await page.getByRole("combobox", { name: "Field" }).fill("Country");
    await page.getByRole("option", { name: "Country", exact: true }).click();
    await page.getByRole("textbox", { name: "Value" }).fill("Peru");
    await page.getByText(/looked at would be within/).waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Make segment" }).click();
    await page.getByText("People where country is Peru.").waitFor();
    await page.getByRole("button", { name: "Delete segment" }).click();
    await page.getByText(`Segment "${other}" deleted.`).waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByRole("link", { name: other }).waitFor();
  });
  await report.step(`${width} px: segments are listed`, async () => {
    await visit(page, "/segments");
    await page.getByRole("link", { name }).waitFor();
    await expectAccessible(page);
  });
};
