// The weight of the first load: compressed script that a table needs before it shows rows.
import { gzipSync } from "node:zlib";
import type { Response } from "playwright-core";
import { expect } from "./report.ts";
import { rests, type Walk } from "./walk-context.ts";

const MOST_KB = 350;

export const walkWeight = async ({ page, report }: Walk): Promise<void> => {
  await report.step(`the first load stays under ${MOST_KB} kB of compressed script`, async () => {
    const scripts: Response[] = [];
    const collect = (response: Response): void => {
      if (response.request().resourceType() === "script") scripts.push(response);
    };
    page.on("response", collect);
    await page.goto("/o/people");
    await page.getByRole("grid").waitFor();
    await rests(page);
    page.off("response", collect);
    const bodies = await Promise.all(scripts.map((response) => response.body()));
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    report.note(`first load: ${Math.round(bytes / 1000)} kB in ${scripts.length} scripts`);
    expect(bytes > 0 && bytes <= MOST_KB * 1000, `${bytes} bytes`);
  });
};
