// Before and around a session: the first workspace, signing out, a wrong password, signing in.
import type { Page } from "playwright-core";
import { expectAccessible } from "./accessibility.ts";
import { ADMIN } from "./person.ts";
import { expect } from "./report.ts";
import type { Walk } from "./walk-context.ts";

/** On a server without a workspace. */
export const signUp = async (page: Page): Promise<void> => {
  await page.getByLabel("Workspace").fill(ADMIN.workspaceName);
  await page.getByLabel("Your name").fill(ADMIN.name);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Make the workspace" }).click();
  await page.getByRole("heading", { name: "Home" }).waitFor();
};

export const signIn = async (page: Page): Promise<void> => {
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
};

export const walkAccess = async ({ page, report }: Walk): Promise<void> => {
  await report.step("a fresh server leads to the first workspace", async () => {
    await page.goto("/");
    await page.getByRole("heading", { name: "Set up Rapport" }).waitFor();
    await expectAccessible(page);
  });
  await report.step("sign up makes the workspace", async () => {
    await signUp(page);
    await expectAccessible(page);
  });
  await report.step("sign out", async () => {
    await page.getByRole("button", { name: /: account$/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await expectAccessible(page);
  });
  await report.step("a wrong password is refused in words", async () => {
    await page.getByLabel("E-mail").fill(ADMIN.email);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
  });
  await report.step("a deep link survives the sign-in", async () => {
    await page.goto("/o/people?sort=city");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page);
    await page.getByRole("heading", { name: "People" }).waitFor();
    expect(page.url().endsWith("/o/people?sort=city"), `the address is ${page.url()}`);
  });
  await report.step("forgotten password has its screen", async () => {
    const other = await page
      .context()
      .browser()
      ?.newContext({ baseURL: new URL(page.url()).origin });
    const guest = await other?.newPage();
    if (!other || !guest) throw new Error("No second window.");
    await guest.goto("/forgot-password");
    await guest.getByRole("heading", { name: "Forgot your password" }).waitFor();
    await expectAccessible(guest);
    await other.close();
  });
};
