// Reports: those that come with Rapport, a number and the list behind it, an own report, a dashboard by keyboard.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const noSidewaysScroll = async ({ page }: Walk): Promise<void> => {
  // As text, because the walk itself is checked without the types of a browser.
  const script = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";
  const [content = 0, width = 0] = await page.evaluate<number[]>(script);
  expect(content <= width, `the page is ${content} px wide in ${width}`);
};

const walkStarters = async (walk: Walk): Promise<void> => {
  const { page, report, width } = walk;
  await report.step(`${width} px: reports are there at once`, async () => {
    await visit(page, "/reports");
    await page.getByRole("link", { name: /^Sales funnel/ }).waitFor();
    await noSidewaysScroll(walk);
    await expectAccessible(page);
    await walk.picture("reports");
  });
  await report.step(`${width} px: a number leads to as many records`, async () => {
    const { data } = await walk.api
      .records("deals")
      .list({ filter: { status: "open" }, limit: 200 });
    await page.getByRole("link", { name: /^Open value by stage/ }).click();
    const link = page.getByRole("link", { name: /^\d+ records?$/ }).first();
    await link.waitFor();
    await expectAccessible(page);
    const [counted] = ((await link.innerText()) || "").match(/\d+/) ?? ["0"];
    expect(Number(counted) <= data.length, `${counted} of ${data.length} open deals`);
    await link.click();
    await page
      .getByRole("status")
      .filter({ hasText: new RegExp(`^${counted}$`) })
      .waitFor();
  });
};

const walkOwn = async (walk: Walk): Promise<void> => {
  const { page, report, width } = walk;
  const name = `By lifecycle ${width}`;
  await report.step(`${width} px: a report is made, saved and read as a table`, async () => {
    await visit(page, "/reports/new?edit=true");
    await page.getByRole("combobox", { name: "About" }).fill("People");
    await page.getByRole("option", { name: "People", exact: true }).click();
    await page.getByRole("combobox", { name: "Grouped by" }).fill("Lifecycle");
    await page.getByRole("option", { name: "Lifecycle" }).click();
    await page.waitForURL(/lifecycle/);
    await noSidewaysScroll(walk);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save as report" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Save report" }).click();
    await page.getByRole("heading", { name }).waitFor();
    await page.getByRole("button", { name: `${name} as a table` }).click();
    await page.getByRole("columnheader", { name: "Lifecycle" }).waitFor();
    await expectAccessible(page);
  });
  await report.step(`${width} px: a dashboard is arranged by keyboard`, async () => {
    const reports = await walk.api.reports.list();
    const ids = reports.filter((one) => ["Sales funnel", name].includes(one.name));
    const items = ids.map(({ id }) => ({ reportId: id, width: "half" as const }));
    const { data } = await walk.api.dashboards.create({ name: `Board ${width}`, items });
    await visit(page, `/dashboards/${data.id}`);
    await page.getByRole("button", { name: "Arrange" }).click();
    const first = ids[0]?.name ?? "";
    await page.getByRole("button", { name: `Move ${first}: arrow keys` }).press("ArrowRight");
    await page
      .getByRole("status")
      .filter({ hasText: `${first}, place 2 of 2.` })
      .waitFor();
    await noSidewaysScroll(walk);
    await expectAccessible(page);
    await walk.picture("dashboard");
    const kept = await walk.api.dashboards.get(data.id);
    expect(kept.items[1]?.reportId === items[0]?.reportId, "the order was not kept");
  });
};

export const walkReports = async (walk: Walk): Promise<void> => {
  await walkStarters(walk);
  await walkOwn(walk);
};
