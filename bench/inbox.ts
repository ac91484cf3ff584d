// An inbox of many conversations in a real browser: opening it, searching in it, going to the next conversation by key;
// what each of its lists, counts and searches reads in the database; axe; pictures to look at.
//   npm run bench:inbox                                    50,000 conversations on the embedded database
//   npm run bench:inbox -- --database postgres://…         on an empty PostgreSQL database, as its superuser
//   options: --conversations 50000 --times 30 --port 4305 --pictures <folder> --plans (prints each) --json
// Exit code 1 when a median is slower than asked (300, 200, 100 ms), a hot path reads a table from end to end, or axe finds
// something grave.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { startDatabaseServer } from "../apps/server/src/platform/db/index.ts";
import { expectAccessible } from "../e2e/walk/accessibility.ts";
import { launchBrowser, NARROW, openPage, WIDE } from "../e2e/walk/browser.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { type Planned, plansOf, searches } from "./inbox-plans.ts";
import { seedInbox } from "./inbox-seed.ts";
import { type Made, makeWorkspace, seedMembers } from "./inbox-workspace.ts";
import { startServer } from "./server-process.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    conversations: { type: "string", default: "50000" },
    times: { type: "string", default: "30" },
    port: { type: "string", default: "4305" },
    pictures: { type: "string", default: "" },
    plans: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const count = Number(values.conversations);
const times = Number(values.times);
const mostMs = { open: 300, search: 200, next: 100 };
/** What is rare is looked for among many, but no list may read them all. */
const mostRead = count / 5;

await requireEmptyDatabase(values.database);
const dataDir = mkdtempSync(join(tmpdir(), "rapport-bench-inbox-"));
const options = {
  databaseUrl: values.database,
  port: Number(values.port),
  dataDir,
  environment: { RAPPORT_MODELS: "off" },
};
const say = (text: string): void => {
  if (!values.json) process.stderr.write(`${text}\n`);
};

async function fill(made: Made): Promise<{ messages: number; plans: Planned[] }> {
  const database = await startDatabaseServer({ ...options, databasePool: 1 });
  const connection = database.ownerConnection;
  const { workspaceId, memberIds } = made.setting;
  const { memberIds: others, teamIds } = await seedMembers(connection, workspaceId, 11);
  const setting = { ...made.setting, memberIds: [...memberIds, ...others], teamIds };
  const messages = await seedInbox(connection, setting, count);
  say(`${count} conversations, ${messages} messages`);
  const plans = await plansOf(connection, setting);
  await database.stop();
  return { messages, plans };
}

/** The next frame shows it. */
const isDrawn = "new Promise(requestAnimationFrame)";

/** In the page, as text, since benches are checked without the types of a browser. */
const openInbox = `(async () => {
  const link = [...document.querySelectorAll('nav a')].find((one) => one.getAttribute('href')?.startsWith('/inbox'));
  const startMs = performance.now();
  link.click();
  while (!document.querySelector('ul[aria-label=Conversations] button')) await new Promise(requestAnimationFrame);
  await ${isDrawn};
  return performance.now() - startMs;
})()`;

const nextByKey = `(async () => {
  const head = () => document.querySelector('main[aria-label=Conversation] h1')?.textContent ?? '';
  const before = head();
  const startMs = performance.now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
  const isThere = () => head() !== before && document.querySelector('section[aria-label=Messages] ol li');
  while (!isThere()) await new Promise(requestAnimationFrame);
  await ${isDrawn};
  return performance.now() - startMs;
})()`;

/** From the last letter to its results, the wait for further letters included. */
const searchFor = (q: string) => `(async () => {
  const field = document.querySelector('input[aria-label="Search in conversations"]');
  const list = () => document.querySelector('ul[aria-label=Conversations]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const startMs = performance.now();
  set.call(field, ${JSON.stringify(q)});
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise(requestAnimationFrame);
  while (list().getAttribute('aria-busy') !== 'false') await new Promise(requestAnimationFrame);
  await ${isDrawn};
  return performance.now() - startMs;
})()`;

interface Times {
  times: number;
  p50Ms: number;
  p95Ms: number;
}

function timesOf(all: readonly number[]): Times {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN,
    );
  return { times: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function measure(page: Page) {
  const open: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    await page.goto("/");
    await page.getByRole("link", { name: "Inbox", exact: true }).waitFor();
    await page.waitForLoadState("networkidle");
    open.push(await page.evaluate<number>(openInbox));
  }
  const rows = page.getByRole("list", { name: "Conversations" }).getByRole("button");
  const next: number[] = [];
  await rows.first().click();
  await page.getByRole("list", { name: "Conversations" }).press("Shift+Tab");
  for (let turn = 0; turn < times; turn += 1) {
    // As long as somebody needs to see what it is about.
    await page.waitForTimeout(500);
    next.push(await page.evaluate<number>(nextByKey));
  }
  const search: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const q = searches[turn % searches.length] ?? "";
    search.push(await page.evaluate<number>(searchFor(`${q} `)));
    search.push(await page.evaluate<number>(searchFor(q)));
  }
  return { open: timesOf(open), next: timesOf(next), search: timesOf(search) };
}

async function pictures(page: Page, width: number): Promise<void> {
  if (values.pictures === "") return;
  mkdirSync(values.pictures, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(values.pictures, `inbox-${width}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
}

async function browse(origin: string, cookies: Made["cookies"]) {
  const browser = await launchBrowser();
  const axe: string[] = [];
  const look = async (page: Page, path: string): Promise<void> => {
    await page.goto(path);
    await page.getByRole("list", { name: "Conversations" }).getByRole("button").first().waitFor();
    await page.waitForLoadState("networkidle");
    await expectAccessible(page).catch((error: Error) => axe.push(error.message));
  };
  const signedIn = cookies.map((one) => {
    const [name = "", value = ""] = (one.split(";")[0] ?? "").split(/=(.*)/s);
    return { name, value, url: origin };
  });
  try {
    const wide = await openPage(browser, origin, WIDE);
    await wide.context.addCookies(signedIn);
    const measured = await measure(wide.page);
    await look(wide.page, "/inbox");
    await wide.page
      .getByRole("list", { name: "Conversations" })
      .getByRole("button")
      .first()
      .click();
    await wide.page
      .getByRole("region", { name: "Messages" })
      .getByRole("listitem")
      .first()
      .waitFor();
    await expectAccessible(wide.page).catch((error: Error) => axe.push(error.message));
    await pictures(wide.page, WIDE.width);
    const narrow = await openPage(browser, origin, NARROW);
    await narrow.context.addCookies(signedIn);
    await look(narrow.page, "/inbox");
    await pictures(narrow.page, NARROW.width);
    return { measured, axe, faults: [...wide.faults, ...narrow.faults] };
  } finally {
    await browser.close();
  }
}

const made = await makeWorkspace(options);
const { messages, plans } = await fill(made);
const server = await startServer(options);
process.on("uncaughtExceptionMonitor", () => server.child.kill("SIGKILL"));
const { measured, axe, faults } = await browse(server.origin, made.cookies);
const peakMb = Math.round(server.peakMb());
await server.stop();
rmSync(dataDir, { recursive: true, force: true });

if (values.plans) console.table(plans);
const tooMuch = plans.filter(({ read, scans }) => scans.length > 0 || read > mostRead);
const slow = (Object.keys(mostMs) as (keyof typeof mostMs)[]).filter(
  (one) => !(measured[one].p50Ms < mostMs[one]),
);
const result = {
  database: values.database === "" ? "embedded" : "postgresql",
  ...{ conversations: count, messages, peakMb },
  ...measured,
  slowestStatementMs: Math.max(...plans.map(({ ms }) => ms)),
  readsTooMuch: tooMuch,
  axe,
  faults,
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else console.dir(result, { depth: 5 });
process.exit(slow.length + tooMuch.length + axe.length + faults.length === 0 ? 0 : 1);
