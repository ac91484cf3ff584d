// Events: a source with its key, an event that appears by itself, what became of it, a schema with one click, and a
// message that is taken once the schema is let go.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

export const walkEvents = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const name = `Order completed ${width}`;
  const email = `odile.events.${width}@example.com`;
  let writeKey = "";
  const send = async (message: object): Promise<void> => {
    const { origin } = new URL(page.url());
    const answer = await fetch(`${origin}/v1/track`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${writeKey}:`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ userId: `u-${width}`, context: { traits: { email } }, ...message }),
    });
    expect(answer.ok, `an event was answered with ${answer.status}`);
  };
  await api.records("people").create({ firstName: "Odile", lastName: `Events ${width}`, email });

  await report.step(`${width}: a source, its key shown once`, async () => {
    await visit(page, "/settings/events?tab=sources");
    await page.getByRole("button", { name: "New source" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(`Website ${width}`);
    await page.getByRole("button", { name: "Set up source" }).click();
    writeKey = await page.getByRole("textbox", { name: "Write key" }).inputValue();
    expect(writeKey.startsWith("wk_"), "the key does not start with wk_");
    await expectAccessible(page);
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByText(`Website ${width}`).waitFor();
    expect(!(await page.content()).includes(writeKey), "the key is still on the page");
  });

  await report.step(`${width}: an event appears by itself, as whose it is`, async () => {
    await page.getByRole("tab", { name: "Live" }).click();
    await send({ event: name, properties: { total: 49.9, currency: "EUR" } });
    const line = page.getByRole("list", { name: "Events" }).getByRole("button", {
      name: new RegExp(`${name} .*Odile Events ${width}`),
    });
    await line.waitFor({ timeout: 10_000 });
    await line.click();
    await page.getByRole("region", { name: "Properties" }).getByText("49.9").waitFor();
    await page.getByText(email).first().waitFor();
    await expectAccessible(page);
    await picture("events");
  });

  await report.step(`${width}: a schema from what was seen, and what breaks it`, async () => {
    await page.getByRole("tab", { name: "Names and schemas" }).click();
    await page.getByRole("button", { name: `Make a schema of ${name}` }).click();
    const dialog = page.getByRole("dialog", { name: `Schema of ${name}` });
    await dialog.getByText("total").waitFor();
    await dialog.getByRole("combobox", { name: "Events that break it" }).click();
    await page.getByRole("option", { name: /Do not take them/ }).click();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Declare schema" }).click();
    await page.getByText("Version 1 holds from now on.").waitFor();
    await send({ event: name, properties: { total: "a lot" } });
    await page.getByRole("tab", { name: "Not taken" }).click();
    const letters = page.getByRole("list", { name: "Messages that were not taken" });
    await letters
      .getByText(/total has another type/)
      .first()
      .waitFor({ timeout: 10_000 });
    await expectAccessible(page);
    await picture("events-not-taken");
    await api.events.schemas.retire({ type: "track", name });
    await page.getByRole("checkbox", { name: new RegExp(`Select ${name}`) }).check();
    await page.getByRole("button", { name: "Send 1 message in again" }).click();
    await page.getByText("1 message was taken.").waitFor();
  });

  await report.step(`${width}: a table and rules that add to what comes`, async () => {
    await visit(page, "/settings/events?tab=enrichment");
    await page.getByRole("button", { name: "Upload a table" }).click();
    const upload = page.getByRole("dialog", { name: "Upload a table" });
    const csv = Buffer.from("sku,line\np-1,Field gear\n");
    const file = { name: `products ${width}.csv`, mimeType: "text/csv", buffer: csv };
    await upload.locator("input[type=file]").setInputFiles(file);
    await upload.getByText("1 row with line.").waitFor();
    await upload.getByRole("button", { name: "Upload table" }).click();
    await page.getByText(`“products ${width}” is uploaded.`).waitFor();
    await page.getByRole("button", { name: "New rule" }).click();
    const making = page.getByRole("dialog", { name: "New rule" });
    await making.getByRole("textbox", { name: "Name", exact: true }).fill(`Product ${width}`);
    await making.getByRole("combobox", { name: "Add from" }).click();
    await page.getByRole("option", { name: `Table “products ${width}”` }).click();
    await making.getByRole("textbox", { name: "Property that is looked up" }).fill("sku");
    await making.getByRole("combobox", { name: "What is added" }).click();
    await page.getByRole("option", { name: "line" }).click();
    await making.getByRole("button", { name: "Make rule" }).click();
    await page.getByRole("region", { name: "Rules" }).getByText(`Product ${width}`).waitFor();
    await expectAccessible(page);
    await picture("events-enrichment");
    await send({ event: `Viewed ${width}`, properties: { sku: "p-1" } });
    await page.getByRole("tab", { name: "Live" }).click();
    const line = page.getByRole("list", { name: "Events" }).getByRole("button", {
      name: new RegExp(`Viewed ${width} `),
    });
    await line.first().click();
    await page.getByRole("region", { name: "Properties" }).getByText("Field gear").waitFor();
  });

  await report.step(`${width}: the person's own events`, async () => {
    const { data } = await api.records("people").list({ filter: { email } });
    await visit(page, `/o/people/${data[0]?.id}?tab=events`);
    await page
      .getByRole("list", { name: "Events" })
      .getByText(/total: 49.9/)
      .waitFor();
  });
};
