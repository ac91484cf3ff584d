// A filtered view: built, saved, shared, opened again by its address, and one whose field is removed.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const filterByCity = async ({ page }: Walk, city: string): Promise<void> => {
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("combobox", { name: "Field to filter by" }).fill("City");
  await page.getByRole("option", { name: "City", exact: true }).click();
  await page.getByRole("textbox", { name: "City" }).fill(city);
  await page.getByRole("button", { name: `City contains ${city}` }).waitFor();
  await page.keyboard.press("Escape");
};

export const walkViews = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const name = `Berliners ${width}`;
  await report.step(`${width} px: an address that says nonsense shows the list`, async () => {
    await page.goto(new URL("/o/people?layout=nonsense&group=7", page.url()).href);
    await page.waitForURL((url) => url.search === "");
    await page.getByRole("columnheader", { name: "Name" }).waitFor();
  });
  await report.step(`${width} px: a filtered view is built, saved and shared`, async () => {
    await visit(page, "/o/people");
    await filterByCity(walk, "Berlin");
    await page.getByRole("button", { name: "Save as view" }).click();
    const dialog = page.getByRole("dialog", { name: "Save as a new view" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("radio", { name: "Everyone in the workspace" }).check();
    if (width > 1000) await expectAccessible(page);
    await dialog.getByRole("button", { name: "Save view" }).click();
    await page.waitForURL(/view=/);
    await page.getByRole("link", { name }).and(page.locator("[aria-current]")).waitFor();
    const saved = (await api.views.list({ object: "people" })).find((view) => view.name === name);
    expect(saved?.sharedWith === "workspace", `it is shared with ${String(saved?.sharedWith)}`);
  });
  await report.step(
    `${width} px: the view has an address, and a change over it is marked`,
    async () => {
      await page.reload();
      await page.getByRole("button", { name: "City contains Berlin" }).waitFor();
      await page.getByRole("columnheader", { name: "City" }).getByRole("button").click();
      await page.getByRole("img", { name: "Changed, not saved" }).waitFor();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText(`View "${name}" saved.`).waitFor();
      await picture("view");
    },
  );
  await report.step(`${width} px: a view says which of its fields is gone`, async () => {
    const { data: field } = await api.fields
      .create({ object: "people", key: `mood${width}`, label: `Mood ${width}`, type: "text" })
      .then((made) => ("data" in made ? made : { data: made }) as { data: { id: string } });
    const path = `custom.mood${width}`;
    const { data: view } = await api.views.create({
      object: "people",
      name: `Moody ${width}`,
      columns: [{ field: path }, { field: "email" }],
      filter: { [path]: "good" },
    });
    await api.fields.remove(field.id);
    await visit(page, `/o/people?view=${view.id}`);
    await page.getByText(/Not all of this view can be shown/).waitFor();
    await page.getByRole("grid").waitFor();
  });
};
