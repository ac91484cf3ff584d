// A lane of the walk: a server on fresh data, a page at each width, and parts that are walked one after the other.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { NARROW, openPage, type Viewport, type Watched, WIDE } from "./browser.ts";
import { ACCESS, type Parts } from "./parts.ts";
import { createReport, type Report } from "./report.ts";
import { seed } from "./seed.ts";
import { startServer, type WalkServer } from "./server.ts";
import { signIn, signUp } from "./steps-access.ts";
import { signInNarrow } from "./steps-narrow.ts";
import { clientOf, type Walk } from "./walk-context.ts";

export interface Lane {
  name: string;
  parts: Parts;
}

interface Pages {
  wide: Watched;
  narrow: Watched;
}

const reportOf = async (name: string, { wide, narrow }: Pages): Promise<Report> => {
  const evidence = await mkdtemp(join(tmpdir(), "rapport-walk-failures-"));
  const report = createReport(async (step) => {
    const file = join(evidence, `${step.replaceAll(/\W+/g, "-").slice(0, 80)}.png`);
    const { page } = step.startsWith("390") ? narrow : wide;
    await page.screenshot({ path: file }).then(
      () => report.note(`picture: ${file}`),
      () => report.note("the page was too busy for a picture"),
    );
  }, name);
  return report;
};

/** A workspace with records, and a session at each width. Only where that is walked itself is each step looked at. */
const begin = async (wide: Walk, narrow: Walk, parts: Parts): Promise<void> => {
  const { [ACCESS]: access } = parts;
  if (access) await access(wide, narrow);
  else
    await wide.report.step("a workspace", async () => {
      await wide.page.goto("/");
      await signUp(wide.page);
    });
  await wide.report.step("records to walk over", () => seed(wide.api));
  if (access) await signInNarrow(narrow);
  else
    await narrow.report.step("390 px: a session", async () => {
      await narrow.page.goto("/sign-in");
      await signIn(narrow.page);
      await narrow.page.getByRole("heading", { name: "Home" }).waitFor();
    });
};

const walkParts = async (wide: Walk, narrow: Walk, parts: Parts): Promise<void> => {
  await begin(wide, narrow, parts);
  for (const [name, part] of Object.entries(parts)) {
    const startMs = performance.now();
    if (name !== ACCESS) await part(wide, narrow);
    wide.report.note(`${name}: ${Math.round((performance.now() - startMs) / 1000)} s`);
  }
};

const walkOn = async (
  { name, parts }: Lane,
  server: WalkServer,
  browser: Browser,
  pictureFolder: string | null,
): Promise<string[]> => {
  const wide = await openPage(browser, server.url, WIDE);
  const narrow = await openPage(browser, server.url, NARROW);
  const report = await reportOf(name, { wide, narrow });
  const walkOf = (watched: Watched, { width }: Viewport): Walk => ({
    ...{ url: server.url, ports: server.ports, browser, report, width },
    ...watched,
    api: clientOf(server.url, watched.context),
    picture: async (picture) => {
      if (pictureFolder === null) return;
      const path = join(pictureFolder, `${picture}-${width}.jpg`);
      await watched.page.screenshot({ path, type: "jpeg", quality: 80 });
    },
  });
  await walkParts(walkOf(wide, WIDE), walkOf(narrow, NARROW), parts);
  await report.step("no script error, no refused content, no request to another host", async () => {
    const faults = [...wide.faults, ...narrow.faults];
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join("\n"));
  });
  await Promise.all([wide.context.close(), narrow.context.close()]);
  return report.failures();
};

/** Answers what failed. `pictureFolder`: where what each part ended with is kept, if anywhere. */
export const walkLane = async (
  lane: Lane,
  browser: Browser,
  pictureFolder: string | null,
): Promise<string[]> => {
  const startMs = performance.now();
  const server = await startServer(false);
  try {
    return await walkOn(lane, server, browser, pictureFolder);
  } finally {
    await server.stop();
    console.log(`${lane.name}: walked in ${Math.round((performance.now() - startMs) / 1000)} s`);
  }
};
