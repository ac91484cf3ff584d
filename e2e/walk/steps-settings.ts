// Settings: fields and objects of one's own, roles, teams, keys, invitations, the audit log.
import { expectAccessible } from "./accessibility.ts";
import { INVITED } from "./person.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const walkSchema = async ({ page, report, api }: Walk): Promise<void> => {
  await report.step("a custom field appears in tables and filters", async () => {
    await visit(page, "/settings/objects/people");
    await page.getByRole("button", { name: "New field" }).click();
    const dialog = page.getByRole("dialog", { name: "New field of people" });
    await dialog.getByLabel("Label").fill("Tier");
    await dialog.getByRole("combobox", { name: "Type" }).click();
    await page.getByRole("option", { name: "One of a list" }).click();
    const choices = dialog.getByRole("combobox", { name: "Choices" });
    for (const choice of ["Gold", "Silver"]) {
      await choices.fill(choice);
      await page.keyboard.press("Enter");
    }
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Make field" }).click();
    await page.getByRole("cell", { name: "custom.tier" }).waitFor();
    await expectAccessible(page);
    await visit(page, "/o/people?cols=custom.tier");
    await page.getByRole("columnheader", { name: "Tier" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("l");
    await page.keyboard.press("e");
    await page.getByRole("option", { name: "Gold" }).click();
    await page.getByText(/^Tier of .* saved\.$/).waitFor();
    const { data } = await api.records("people").list({ filter: { "custom.tier": "gold" } });
    expect(data.length === 1, `${data.length} people are gold`);
  });
  await report.step("a custom object gets its own list", async () => {
    await visit(page, "/settings/objects");
    await expectAccessible(page);
    await page.getByRole("button", { name: "New object" }).click();
    const dialog = page.getByRole("dialog", { name: "New object" });
    await dialog.getByLabel("Name of one").fill("Vehicle");
    await dialog.getByRole("button", { name: "Make object" }).click();
    await page.waitForURL(/settings\/objects\/vehicles/);
    const rail = page.getByRole("navigation", { name: "Main" });
    await rail.getByRole("link", { name: "Vehicles" }).click();
    await page.getByText("No vehicles yet").waitFor();
    await expectAccessible(page);
    await page.getByRole("main").getByRole("button", { name: "New vehicle" }).first().click();
    const form = page.getByRole("dialog", { name: "New vehicle" });
    await form.getByLabel("Name").fill("Van 7");
    await form.getByRole("button", { name: "Create vehicle" }).click();
    await page.getByRole("complementary", { name: "Vehicle Van 7" }).waitFor();
  });
  await report.step("pipelines can be shaped", async () => {
    await visit(page, "/settings/pipelines");
    await page.getByRole("textbox", { name: "Name of the stage" }).first().fill("First contact");
    await page.getByRole("button", { name: "Save pipeline" }).click();
    await page.getByText("Pipeline saved.").waitFor();
    await expectAccessible(page);
  });
};

const walkPeople = async ({ page, report, api }: Walk): Promise<void> => {
  await report.step("a team is made", async () => {
    await visit(page, "/settings/teams");
    await page.getByRole("textbox", { name: "Name of the new team" }).fill("North");
    await page.getByRole("button", { name: "Make team" }).click();
    await page.getByRole("textbox", { name: "Name of the team", exact: true }).waitFor();
    await expectAccessible(page);
  });
  await report.step("a role is made and restricted", async () => {
    await visit(page, "/settings/roles");
    await expectAccessible(page);
    await page.getByRole("button", { name: "New role" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Support");
    await page.getByRole("button", { name: "Make role" }).click();
    await page.getByRole("heading", { name: "Support" }).waitFor();
    await page.getByRole("combobox", { name: "Read Deals" }).click();
    await page.getByRole("option", { name: "None" }).click();
    await page.getByRole("checkbox", { name: "Export lists" }).check();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save role" }).click();
    await page.getByText("Role saved. It holds from now on.").waitFor();
    const role = (await api.roles.list()).find((one) => one.name === "Support");
    expect(role?.permissions.objects.deals?.read === "none", "deals are still readable");
  });
  await report.step("an API key is shown once and works", async () => {
    await visit(page, "/settings/api-keys");
    await page.getByRole("button", { name: "New API key" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Website form");
    await page.getByRole("button", { name: "Make key" }).click();
    const secret = await page.getByRole("textbox", { name: "Key" }).inputValue();
    expect(secret.startsWith("rk_"), "the key does not start with rk_");
    await expectAccessible(page);
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("cell", { name: "Website form" }).waitFor();
    expect(!(await page.content()).includes(secret), "the key is still on the page");
    await expectAccessible(page);
  });
};

const walkInvitation = async ({ page, report, browser, url }: Walk): Promise<void> => {
  await report.step("an invited member joins and sees what the role allows", async () => {
    await visit(page, "/settings/members");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Invite a member" }).click();
    const dialog = page.getByRole("dialog", { name: "Invite a member" });
    await dialog.getByLabel("E-mail").fill(INVITED.email);
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Support" }).click();
    await dialog.getByRole("button", { name: "Invite" }).click();
    const link = await dialog.getByRole("textbox", { name: "Invitation link" }).inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    const guest = await browser.newContext({ baseURL: url });
    const other = await guest.newPage();
    const path = new URL(link);
    await other.goto(`${path.pathname}${path.search}`);
    await other.getByLabel("Your name").fill(INVITED.name);
    await other.getByLabel("Password", { exact: true }).fill(INVITED.password);
    await expectAccessible(other);
    await other.getByRole("button", { name: "Join" }).click();
    await other.getByRole("heading", { name: "Home" }).waitFor();
    expect((await other.getByRole("link", { name: "Deals" }).count()) === 0, "Deals are offered");
    await other.goto("/settings/audit");
    await other.getByText("Your role does not allow this").waitFor();
    await guest.close();
  });
};

const walkAudit = async ({ page, report }: Walk): Promise<void> => {
  await report.step("the audit log shows who did what, with the difference", async () => {
    await visit(page, "/settings/audit?action=update&object=people");
    await page.getByText(/chain sealed/).waitFor();
    await page.getByRole("list", { name: "Audit entries" }).getByRole("button").first().click();
    await page.getByRole("columnheader", { name: "Before" }).waitFor();
    await expectAccessible(page);
  });
  await report.step("the workspace has its screen", async () => {
    await visit(page, "/settings/workspace");
    await expectAccessible(page);
  });
};

export const walkSettings = async (walk: Walk): Promise<void> => {
  await walkSchema(walk);
  await walkPeople(walk);
  await walkInvitation(walk);
  await walkAudit(walk);
};
