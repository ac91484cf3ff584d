// Who one is and how one proves it: profile, security, and the workspace's rules of signing in.
import { expectAccessible } from "./accessibility.ts";
import { visit, type Walk } from "./walk-context.ts";

const SCREENS = ["profile", "security", "sign-in", "single-sign-on", "members"] as const;

export const walkIdentity = async ({ page, report, width, picture }: Walk): Promise<void> => {
  for (const screen of SCREENS) {
    await report.step(`${width} px: /settings/${screen}`, async () => {
      await visit(page, `/settings/${screen}`);
      await expectAccessible(page);
      if (screen === "security") await picture("security");
    });
  }
  await report.step(`${width} px: a second factor is offered with its code to scan`, async () => {
    await visit(page, "/settings/security");
    await page.getByRole("button", { name: "Set up a second factor" }).click();
    await page.getByRole("dialog").waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  });
};
