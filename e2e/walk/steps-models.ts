// Scores: of a record that is open, changed with its reasons by an event as it comes; the models and their cards, and a
// training that is refused in words where there is too little past.
import { performance } from "node:perf_hooks";
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

/** From the event's arrival until the open screen tells it. */
const MOST_MS = 2000;

/** Sends an event as a product does. */
const sendingTo = async ({ api, url, width }: Walk) => {
  const { data } = await api.events.sources.create(`Product ${width}`);
  return async (userId: string): Promise<void> => {
    const answer = await fetch(`${url}/v1/track`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${data.writeKey}:`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ event: "Signed In", userId, context: { traits: { email: userId } } }),
    });
    expect(answer.ok, `the event was answered with ${answer.status}`);
  };
};

export const walkModels = async (walk: Walk): Promise<void> => {
  const { page, report, api, width, picture } = walk;
  const email = `score-${width}@walk.example`;
  const send = await sendingTo(walk);
  const { data: lead } = await api
    .records("people")
    .create({ firstName: "Sona", lastName: `Scored ${width}`, email, lifecycle: "lead" });
  const panel = page.getByRole("region", { name: "Lead score" });

  await report.step(
    `${width}: an event changes score and reasons of the open record within two seconds`,
    async () => {
      await visit(page, `/o/people/${lead.id}`);
      await panel.getByText("Came in within the last three weeks").waitFor({ timeout: 15_000 });
      const reason = panel.getByText("Did something within the last week");
      expect((await reason.count()) === 0, "the reason is there before the event");
      const before = Number(await panel.locator("b").first().innerText());
      const startedMs = performance.now();
      await send(email);
      await reason.waitFor();
      const tookMs = Math.round(performance.now() - startedMs);
      const after = Number(await panel.locator("b").first().innerText());
      report.note(`an event changed the score on the screen after ${tookMs} ms`);
      expect(after === before + 10, `the score went from ${before} to ${after}`);
      expect(tookMs < MOST_MS, `it took ${tookMs} ms`);
      await expectAccessible(page);
      await picture("score");
    },
  );

  await report.step(`${width}: models say what answers now, and why`, async () => {
    await visit(page, "/models");
    await page.getByRole("link", { name: "Lead score" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Lead score" }).click();
    await page.getByRole("region", { name: "Model card", exact: true }).waitFor();
    await expectAccessible(page);
  });

  await report.step(`${width}: a training without enough past is refused in words`, async () => {
    await page.getByRole("button", { name: "Train now" }).click();
    await page.getByText("The last training was refused").first().waitFor({ timeout: 30_000 });
    await picture("model");
  });
};
