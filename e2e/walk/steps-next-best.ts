// What to do next: a trial told and measured, the suggestion on a new lead's page with its reasons, done in one click and
// taken back, called not helpful, a person who objects, and a trial started and stopped from the list of actions.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const hourMs = 3_600_000;

/** Leads of 100 days ago, half of them drawn; those drawn became deals more often. */
const tellTrial = async ({ api, width }: Walk): Promise<void> => {
  const known = (await api.actions.list()).find(({ key }) => key === "call-new-lead")?.estimate;
  if (known) return;
  const at = new Date(Date.now() - 100 * 24 * hourMs).toISOString();
  const draws = [];
  for (let lead = 0; lead < 60; lead += 1) {
    const { data } = await api
      .records("people")
      .create({ firstName: `Lead ${lead}`, lastName: `Drawn ${width}`, lifecycle: "lead" });
    draws.push({ recordId: data.id, treated: lead % 2 === 0, propensity: 0.5, at });
  }
  await api.actions.tellDraws("call-new-lead", { draws });
};

const newLead = async ({ api, width }: Walk): Promise<string> => {
  const { data } = await api
    .records("people")
    .create({ firstName: "Ines", lastName: `Next ${width}`, lifecycle: "lead" });
  return data.id;
};

export const walkNextBest = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  await tellTrial(walk);
  const id = await newLead(walk);
  const panel = page.getByRole("region", { name: "What to do next" });
  const call = panel.getByRole("listitem", { name: "Call within a day" });

  await report.step(
    `${width}: a new lead's page says what to do, by a measured effect`,
    async () => {
      await visit(page, `/o/people/${id}`);
      await call
        .getByText("Measured on 60 records.", { exact: false })
        .waitFor({ timeout: 15_000 });
      await panel.getByText("No action clearly helps here.").waitFor();
      await expectAccessible(page);
      await picture("next-best-action");
    },
  );

  await report.step(`${width}: one click makes the task, and undo takes it back`, async () => {
    await call.getByRole("button", { name: "Make task" }).click();
    await call.getByRole("link", { name: "Open the task" }).waitFor();
    const tasks = await api.records("tasks").list({ filter: { personId: id } });
    expect(tasks.data.length === 1, "no task was made");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await call.getByRole("button", { name: "Make task" }).waitFor();
    const after = await api.records("tasks").list({ filter: { personId: id } });
    expect(after.data.length === 0, "the task is still there");
  });

  await report.step(`${width}: a suggestion is called not helpful`, async () => {
    await call.getByRole("button", { name: "Not helpful: Call within a day" }).click();
    await call
      .getByRole("button", { name: "Not helpful: Call within a day", pressed: true })
      .waitFor();
    const { data } = await api.actions.next("people", id);
    expect(data[0]?.feedback === "not-helpful", "it was not noted");
  });

  await report.step(`${width}: nobody is suggested to call who objected`, async () => {
    await api.consent.set(id, "marketing_phone", { state: "denied" });
    await visit(page, `/o/people/${id}`);
    await call.getByText("This person does not want to be called.").waitFor();
    expect((await call.getByRole("button", { name: "Make task" }).count()) === 0, "still offered");
  });

  await report.step(`${width}: a trial starts and stops from the list of actions`, async () => {
    await visit(page, "/actions");
    const card = page.getByRole("region", { name: "Check in" });
    await card.getByText("Never tested", { exact: false }).waitFor();
    await expectAccessible(page);
    await picture("actions");
    await card.getByRole("button", { name: "Start a trial: Check in" }).click();
    await card.getByRole("button", { name: "Stop the trial: Check in" }).click();
    await card.getByText("The last trial drew", { exact: false }).waitFor();
    await expectAccessible(page);
  });
};
