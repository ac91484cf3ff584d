// The system's Chromium, told to make no request of its own, and the watch over what a page does wrong.
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // A microphone that beeps, and a browser that lets every page have it.
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: FLAGS,
  });

export interface Viewport {
  width: number;
  height: number;
}

export const WIDE: Viewport = { width: 1440, height: 900 };
export const NARROW: Viewport = { width: 390, height: 844 };

export interface Watched {
  context: BrowserContext;
  page: Page;
  /** Errors of scripts, refusals of the content policy, requests to other hosts. */
  faults: string[];
}

/** Answers of 4xx and a lost connection are part of a walk; the browser logs each as an error. */
const isExpected = (text: string): boolean =>
  /Failed to load resource.*(\b4\d\d\b|ERR_INTERNET_DISCONNECTED|ERR_FAILED)/.test(text);

export const openPage = async (
  browser: Browser,
  url: string,
  viewport: Viewport,
): Promise<Watched> => {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`script error: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text()))
      faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const target = new URL(request.url());
    const isOwn =
      target.origin === new URL(url).origin || ["data:", "blob:"].includes(target.protocol);
    if (!isOwn) faults.push(`request to another host: ${target.host}`);
  });
  return { context, page, faults };
};
