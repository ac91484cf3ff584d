// Walks through the product in a real browser against a real server on fresh data, with axe on every screen in light
// and dark, and over all of them by keyboard alone. Ends with 1 when a step failed.
//   npm run e2e                    the whole walk
//   npm run e2e -- --screenshots   only the pictures in docs/screenshots, of the demo world
//   npm run e2e -- --pictures      the whole walk; what each part ended with is kept in docs/screenshots/walk
//   npm run e2e -- --no-build      with the web app as it was built last
//   npm run e2e -- --only NAME     only one part, named as in `parts` below (repeatable)
import { execFileSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  launchBrowser,
  NARROW,
  openPage,
  type Viewport,
  type Watched,
  WIDE,
} from "./walk/browser.ts";
import { createReport } from "./walk/report.ts";
import { signInToDemo, takeScreenshots } from "./walk/screenshots.ts";
import { seed } from "./walk/seed.ts";
import { startServer } from "./walk/server.ts";
import { walkAccess } from "./walk/steps-access.ts";
import { walkApiDocs } from "./walk/steps-api-docs.ts";
import { walkAutomations } from "./walk/steps-automations.ts";
import { walkBoard } from "./walk/steps-board.ts";
import { walkBot } from "./walk/steps-bot.ts";
import { walkConsent } from "./walk/steps-consent.ts";
import { walkCopilot } from "./walk/steps-copilot.ts";
import { walkDuplicates } from "./walk/steps-duplicates.ts";
import { walkEvents } from "./walk/steps-events.ts";
import { walkFeatures, walkSegments } from "./walk/steps-features.ts";
import { walkGateway } from "./walk/steps-gateway.ts";
import { walkGlossary } from "./walk/steps-glossary.ts";
import { walkHarvest } from "./walk/steps-harvest.ts";
import { walkIdentity } from "./walk/steps-identity.ts";
import { walkImport } from "./walk/steps-import.ts";
import { walkInbox } from "./walk/steps-inbox.ts";
import { walkKeyboard } from "./walk/steps-keyboard.ts";
import { walkLive } from "./walk/steps-live.ts";
import { walkModels } from "./walk/steps-models.ts";
import { signInNarrow, walkNarrow } from "./walk/steps-narrow.ts";
import { walkNextBest } from "./walk/steps-next-best.ts";
import { walkNotifications } from "./walk/steps-notifications.ts";
import { walkNps } from "./walk/steps-nps.ts";
import { walkObjects } from "./walk/steps-objects.ts";
import { walkOffline, walkSlow } from "./walk/steps-offline.ts";
import { walkQuotes } from "./walk/steps-quotes.ts";
import { walkRecords } from "./walk/steps-records.ts";
import { walkReports } from "./walk/steps-reports.ts";
import { walkSatisfaction } from "./walk/steps-satisfaction.ts";
import { walkSettings } from "./walk/steps-settings.ts";
import { walkStreams } from "./walk/steps-streams.ts";
import { walkTable } from "./walk/steps-table.ts";
import { walkViews } from "./walk/steps-views.ts";
import { walkWebhooks } from "./walk/steps-webhooks.ts";
import { walkWeight } from "./walk/steps-weight.ts";
import { walkWidget } from "./walk/steps-widget.ts";
import { walkWorkday } from "./walk/steps-workday.ts";
import { clientOf, type Walk } from "./walk/walk-context.ts";

const { values } = parseArgs({
  options: {
    screenshots: { type: "boolean" },
    pictures: { type: "boolean" },
    "no-build": { type: "boolean" },
    only: { type: "string", multiple: true },
  },
});
const root = fileURLToPath(new URL("../", import.meta.url));
const pictureFolder = join(root, "docs/screenshots/walk");

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

const walkAll = async (): Promise<string[]> => {
  const server = await startServer(false);
  const browser = await launchBrowser();
  const evidence = await mkdtemp(join(tmpdir(), "rapport-walk-failures-"));
  try {
    const wide = await openPage(browser, server.url, WIDE);
    const narrow = await openPage(browser, server.url, NARROW);
    const report = createReport(async (name) => {
      const file = join(evidence, `${name.replaceAll(/\W+/g, "-").slice(0, 80)}.png`);
      const isNarrow = name.startsWith("390");
      await (isNarrow ? narrow : wide).page.screenshot({ path: file }).then(
        () => report.note(`picture: ${file}`),
        () => report.note("the page was too busy for a picture"),
      );
    });
    const walkOf = (watched: Watched, { width }: Viewport): Walk => ({
      url: server.url,
      browser,
      report,
      ...watched,
      api: clientOf(server.url, watched.context),
      width,
      picture: async (name) => {
        if (!values.pictures) return;
        const path = join(pictureFolder, `${name}-${width}.jpg`);
        await watched.page.screenshot({ path, type: "jpeg", quality: 80 });
      },
    });
    const walk = walkOf(wide, WIDE);
    await walkAccess(walk);
    await report.step("records to walk over", () => seed(walk.api));
    const small = walkOf(narrow, NARROW);
    await signInNarrow(small);
    const both = (part: (one: Walk) => Promise<void>) => async (): Promise<void> => {
      await part(walk);
      await part(small);
    };
    const parts: Record<string, () => Promise<void>> = {
      weight: () => walkWeight(walk),
      table: () => walkTable(walk),
      records: () => walkRecords(walk),
      import: () => walkImport(walk),
      settings: () => walkSettings(walk),
      automations: () => walkAutomations(walk, small),
      live: () => walkLive(walk),
      narrow: () => walkNarrow(small),
      identity: both(walkIdentity),
      board: both(walkBoard),
      views: both(walkViews),
      objects: both(walkObjects),
      duplicates: both(walkDuplicates),
      webhooks: both(walkWebhooks),
      widget: both(walkWidget),
      bot: both(walkBot),
      copilot: both(walkCopilot),
      satisfaction: both(walkSatisfaction),
      nps: both(walkNps),
      glossary: both(walkGlossary),
      harvest: both(walkHarvest),
      inbox: both(walkInbox),
      workday: both(walkWorkday),
      quotes: both(walkQuotes),
      consent: both(walkConsent),
      models: both(walkModels),
      "next-best": both(walkNextBest),
      streams: both(walkStreams),
      gateway: both(walkGateway),
      events: both(walkEvents),
      offline: () => walkOffline(walk),
      slow: () => walkSlow(small),
      notifications: both(walkNotifications),
      reports: both(walkReports),
      features: both(walkFeatures),
      segments: both(walkSegments),
      keyboard: () => walkKeyboard(walk),
      apiDocs: both(walkApiDocs),
    };
    for (const [name, run] of Object.entries(parts)) {
      if (!values.only || values.only.includes(name)) await run();
    }
    await report.step(
      "no script error, no refused content, no request to another host",
      async () => {
        const faults = [...wide.faults, ...narrow.faults];
        if (faults.length > 0) throw new Error(faults.slice(0, 5).join("\n"));
      },
    );
    return report.failures();
  } finally {
    await browser.close();
    await server.stop();
  }
};

if (values.screenshots) {
  await pictures();
} else {
  const failures = await walkAll();
  console.log(failures.length === 0 ? "\nThe walk held." : `\n${failures.length} steps failed.`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
