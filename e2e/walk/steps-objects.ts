// An object of one's own: made on the screen with fields, and used at once.
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

export const walkObjects = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const one = `Machine ${width}`;
  const key = `machines${width}`;
  await report.step(`${width} px: an object is made with fields`, async () => {
    await visit(page, "/settings/objects");
    await page.getByRole("button", { name: "New object" }).click();
    const dialog = page.getByRole("dialog", { name: "New object" });
    await dialog.getByLabel("Name of one").fill(one);
    await dialog.getByLabel("Name of many").fill(`Machines ${width}`);
    await dialog.getByLabel("Key").fill(key);
    await dialog.getByRole("button", { name: "Make object" }).click();
    await page.waitForURL(new RegExp(`settings/objects/${key}`));
    for (const [label, type] of [
      ["Serial number", "Text"],
      ["Serviced on", "Date"],
    ] as const) {
      await page.getByRole("button", { name: "New field" }).click();
      const form = page.getByRole("dialog", { name: /^New field/ });
      await form.getByLabel("Label").fill(label);
      await form.getByRole("combobox", { name: "Type" }).click();
      await page.getByRole("option", { name: type, exact: true }).click();
      await form.getByRole("button", { name: "Make field" }).click();
      await page.getByRole("cell", { name: label, exact: true }).waitFor();
    }
  });
  await report.step(`${width} px: a record of it is made, listed and edited`, async () => {
    await visit(page, `/o/${key}?new=true`);
    const form = page.getByRole("dialog", { name: `New ${one.toLowerCase()}` });
    await form.getByLabel("Name").fill("Press 4");
    await form.getByLabel("Serial number").fill("SN-0042");
    await form.getByRole("button", { name: `Create ${one.toLowerCase()}` }).click();
    const panel = page.getByRole("complementary", { name: `${one} Press 4` });
    await panel.waitFor();
    await panel.getByRole("button", { name: "Edit serial number" }).click();
    await panel.getByRole("textbox", { name: "Serial number" }).fill("SN-0043");
    await page.keyboard.press("Enter");
    await page.getByText("Serial number of Press 4 saved.").waitFor();
    await picture("object");
    const { data } = await api.records(key).list();
    const custom = data[0]?.custom as Record<string, unknown> | undefined;
    expect(
      data.length === 1 && Object.values(custom ?? {}).includes("SN-0043"),
      `the records are ${JSON.stringify(data.map((record) => record.custom))}`,
    );
  });
};
