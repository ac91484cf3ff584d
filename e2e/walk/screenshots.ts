// Pictures for the documentation, of the demo world, in light and in dark.
import { mkdir, readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

const SHOTS: { name: string; path: string; keys?: string[] }[] = [
  { name: "home", path: "/" },
  { name: "people", path: "/o/people" },
  { name: "record", path: "/o/companies", keys: ["j", "Enter"] },
  { name: "deals", path: "/o/deals" },
  { name: "automation", path: "/automations/new?recipe=won-onboarding" },
  { name: "reports", path: "/dashboards/00000000-0000-7000-8000-200000000001" },
  { name: "audit", path: "/settings/audit" },
  { name: "roles", path: "/settings/roles" },
];

/** Writes docs/screenshots/*.png from a signed-in page. */
export const takeScreenshots = async (page: Page, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const { name, path, keys = [] } of SHOTS) {
      await page.goto(path, { waitUntil: "networkidle" });
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(400);
      await page.screenshot({ path: `${folder}/${name}-${scheme}.png` });
    }
  }
};

/** Signs in as the demo's admin, by the note that the server keeps beside its data. */
export const signInToDemo = async (page: Page, dataDir: string): Promise<void> => {
  const note = JSON.parse(await readFile(`${dataDir}/demo-workspace.json`, "utf8")) as {
    email: string;
    password: string;
  };
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(note.email);
  await page.getByLabel("Password", { exact: true }).fill(note.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Home" }).waitFor();
};
