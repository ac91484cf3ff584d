// What every step of the walk has at hand.
import { type Client, createClient } from "@rapport/sdk";
import {
  type Browser,
  type BrowserContext,
  errors,
  type Locator,
  type Page,
} from "playwright-core";
import type { Report } from "./report.ts";
import type { WalkPorts } from "./server.ts";

export interface Walk {
  url: string;
  ports: WalkPorts;
  browser: Browser;
  page: Page;
  context: BrowserContext;
  report: Report;
  /** The API under the session of the page. */
  api: Client;
  width: number;
  /** Keeps what a part of the walk ended with as docs/screenshots/walk/<name>-<width>.jpg, if asked to. */
  picture: (name: string) => Promise<void>;
}

/** A client that shares the page's cookie, to look behind the screen. */
export const clientOf = (url: string, context: BrowserContext): Client =>
  createClient({
    baseUrl: url,
    fetch: async (input, init = {}) => {
      const cookies = await context.cookies(url);
      const headers = new Headers(init.headers);
      headers.set("cookie", cookies.map(({ name, value }) => `${name}=${value}`).join("; "));
      headers.set("origin", url);
      return fetch(input, { ...init, headers });
    },
  });

const MOST_QUIET_MS = 5_000;

/** A screen that asks again and again is not waited for any longer; whatever else fails is a failure. */
const orTired = (error: unknown): void => {
  if (!(error instanceof errors.TimeoutError)) throw error;
};

/** Until nothing is on its way, and nothing holds the place of what is still to come. */
export const rests = async (page: Page): Promise<void> => {
  const timeout = MOST_QUIET_MS;
  await page.waitForLoadState("networkidle", { timeout }).catch(orTired);
  const coming = page.locator('main [aria-busy="true"]').first();
  await coming.waitFor({ state: "detached", timeout }).catch(orTired);
};

/** Opens an address of the app and waits until its screen stands. */
export const visit = async (page: Page, path: string): Promise<void> => {
  await page.goto(path);
  await page.locator("main h1, main h2").first().waitFor();
  await rests(page);
};

const columnIndex = async (page: Page, heading: string): Promise<number> => {
  const headings = await page.getByRole("grid").locator("thead th").allInnerTexts();
  const index = headings.findIndex((text) => text.trim() === heading);
  if (index < 0)
    throw new Error(`There is no column ${heading}; there are ${headings.join(", ")}.`);
  return index;
};

/** The cell of a row (counted from 0) under a heading. */
export const cellOf = async (page: Page, row: number, heading: string): Promise<Locator> => {
  const index = await columnIndex(page, heading);
  return page.locator(`tbody tr[aria-rowindex="${row + 2}"] > td`).nth(index);
};
