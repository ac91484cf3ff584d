// What a member must know: the bell, the page, following, a mention by keyboard, and home with tasks, risks and steps.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { joinSecondMember, type SecondMember } from "./second-member.ts";
import { visit, type Walk } from "./walk-context.ts";

const TOLD_MS = 15_000;

const walkBell = async (walk: Walk, other: SecondMember): Promise<void> => {
  const { page, report, api, width } = walk;
  const { data: firm } = await api.records("companies").create({ name: `Told Ltd ${width}` });
  const me = await api.auth.me();
  await report.step(`${width} px: what becomes mine rings the bell without a reload`, async () => {
    await visit(page, "/");
    await other.client.records("companies").update(firm.id, { ownerId: other.memberId });
    await other.client.records("companies").update(firm.id, { ownerId: me.member?.id ?? null });
    await page
      .getByRole("button", { name: /^Notifications, .* not read$/ })
      .waitFor({ timeout: TOLD_MS });
    await page.keyboard.press("b");
    const panel = page.getByRole("dialog", { name: "Notifications" });
    await panel.getByText(`Told Ltd ${width}`).first().waitFor();
    await expectAccessible(page);
    await panel.getByRole("button", { name: "Mark all as read" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  });
  await report.step(
    `${width} px: a followed record is one line, however often it changes`,
    async () => {
      await visit(page, `/o/companies/${firm.id}`);
      await page.getByRole("button", { name: /^Notifications of this record/ }).click();
      const followed = page.waitForResponse(
        (answer) => answer.request().method() === "PUT" && answer.ok(),
      );
      await page.getByRole("menuitem", { name: /^Follow/ }).click();
      await followed;
      for (const city of ["Oslo", "Rome", "Bonn"])
        await other.client.records("companies").update(firm.id, { city });
      await visit(page, "/notifications");
      // The other width's line may stand there too.
      const line = page.getByText(new RegExp(`changed Told Ltd ${width} .*3 times: City`));
      await line.waitFor({ timeout: TOLD_MS });
      await expectAccessible(page);
    },
  );
};

const walkMention = async (
  { page, report, api, width }: Walk,
  other: SecondMember,
): Promise<void> => {
  await report.step(`${width} px: a member is mentioned by keyboard alone`, async () => {
    const { data: person } = await api.records("people").create({ lastName: `Mention ${width}` });
    await visit(page, `/o/people/${person.id}`);
    const field = page.getByRole("combobox", { name: "Note" });
    await field.fill("Please call, ");
    await field.pressSequentially(`@${other.name.slice(0, 4)}`);
    await page.getByRole("option", { name: new RegExp(other.name) }).waitFor();
    await expectAccessible(page);
    await field.press("Enter");
    const typed = await field.inputValue();
    expect(typed.includes(`@${other.name}`), `the note reads ${typed}`);
    await field.press("Control+Enter");
    await page.getByText(`@${other.name}`, { exact: true }).waitFor();
    const deadline = performance.now() + TOLD_MS;
    for (;;) {
      const { data } = await other.client.notifications.list();
      if (data.some(({ kind, about }) => kind === "mention" && about?.id === person.id)) return;
      if (performance.now() > deadline) throw new Error("The mention was never told.");
      await page.waitForTimeout(250);
    }
  });
};

const walkHome = async ({ page, report, api, width }: Walk): Promise<void> => {
  await report.step(`${width} px: a task is ended by one key, and undone`, async () => {
    const me = await api.auth.me();
    const title = `End me ${width}`;
    await api.records("tasks").create({
      title,
      status: "open",
      dueAt: "2026-01-05T09:00:00.000Z",
      ownerId: me.member?.id ?? null,
    });
    await visit(page, "/");
    const tasks = page.getByRole("region", { name: "My tasks" });
    const row = tasks.locator("[data-task]").filter({ hasText: title });
    await row.focus();
    await row.press("d");
    await row.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).last().click();
    await row.waitFor();
  });
  await report.step(`${width} px: risks come with reasons and rules`, async () => {
    const risks = page.getByRole("region", { name: "At risk" });
    await risks.getByRole("button", { name: "Rules" }).click();
    await risks.getByText("An urgent ticket has no owner").waitFor();
    await expectAccessible(page);
  });
  await report.step(`${width} px: choices of what is told`, async () => {
    await visit(page, "/settings/notifications");
    await page.getByRole("checkbox", { name: "Mentions in the app" }).waitFor();
    await expectAccessible(page);
  });
};

export const walkNotifications = async (walk: Walk): Promise<void> => {
  const { width, picture } = walk;
  let other: SecondMember | undefined;
  await walk.report.step(`${width} px: a colleague joins`, async () => {
    const name = width > 1000 ? "Nora Wide" : "Nils Narrow";
    other = await joinSecondMember(walk, name, `colleague.${width}@live.example`);
  });
  if (!other) return;
  await walkBell(walk, other);
  await walkMention(walk, other);
  await walkHome(walk);
  await visit(walk.page, "/");
  await picture("home");
};
