// axe over a screen as it stands, in light and in dark. Serious and critical findings fail the walk.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "./report.ts";

/** Rows after the first few have the same markup; measuring the contrast of each takes minutes. */
const REPEATED_ROWS = "tbody tr:nth-of-type(n + 7)";
const GRAVE = new Set(["serious", "critical"]);
/**
 * Until the new colours are drawn, also those that come by a transition; as text, because the walk is checked without
 * the types of a browser.
 */
const COLOURS_DRAWN = `(async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const passing = document.getAnimations().filter(
    ({ effect }) => effect?.getComputedTiming().endTime !== Infinity,
  );
  await Promise.allSettled(passing.map(({ finished }) => finished));
})()`;
const REST_MS = 1000;
const SCHEMES = ["light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

/** The elements are the same in both, so that in dark, after light, only colours can be wrong. */
const looker = (page: Page, scheme: Scheme): AxeBuilder => {
  const axe = new AxeBuilder({ page })
    // It would fetch style sheets and write them into the page, which a frame's content policy refuses.
    .options({ preload: false })
    .exclude(REPEATED_ROWS);
  return scheme === "light"
    ? axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    : axe.withRules(["color-contrast", "link-in-text-block"]);
};

const findingsOf = async (page: Page, scheme: Scheme): Promise<string[]> => {
  const { violations } = await looker(page, scheme).analyze();
  return violations
    .filter((violation) => GRAVE.has(violation.impact ?? ""))
    .flatMap((violation) =>
      violation.nodes
        .slice(0, 4)
        .map((node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
    );
};

/** Of a screen at rest: what is found while it is still being drawn is looked for once more. */
const lastingFindingsOf = async (page: Page, scheme: Scheme): Promise<string[]> => {
  if ((await findingsOf(page, scheme)).length === 0) return [];
  await page.waitForTimeout(REST_MS);
  await page.evaluate(COLOURS_DRAWN);
  return findingsOf(page, scheme);
};

/** Fails with each grave finding of the screen. Leaves the page in light. `other`: a page that is not of the web app. */
export const expectAccessible = async (
  page: Page,
  kind: "app" | "other" = "app",
): Promise<void> => {
  const findings: string[] = [];
  // What is on its way would come in the middle of the look.
  await page.locator("[data-loading]").first().waitFor({ state: "detached" });
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    const drawn = kind === "app" ? `html[data-mantine-color-scheme="${scheme}"]` : "html";
    await page.locator(drawn).waitFor({ state: "attached" });
    await page.evaluate(COLOURS_DRAWN);
    const lasting = await lastingFindingsOf(page, scheme);
    findings.push(...lasting.map((finding) => `${scheme}: ${finding}`));
  }
  await page.emulateMedia({ colorScheme: "light" });
  expect(findings.length === 0, findings.join("\n    "));
};
