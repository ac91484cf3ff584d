// axe over a screen as it stands, in light and in dark. Serious and critical findings fail the walk.
import { createRequire } from "node:module";
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

/** What the builder itself puts into a page. */
const { source } = createRequire(import.meta.resolve("@axe-core/playwright"))("axe-core") as {
  source: string;
};

/** The elements are the same in both, so that in dark, after light, only colours can be wrong. */
const RULES: Record<Scheme, { type: "tag" | "rule"; values: string[] }> = {
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

const optionsFor = (scheme: Scheme) => ({
  runOnly: RULES[scheme],
  // It would fetch style sheets and write them into the page, which a frame's content policy refuses.
  preload: false,
  // What passes is looked at too, but not described: that takes longer than to look.
  resultTypes: ["violations" as const],
});

type Violations = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"];

/**
 * In the page itself, with axe loaded once. A page with frames is left to the builder, which looks into each of them; it
 * loads axe anew each time, and opens another page to put together what it found.
 */
const violationsOf = async (page: Page, scheme: Scheme): Promise<Violations> => {
  const options = optionsFor(scheme);
  if (page.frames().length > 1) {
    const builder = new AxeBuilder({ page }).options(options).exclude(REPEATED_ROWS);
    return (await builder.analyze()).violations;
  }
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(source);
  const call = `axe.run({ exclude: [${JSON.stringify(REPEATED_ROWS)}] }, ${JSON.stringify(options)})`;
  return page.evaluate<Violations>(`${call}.then(({ violations }) => violations)`);
};

const findingsOf = async (page: Page, scheme: Scheme): Promise<string[]> =>
  (await violationsOf(page, scheme))
    .filter((violation) => GRAVE.has(violation.impact ?? ""))
    .flatMap((violation) =>
      violation.nodes
        .slice(0, 4)
        .map((node) => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
    );

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
