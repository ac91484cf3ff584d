// The README's first steps, done as a newcomer would, in a real browser on a fresh demo; says how long each took.
//   npm run e2e:first-use
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser, openPage, WIDE } from "./walk/browser.ts";
import { createReport } from "./walk/report.ts";
import { signInToDemo } from "./walk/screenshots.ts";
import { startServer } from "./walk/server.ts";
import { clientOf, visit } from "./walk/walk-context.ts";

const LIMIT_MS = 5 * 60_000;
const picture = join(
  fileURLToPath(new URL("../docs/screenshots/", import.meta.url)),
  "first-use.jpg",
);
const FILE = "First name,Last name,E-mail,City\nLea,Novak,lea.novak@first.example,Brno\n";

const startMs = performance.now();
const server = await startServer(true);
const browser = await launchBrowser();
const report = createReport(async () => undefined);
try {
  const { page, context } = await openPage(browser, server.url, WIDE);
  await report.step("sign in with what the start printed", () =>
    signInToDemo(page, server.dataDir),
  );
  await report.step("⌘K finds someone by a misspelt name", async () => {
    await visit(page, "/o/people");
    const name = await page.locator("tbody tr[aria-rowindex] a").first().innerText();
    await page.keyboard.press("Control+k");
    const misspelt = name.replace(/(\w)(\w)$/, "$2$1");
    await page.getByRole("combobox", { name: "Search and commands" }).fill(misspelt);
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
  });
  await report.step("filter by city, edit a cell, undo", async () => {
    await visit(page, "/o/people?cols=city,email&sort=email");
    await page.keyboard.press("j");
    await page.keyboard.press("l");
    await page.keyboard.press("e");
    await page.getByRole("textbox", { name: "City" }).fill("Brno");
    await page.keyboard.press("Enter");
    await page.getByText(/^City of .* saved\.$/).waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByText("Undone.").first().waitFor();
  });
  await report.step("import a file, and take it back", async () => {
    await visit(page, "/imports/new?object=people");
    await page.locator('input[type="file"]').setInputFiles({
      name: "first.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(FILE),
    });
    await page.getByRole("button", { name: "Upload and look at the columns" }).click();
    await page.getByRole("button", { name: "Try it without changing anything" }).click();
    await page.getByRole("button", { name: "Import 1 person" }).click();
    await page.getByText("The import is done").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Undo the import" }).click();
    await page.getByText("The import was undone").waitFor({ timeout: 60_000 });
  });
  await report.step("a deal moves on the board", async () => {
    await visit(page, "/o/deals?layout=kanban");
    await page.getByRole("group").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page
      .getByText(/moved to/)
      .first()
      .waitFor();
    await page.screenshot({ path: picture, type: "jpeg", quality: 80 });
  });
  await report.step("the bot answers a customer, a person takes over in the inbox", async () => {
    const customer = await openPage(browser, server.url, WIDE);
    await customer.page.goto("/demo/widget");
    await customer.page.getByRole("button", { name: "Open chat" }).click();
    const chat = customer.page.frameLocator("iframe");
    const message = chat.getByRole("textbox", { name: "Message" });
    await message.fill("How long is the link to reset my password valid?");
    await message.press("Enter");
    await chat.getByText("valid for one hour").waitFor({ timeout: 60_000 });
    await chat.getByText("Reset your password").waitFor();
    await chat.getByRole("button", { name: "Talk to a person" }).click();
    await chat.getByText("A person will answer you here.").waitFor();
    const api = clientOf(server.url, context);
    const { data } = await api.conversations.list({ state: "open", limit: 1 });
    await visit(page, `/o/conversations/${data[0]?.id}`);
    await page.getByText("The customer asked for a person").first().waitFor();
    await page.getByRole("textbox", { name: "Reply to the customer" }).fill("A person here.");
    await page.getByRole("button", { name: "Send reply" }).click();
    await chat.getByText("A person here.").waitFor({ timeout: 60_000 });
  });
} finally {
  await browser.close();
  await server.stop();
}
const tookMs = performance.now() - startMs;
report.note(`from an empty folder: ${Math.round(tookMs / 1000)} s`);
if (report.failures().length > 0 || tookMs > LIMIT_MS) process.exitCode = 1;
