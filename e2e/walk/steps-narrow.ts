// The same app on a telephone: navigation in a drawer, a list, a record, settings.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { signIn } from "./steps-access.ts";
import { rests, visit, type Walk } from "./walk-context.ts";

const MOST_DRAWN_ROWS = 80;

const noSidewaysScroll = async ({ page }: Walk): Promise<void> => {
  // As text, because the walk itself is checked without the types of a browser.
  const script = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";
  const [content = 0, width = 0] = await page.evaluate<number[]>(script);
  expect(content <= width, `the page is ${content} px wide in ${width}`);
};

export const signInNarrow = async (walk: Walk): Promise<void> => {
  const { page, report } = walk;
  await report.step("390 px: sign in", async () => {
    await page.goto("/sign-in");
    await signIn(page);
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await noSidewaysScroll(walk);
    await expectAccessible(page);
  });
};

export const walkNarrow = async (walk: Walk): Promise<void> => {
  const { page, report } = walk;
  await report.step("390 px: navigation is a drawer", async () => {
    await page.getByRole("button", { name: "Open navigation" }).click();
    const people = page.getByRole("link", { name: "People", exact: true });
    await people.waitFor();
    await expectAccessible(page);
    await people.click();
    await page.getByRole("grid").waitFor();
    await rests(page);
    const drawn = await page.locator("tbody tr[aria-rowindex]").count();
    expect(drawn < MOST_DRAWN_ROWS, `${drawn} rows are drawn`);
    await noSidewaysScroll(walk);
    await expectAccessible(page);
  });
  await report.step("390 px: a record covers the list and closes again", async () => {
    await page.locator("tbody tr[aria-rowindex] a").first().click();
    const panel = page.getByRole("complementary");
    await panel.waitFor();
    await noSidewaysScroll(walk);
    await expectAccessible(page);
    await panel.getByRole("button", { name: "Close the panel" }).click();
    await panel.waitFor({ state: "detached" });
  });
  for (const path of [
    "/settings/members",
    "/settings/audit",
    "/imports/new",
    "/settings/objects/people",
  ]) {
    await report.step(`390 px: ${path}`, async () => {
      await visit(page, path);
      await noSidewaysScroll(walk);
      await expectAccessible(page);
    });
  }
};
