// The API's own page: found from the keys, searched, tried out against this server; and the page of its problems.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const tryOut = async ({ page, width }: Walk): Promise<void> => {
  await visit(page, "/settings/api-keys");
  await page.getByRole("link", { name: "Read the API and try it out" }).click();
  await page.getByRole("heading", { name: "The API of this server" }).waitFor();
  await expectAccessible(page);
  await page.goto("/api/docs?op=createPeople");
  await page.getByRole("heading", { name: "Create one of the people" }).waitFor();
  await expectAccessible(page);
  const body = page.getByRole("textbox", { name: "Body" });
  await body.fill("{");
  await page.getByRole("button", { name: "Send request and change data" }).click();
  await page.getByText("The body is not valid JSON").waitFor();
  await body.fill(JSON.stringify({ lastName: `Tried ${width}` }));
  await page.getByRole("button", { name: "Send request and change data" }).click();
  await page.getByText("201").first().waitFor();
  await expectAccessible(page);
};

const search = async ({ page, width }: Walk): Promise<void> => {
  await page.goto("/api/docs");
  const box = page.getByRole("textbox", { name: "Search operations" });
  await box.press("/");
  await box.fill("list webhooks");
  await page
    .getByRole("link", { name: /List webhooks/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Send request" }).click();
  await page.getByText("200").first().waitFor();
  await page.getByRole("tab", { name: "Command line" }).click();
  await page.getByText("rapport -- api GET").waitFor();
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(overflow <= 0, `the page is ${overflow} pixels wider than ${width}`);
};

const problems = async ({ page }: Walk): Promise<void> => {
  await page.goto("/docs/problems#records.not_found");
  await page.getByRole("heading", { name: "Problems", exact: true }).waitFor();
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Search problems" }).fill("nothing like this");
  await page.getByText("No problem has these words.").waitFor();
};

export const walkApiDocs = async (walk: Walk): Promise<void> => {
  const step = (name: string, run: () => Promise<void>) =>
    walk.report.step(`${walk.width}: ${name}`, run);
  await step("an operation is read and tried out", () => tryOut(walk));
  await step("operations are found by words, and shown as code", () => search(walk));
  await step("problems can be read where their type points", () => problems(walk));
  await walk.picture("api");
};
