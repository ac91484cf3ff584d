// Every action without a mouse: on each screen, and in what opens from it, everything that a mouse could use is
// focused by the Tab key, or by arrow keys inside its widget. What never was is named, and fails the step.
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { publicScreens, type Screen, screensOf } from "./keyboard-screens.ts";
import { expect } from "./report.ts";
import type { Walk } from "./walk-context.ts";

const PAGE_SCRIPT = fileURLToPath(new URL("keyboard-page.js", import.meta.url));
const MOST_TABS = 600;
const BATCH = 8;
/** Through a row or a column of a widget, then one aside, and back. */
const ARROWS = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
const ARROW_STEPS = 8;
const MOST_COLUMNS = 16;
const POLL_MS = 30;
const OPENS_MS = 3_000;
const SETTLES_MS = 15_000;

interface Missed {
  path: string;
  href: string | null;
  /** The list that a tab is in. */
  list: string | null;
  name: string;
}

/** Calls the script in the page; as text, because the walk is checked without the types of a browser. */
const ask = <T>(page: Page, call: string): Promise<T> => page.evaluate<T>(`reach.${call}`);

/** Asks again and again: the page's content policy allows no other way of waiting for an expression. */
const until = async (page: Page, expression: string, mostMs = SETTLES_MS): Promise<boolean> => {
  const endMs = performance.now() + mostMs;
  while (!(await page.evaluate<boolean>(expression))) {
    if (performance.now() > endMs) return false;
    await page.waitForTimeout(POLL_MS);
  }
  return true;
};

const settle = async (page: Page): Promise<void> => {
  const isIdle = "__TSR_ROUTER__.state.status === 'idle' && reach.isSettled()";
  expect(await until(page, isIdle), "the screen did not come to rest");
};

const go = async (page: Page, address: string): Promise<void> => {
  await page.evaluate(`__TSR_ROUTER__.history.push(${JSON.stringify(address)})`);
  await settle(page);
};

/** Presses Tab until everything has had its turn. */
const goRound = async (page: Page, atContent: boolean): Promise<void> => {
  await ask(page, `start(${atContent})`);
  for (let pressed = 0; pressed < MOST_TABS; pressed += BATCH) {
    for (let turn = 0; turn < BATCH; turn += 1) await page.keyboard.press("Tab");
    if (await ask<boolean>(page, `isRound(${atContent})`)) return;
  }
  throw new Error(`Tab did not come round in ${MOST_TABS} presses.`);
};

const pressMany = async (page: Page, key: string, times: number): Promise<void> => {
  for (let turn = 0; turn < times; turn += 1) await page.keyboard.press(key);
};

/** Arrow keys inside the widgets that have parts which Tab leaves out. */
const goInside = async (page: Page): Promise<void> => {
  const count = await ask<number>(page, "findStops()");
  for (let at = 0; at < count; at += 1) {
    await ask(page, `focusStop(${at})`);
    for (const key of ARROWS) await pressMany(page, key, ARROW_STEPS);
  }
};

/** One step to the next tab; what that shows is a screen of its own. */
const goToTabs = async (page: Page): Promise<void> => {
  const count = await ask<number>(page, "findTabs()");
  for (let at = 0; at < count; at += 1) {
    await ask(page, `focusStop(${at})`);
    await page.keyboard.press("ArrowRight");
  }
};

const reachIn = async (page: Page, isFirst: boolean): Promise<Missed[]> => {
  if (await ask<boolean>(page, "isMenu()")) {
    await pressMany(page, "ArrowDown", (await ask<number>(page, "countItems()")) + 1);
    return ask<Missed[]>(page, "missed(true)");
  }
  await goRound(page, !isFirst);
  await goInside(page);
  const missed = await ask<Missed[]>(page, `missed(${isFirst})`);
  if (missed.length === 0) return missed;
  // A dialog may have taken the focus to its first field while the round began, and arrow keys may have opened more.
  await settle(page);
  await goRound(page, !isFirst);
  return ask<Missed[]>(page, `missed(${isFirst})`);
};

const inside = (name: string, missed: Missed[]): Missed[] =>
  missed.map((one) => ({ ...one, name: `${one.name} in what "${name}" opens` }));

/** Opens something by Enter on what has the focus, goes over it, and closes it by Escape. */
const reachBehind = async (page: Page, name: string): Promise<Missed[]> => {
  await page.keyboard.press("Enter");
  const isOpened = await until(page, "reach.isOpen() && reach.isSettled()", OPENS_MS);
  if (!isOpened) return [{ path: name, href: null, list: null, name: `what "${name}" opens` }];
  const missed = await reachIn(page, true);
  await page.keyboard.press("Escape");
  expect(await until(page, "!reach.isOpen()", OPENS_MS), `what "${name}" opens stays open`);
  return inside(name, missed);
};

/** What was gone over on a route is the same on the next screen of it: there is no code per object. */
const createOnce = (): ((name: string) => boolean) => {
  const known = new Set<string>();
  return (name) => !known.has(name) && known.add(name).size > 0;
};

interface Place {
  screen: Screen;
  isFirst: boolean;
  isNew: (name: string) => boolean;
}

const reachOpeners = async (page: Page, { screen, isFirst, isNew }: Place): Promise<Missed[]> => {
  const missed: Missed[] = [];
  const named = JSON.stringify(screen.opens ?? []);
  const names = await ask<string[]>(page, `findOpeners(${isFirst}, ${named})`);
  for (const [at, name] of names.entries()) {
    if (!isNew(`${screen.route} ${name}`)) continue;
    await ask(page, `focusOpener(${at})`);
    missed.push(...(await reachBehind(page, name)));
  }
  return missed;
};

/** The box of a row is turned by Space, and what then can be done with the rows is there. */
const reachSelected = async (page: Page): Promise<Missed[]> => {
  await page.keyboard.press(" ");
  await ask(page, "noteTurned()");
  const missed = await reachIn(page, false);
  await ask(page, "focusRows()");
  await page.keyboard.press(" ");
  return missed;
};

/** A table: its cells by arrows, its rows by Space. Of a table and a board: the record by Enter. */
const reachRows = async (page: Page): Promise<Missed[]> => {
  const kind = await ask<string | null>(page, "focusRows()");
  if (kind === null) return [];
  const missed: Missed[] = [];
  if (kind === "grid") {
    await pressMany(page, "ArrowRight", MOST_COLUMNS);
    missed.push(...(await reachSelected(page)));
  }
  await page.keyboard.press("Enter");
  await settle(page);
  return [...missed, ...(await reachIn(page, false))];
};

const reachScreen = async (page: Page, place: Place): Promise<number> => {
  await ask(page, "begin()");
  const missed = await reachIn(page, place.isFirst);
  const count = await ask<number>(page, "count()");
  if (!(await ask<boolean>(page, "isOpen()"))) {
    missed.push(...(await reachOpeners(page, place)));
    missed.push(...(await reachRows(page)));
  }
  await goToTabs(page);
  await settle(page);
  const names = await ask<string[]>(page, `unknown(${JSON.stringify(missed)})`);
  expect(names.length === 0, `never focused: ${names.join("; ")}`);
  return count;
};

const reachAll = async ({ report, width }: Walk, page: Page, screens: Screen[]) => {
  let controls = 0;
  const isNew = createOnce();
  for (const [at, screen] of screens.entries()) {
    await report.step(`${width} px: everything at ${screen.address} by keyboard`, async () => {
      if (at > 0) await go(page, screen.address);
      controls += await reachScreen(page, { screen, isFirst: at === 0, isNew });
    });
  }
  report.note(`${screens.length} screens, ${controls} controls by keyboard`);
};

/** That the walk sees what it looks for: a button with tabindex -1 is named. */
const noticesHidden = async (page: Page): Promise<void> => {
  await go(page, "/notifications");
  await ask(page, "begin()");
  const hidden = await ask<string | null>(page, "hideOne()");
  const missed = await reachIn(page, false);
  const isNamed = missed.some(({ name }) => name === `button "${hidden}"`);
  expect(hidden !== null && isNamed, `"${hidden}" was not missed`);
};

const open = async (page: Page, address: string): Promise<void> => {
  await page.addInitScript({ path: PAGE_SCRIPT });
  await page.goto(address);
  await page.locator("h1, h2").first().waitFor();
  await settle(page);
};

export const walkKeyboard = async (walk: Walk): Promise<void> => {
  const { report, browser, context, url, width } = walk;
  const startMs = performance.now();
  const page = await context.newPage();
  const screens = await screensOf(walk);
  await open(page, "/");
  await reachAll(walk, page, screens);
  await report.step(`${width} px: no address of the app was left out`, async () => {
    const routes = await page.evaluate<string[]>("Object.keys(__TSR_ROUTER__.routesByPath)");
    const known = new Set([...screens, ...publicScreens].map(({ route }) => route));
    const left = routes.filter((route) => !known.has(route) && route !== "/settings");
    expect(left.length === 0, `not in keyboard-screens.ts: ${left.join(", ")}`);
  });
  await report.step(`${width} px: a button that Tab leaves out is noticed`, () =>
    noticesHidden(page),
  );
  await page.close();
  const guest = await browser.newContext({ baseURL: url, viewport: { width, height: 900 } });
  const outside = await guest.newPage();
  await open(outside, "/sign-in");
  await reachAll(walk, outside, publicScreens);
  await guest.close();
  report.note(`by keyboard alone in ${Math.round((performance.now() - startMs) / 1000)} s`);
};
