// The web app in a real browser over many records: Lighthouse's scores on a throttled profile, the time from a key
// press to an open record, and the frames a second while the list is scrolled.
//   npm run bench:web                                  100,000 people on the embedded database
//   npm run bench:web -- --people 2000 --json          fewer
//   RAPPORT_DATABASE_URL=postgres://… npm run bench:web   an empty PostgreSQL database
// Lighthouse is fetched from the npm registry into node_modules/.cache when it is not there yet.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { FLAGS, WIDE } from "../e2e/walk/browser.ts";
import { startServer } from "../e2e/walk/server.ts";
import { signUp } from "../e2e/walk/steps-access.ts";
import { clientOf, visit } from "../e2e/walk/walk-context.ts";
import { requireEmptyDatabase } from "./empty-database.ts";
import { fillPeople } from "./people.ts";
import { untilIdle } from "./until-idle.ts";

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "100000" },
    json: { type: "boolean", default: false },
  },
});

const lighthouseVersion = "13.5.0";
const cache = fileURLToPath(new URL("../node_modules/.cache/rapport/lighthouse/", import.meta.url));
const opens = 40;
const scrollMs = 4000;

/** Chrome's "Fast 4G" and a processor four times slower. */
const throttling = {
  rttMs: 60,
  throughputKbps: 8100,
  requestLatencyMs: 165,
  downloadThroughputKbps: 8100,
  uploadThroughputKbps: 1350,
  cpuSlowdownMultiplier: 4,
};

interface Audited {
  lhr: {
    categories: Record<string, { score: number | null; auditRefs: { id: string }[] }>;
    audits: Record<string, { numericValue?: number; score: number | null; title: string }>;
    runtimeError?: { message: string };
  };
}
type Lighthouse = (url: string, flags: object, config: object) => Promise<Audited | undefined>;

async function loadLighthouse(): Promise<Lighthouse> {
  const entry = `${cache}node_modules/lighthouse/core/index.js`;
  if (!existsSync(entry)) {
    mkdirSync(cache, { recursive: true });
    const what = `lighthouse@${lighthouseVersion}`;
    execFileSync("npm", ["install", "--prefix", cache, "--no-audit", "--no-fund", what], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return ((await import(pathToFileURL(entry).href)) as { default: Lighthouse }).default;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

const categories = ["performance", "accessibility", "best-practices"];

// The processor of a middling telephone behind Fast 4G, as Lighthouse's own setting for telephones reckons it; and a
// large window on the same slow machine, each delay really made.
const forms = {
  phone: { throttlingMethod: "simulate", throttling },
  desktop: {
    formFactor: "desktop",
    screenEmulation: { mobile: false, ...WIDE, deviceScaleFactor: 1 },
    throttlingMethod: "devtools",
    throttling,
  },
};

/** Of the page as whoever is signed in to the browser at `port` sees it. */
async function audit(run: Lighthouse, port: number, url: string, form: keyof typeof forms) {
  const session = { port, disableStorageReset: true };
  const asked = { output: "json", logLevel: "error", onlyCategories: categories };
  const audited = await run(
    url,
    { ...session, ...asked, ...forms[form] },
    { extends: "lighthouse:default" },
  );
  if (!audited) throw new Error(`Lighthouse gave no report of ${url}.`);
  const { lhr } = audited;
  if (typeof lhr.categories.performance?.score !== "number")
    throw new Error(`Lighthouse could not measure ${url} (${form}): ${lhr.runtimeError?.message}`);
  const score = (name: string) => Math.round((lhr.categories[name]?.score ?? 0) * 100);
  const ms = (name: string) => Math.round(lhr.audits[name]?.numericValue ?? Number.NaN);
  const lost = categories.flatMap((name) =>
    (lhr.categories[name]?.auditRefs ?? [])
      .map(({ id }) => lhr.audits[id])
      .filter((one) => name !== "performance" && one?.score === 0)
      .map((one) => one?.title ?? ""),
  );
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    firstPaintMs: ms("first-contentful-paint"),
    largestPaintMs: ms("largest-contentful-paint"),
    blockedMs: ms("total-blocking-time"),
    layoutShift: lhr.audits["cumulative-layout-shift"]?.numericValue ?? Number.NaN,
    lost,
  };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

// In the page, as text, since benches are checked without the types of a browser: from the press of Enter to the
// frame in which the panel stands with its facts.
const openRecord = `(async () => {
  const startMs = performance.now();
  const grid = document.querySelector('[role=grid]');
  const row = document.activeElement?.closest('[role=grid]') ? document.activeElement : grid;
  row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  while (!document.querySelector('aside[aria-label] dl dd')) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - startMs;
})()`;

async function timeOpening(page: Page): Promise<number[]> {
  const times: number[] = [];
  await visit(page, "/o/people");
  for (let turn = 0; turn < opens; turn += 1) {
    await page.keyboard.press("j");
    times.push(await page.evaluate<number>(openRecord));
    await page.keyboard.press("Escape");
    await page.getByRole("complementary").waitFor({ state: "detached" });
  }
  return times.sort((a, b) => a - b);
}

const countFrames = `new Promise((done) => {
  const gaps = [];
  let before = performance.now();
  const end = before + ${scrollMs};
  const frame = (now) => {
    gaps.push(now - before);
    before = now;
    if (now < end) requestAnimationFrame(frame);
    else done(gaps.slice(1));
  };
  requestAnimationFrame(frame);
})`;

async function measureScrolling(page: Page) {
  await visit(page, "/o/people");
  await page.getByRole("grid").hover();
  const frames = page.evaluate<number[]>(countFrames);
  const endMs = performance.now() + scrollMs;
  while (performance.now() < endMs) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(16);
  }
  const gaps = (await frames).sort((a, b) => a - b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    framesPerSecond: Math.round((1000 * gaps.length) / total),
    slowestFrameMs: Math.round(gaps.at(-1) ?? 0),
  };
}

async function auditAll(run: Lighthouse, port: number, url: string, paths: readonly string[]) {
  const screens: Record<string, unknown> = {};
  for (const form of ["phone", "desktop"] as const)
    for (const path of paths)
      screens[`${path} (${form})`] = await audit(run, port, `${url}${path}`, form);
  return screens;
}

async function measure(context: BrowserContext, url: string, debugPort: number) {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto("/");
  await signUp(page);
  const { secret } = await clientOf(url, context).apiKeys.create({ name: "Bench" });
  await fillPeople(url, Number(values.people), "bench", secret);
  await untilIdle(url);
  const open = await timeOpening(page);
  const scroll = await measureScrolling(page);
  await page.close();
  const lighthouse = await loadLighthouse();
  const screens = await auditAll(lighthouse, debugPort, url, ["/o/people", "/"]);
  await context.clearCookies();
  Object.assign(screens, await auditAll(lighthouse, debugPort, url, ["/sign-in"]));
  return {
    people: Number(values.people),
    openRecordMs: {
      p50: Math.round(percentile(open, 0.5)),
      p95: Math.round(percentile(open, 0.95)),
    },
    scroll,
    screens,
  };
}

await requireEmptyDatabase(process.env.RAPPORT_DATABASE_URL ?? "");
const server = await startServer(false);
const debugPort = await freePort();
const profile = mkdtempSync(join(tmpdir(), "rapport-bench-web-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: [...FLAGS, `--remote-debugging-port=${debugPort}`],
  baseURL: server.url,
  viewport: WIDE,
});
try {
  const result = await measure(context, server.url, debugPort);
  if (values.json) console.log(JSON.stringify(result));
  else console.dir(result, { depth: 5 });
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
  await server.stop();
}
