// Walks through the product in a real browser against real servers on fresh data, with axe on every screen in light
// and dark, and over all of them by keyboard alone. Ends with 1 when a step failed.
//   npm run e2e                    the whole walk: lanes side by side, then alone what is measured (walk/parts.ts)
//   npm run e2e -- --unmeasured    only the lanes side by side; other work may go on beside them
//   npm run e2e -- --measured      only what is measured
//   npm run e2e -- --screenshots   only the pictures in docs/screenshots, of the demo world
//   npm run e2e -- --pictures      the whole walk; what each part ended with is kept in docs/screenshots/walk
//   npm run e2e -- --no-build      with the web app as it was built last
//   npm run e2e -- --only NAME     only one part, named as in walk/parts.ts (repeatable)
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launchBrowser, openPage, WIDE } from "./walk/browser.ts";
import { type Lane, walkLane } from "./walk/lane.ts";
import { MEASURED, type Parts, SIDE_BY_SIDE } from "./walk/parts.ts";
import { signInToDemo, takeScreenshots } from "./walk/screenshots.ts";
import { startServer } from "./walk/server.ts";

const { values } = parseArgs({
  options: {
    screenshots: { type: "boolean" },
    pictures: { type: "boolean" },
    "no-build": { type: "boolean" },
    measured: { type: "boolean" },
    unmeasured: { type: "boolean" },
    only: { type: "string", multiple: true },
  },
});
const root = fileURLToPath(new URL("../", import.meta.url));
const pictureFolder = values.pictures ? join(root, "docs/screenshots/walk") : null;

if (!values["no-build"]) {
  execFileSync("npm", ["run", "-s", "build:web"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

const pictures = async (): Promise<void> => {
  const server = await startServer(true);
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, server.url, WIDE);
    await signInToDemo(page, server.dataDir);
    await takeScreenshots(page, join(root, "docs/screenshots"));
  } finally {
    await browser.close();
    await server.stop();
  }
};

/** With the parts that are asked for; a lane of which nothing is, is left out. */
const lanesOf = (table: Record<string, Parts>): Lane[] =>
  Object.entries(table)
    .map(([name, parts]) => {
      const asked = Object.entries(parts).filter(
        ([part]) => !values.only || values.only.includes(part),
      );
      return { name, parts: Object.fromEntries(asked) };
    })
    .filter(({ parts }) => Object.keys(parts).length > 0);

/** A lane that breaks off counts as a failure, and does not end the others. */
const walkSafely = async (lane: Lane): Promise<string[]> => {
  const browser = await launchBrowser();
  try {
    return await walkLane(lane, browser, pictureFolder);
  } catch (error) {
    const { stack = "" } = error instanceof Error ? error : new Error(String(error));
    console.log(`${lane.name}: broke off: ${stack}`);
    return [`${lane.name} broke off: ${stack}`];
  } finally {
    await browser.close();
  }
};

const walkAll = async (): Promise<string[]> => {
  const beside = values.measured ? [] : lanesOf(SIDE_BY_SIDE);
  const alone = values.unmeasured ? [] : lanesOf(MEASURED);
  const failures = (await Promise.all(beside.map(walkSafely))).flat();
  for (const lane of alone) failures.push(...(await walkSafely(lane)));
  if (beside.length + alone.length === 0) failures.push("There is no such part.");
  return failures;
};

if (values.screenshots) {
  await pictures();
} else {
  const failures = await walkAll();
  for (const failure of failures) console.log(`\nFAIL  ${failure}`);
  console.log(failures.length === 0 ? "\nThe walk held." : `\n${failures.length} steps failed.`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
