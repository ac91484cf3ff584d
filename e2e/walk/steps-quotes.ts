// Selling: a product becomes a line of a deal, the lines a quote, the quote a PDF, its acceptance the deal's stage;
// files on the deal; lists by hand.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const PDF = Buffer.from("%PDF-1.4\nnot much of one");

export const walkQuotes = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const name = `Roll-out ${width}`;
  const { data: deal } = await api.records("deals").create({ name, currency: "EUR" });
  const product = `Turbine check ${width}`;
  await api
    .records("products")
    .create({ name: product, unitPriceMinor: 12_500, currency: "EUR", taxPercent: 19 });

  await report.step(`${width}: a product becomes a line of a deal`, async () => {
    await visit(page, `/o/deals/${deal.id}?tab=items`);
    // A new deal is scored a moment later; at 390 px that moves what stands below it.
    await page.getByRole("region", { name: "Win chance" }).waitFor();
    await page.getByRole("combobox", { name: "Add a product or service" }).fill("Turbine ch");
    await page.getByRole("option", { name: new RegExp(product) }).click();
    const dialog = page.getByRole("dialog", { name: "Add a line" });
    await dialog.getByRole("textbox", { name: "Quantity" }).fill("4");
    await dialog.getByRole("textbox", { name: "Discount in percent" }).fill("10");
    await dialog.getByText("Net €450").waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Add line" }).click();
    await page.getByRole("rowheader", { name: "Total with tax" }).waitFor();
    await expectAccessible(page);
  });

  await report.step(`${width}: the lines become a quote that is sent`, async () => {
    await page.getByRole("button", { name: "New quote" }).click();
    await page.getByRole("article", { name: "Preview of the quote" }).waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit quote" });
    await dialog.getByLabel("Addressee").fill("Nordwind\nKiel");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Nordwind").first().waitFor();
    await page.getByRole("button", { name: "Mark as sent" }).click();
    await page.getByRole("button", { name: "Mark as accepted" }).waitFor();
    await expectAccessible(page);
    await picture("quote");
    const [quote] = (await api.quotes.list({ dealId: deal.id })).data;
    expect(quote?.number !== null && quote?.totals.totalMinor === 53_550, "the quote is off");
    const pdf = await api.quotes.pdf(quote?.id ?? "");
    const head = Buffer.from(await pdf.arrayBuffer()).subarray(0, 5);
    expect(head.toString() === "%PDF-", "that is no PDF");
  });

  await report.step(`${width}: its acceptance moves the deal`, async () => {
    await page.getByRole("button", { name: "Mark as accepted" }).click();
    const dialog = page.getByRole("dialog", { name: "Mark as accepted" });
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Mark as accepted" }).click();
    await dialog.waitFor({ state: "hidden" });
    const after = await api.records("deals").get(deal.id);
    expect(after.status === "won" && after.amountMinor === 45_000, "the deal did not move");
    await visit(page, `/o/deals/${deal.id}`);
    await page.getByText("In this stage since today").waitFor();
    await expectAccessible(page);
    await picture("deal");
  });

  await report.step(`${width}: files are added, shown and deleted with undo`, async () => {
    await page.getByRole("tab", { name: "Files" }).click();
    await page
      .getByLabel("Files", { exact: true })
      .and(page.locator("input"))
      .setInputFiles([
        { name: "offer.pdf", mimeType: "application/pdf", buffer: PDF },
        { name: "tool.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") },
      ]);
    await page.getByRole("link", { name: "Download offer.pdf" }).waitFor();
    await page
      .getByRole("alert")
      .getByText(/Programs and scripts/)
      .waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "More for offer.pdf" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("link", { name: "Download offer.pdf" }).waitFor({ state: "detached" });
    await page.getByText("offer.pdf deleted.").waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByRole("link", { name: "Download offer.pdf" }).waitFor();
  });

  await report.step(`${width}: a record joins a list, and the list is a filter`, async () => {
    await page.getByRole("tab", { name: "Related" }).click();
    await page.getByRole("button", { name: "Add to a list" }).click();
    const dialog = page.getByRole("dialog", { name: /Add this record to a list/ });
    const choice = dialog.getByRole("combobox", { name: "List", exact: true });
    const newName = dialog.getByLabel("Name of the new list");
    // Which of the two is there is known once the lists have come.
    await choice.or(newName).first().waitFor();
    if ((await choice.count()) > 0) {
      await choice.click();
      await page.getByRole("option", { name: "A new list" }).click();
    }
    await newName.fill(`Autumn ${width}`);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Add to list" }).click();
    await page.getByRole("link", { name: `Autumn ${width}` }).click();
    await page.getByText(name).first().waitFor();
    await expectAccessible(page);
  });

  await report.step(`${width}: settings of quotes, and all quotes`, async () => {
    await visit(page, "/settings/quotes");
    await page.getByLabel("Company").fill("Ostravane");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Settings of quotes saved.").waitFor();
    await visit(page, "/quotes");
    await page.getByText(name).first().waitFor();
    await expectAccessible(page);
  });
};
