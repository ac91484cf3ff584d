// Automations: from a recipe to a run that is undone, the log, a template with its preview; then at 390 px.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const WITHIN_MS = 20_000;

const until = async (what: string, look: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + WITHIN_MS;
  while (performance.now() < deadline) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Not in time: ${what}`);
};

const walkRule = async ({ page, report, api, picture }: Walk): Promise<void> => {
  await report.step("a recipe becomes an automation, tried over the past first", async () => {
    await visit(page, "/automations");
    await page.getByText("No automations yet").waitFor();
    await expectAccessible(page);
    await page
      .getByRole("listitem")
      .filter({ hasText: "When a deal is won" })
      .getByRole("link", { name: "Look at it and save" })
      .click();
    await page.getByRole("region", { name: "Then" }).waitFor();
    await page.getByRole("button", { name: "Try it", exact: true }).click();
    await page.getByText("Would have run").waitFor();
    await expectAccessible(page);
    await picture("automation");
    await page.getByRole("button", { name: "Save automation" }).click();
    await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
    const [rule] = await api.automations.list();
    expect(rule?.state === "on", `the automation is ${rule?.state}`);
    await expectAccessible(page);
  });
  await report.step(
    "a won deal sets it off; the log says what it did; the run is undone",
    async () => {
      const { data: deals } = await api
        .records("deals")
        .list({ filter: { status: "open" }, limit: 1 });
      const [pipeline] = await api.pipelines.list();
      const won = pipeline?.stages.find(({ kind }) => kind === "won");
      await api.records("deals").update(deals[0]?.id ?? "", { stageId: won?.id ?? null });
      await until("a run that is done", async () => {
        const { data } = await api.automations.runs.list({ state: "done" });
        return data.length === 1;
      });
      await visit(page, "/automations/runs?state=done");
      await page.getByRole("list", { name: "Runs" }).getByRole("button").first().click();
      await page.getByText("Created a task").waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Undo this run" }).click();
      await page.getByText("Undone.").waitFor();
      const { data } = await api
        .records("tasks")
        .list({ filter: { title: { startsWith: "Start onboarding" } } });
      expect(data.length === 0, `${data.length} tasks are left`);
    },
  );
  await report.step(
    "a rule is written by hand, switched off in the list, and on again",
    async () => {
      await visit(page, "/automations/new");
      await page.getByRole("textbox", { name: "Name" }).fill("Mark new tickets");
      await page.getByRole("combobox", { name: "Whose records" }).click();
      await page.getByRole("option", { name: "ticket" }).click();
      await page.getByRole("button", { name: "Add a step" }).click();
      await page.getByRole("menuitem", { name: "Change fields of the record" }).click();
      await page.getByRole("combobox", { name: "Set another field" }).click();
      await page.getByRole("option", { name: "Category" }).click();
      await page.getByRole("textbox", { name: "Category" }).fill("seen by a rule");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Save automation" }).click();
      await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
      await visit(page, "/automations");
      const toggle = page.getByRole("switch", { name: "Mark new tickets is on" });
      await toggle.focus();
      await page.keyboard.press("Space");
      await page.getByText('"Mark new tickets" is off.').waitFor();
      await expectAccessible(page);
    },
  );
};

const walkTemplate = async ({ page, report, api }: Walk): Promise<void> => {
  await report.step("a template shows at once what becomes of it", async () => {
    await visit(page, "/automations/templates/new");
    await page.getByRole("textbox", { name: "Name" }).fill("Welcome");
    await page.getByRole("textbox", { name: "Subject" }).fill("Hello {{person.firstName|there}}");
    await page
      .getByRole("textbox", { name: "Text", exact: true })
      .fill("Dear {{person.lastName}},");
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByText("Dear").waitFor();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: "Subject" }).fill("{{person.shoeSize}}");
    await preview
      .getByText(/There is no field "person.shoeSize"/)
      .first()
      .waitFor();
    await page.getByRole("textbox", { name: "Subject" }).fill("Hello");
    await page.getByRole("button", { name: "Save template" }).click();
    await page.waitForURL(/\/automations\/templates\/[0-9a-f-]{36}$/);
    expect((await api.templates.list()).length === 1, "the template was not kept");
    await visit(page, "/automations/templates");
    await expectAccessible(page);
  });
};

const walkSmall = async ({ page, report, width, picture }: Walk): Promise<void> => {
  // As text, because the walk itself is checked without the types of a browser.
  const script = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]";
  for (const path of [
    "/automations",
    "/automations/new?recipe=urgent-ticket",
    "/automations/runs",
    "/automations/templates",
  ]) {
    await report.step(`${width} px: ${path}`, async () => {
      await visit(page, path);
      const [content = 0, across = 0] = await page.evaluate<number[]>(script);
      expect(content <= across, `the page is ${content} px wide in ${across}`);
      await expectAccessible(page);
      if (path.includes("recipe")) await picture("automation");
    });
  }
};

export const walkAutomations = async (walk: Walk, small: Walk): Promise<void> => {
  await walkRule(walk);
  await walkTemplate(walk);
  await walkSmall(small);
};
