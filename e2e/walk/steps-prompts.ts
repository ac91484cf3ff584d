// Prompts, while a model is connected: a version is written, judged by an example, and tried on a share of the work.
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

const openPrompt = async ({ page }: Walk): Promise<void> => {
  const part = page.getByRole("region", { name: "Prompts" });
  await part.getByRole("link", { name: "Summaries" }).press("Enter");
  await page.getByRole("heading", { name: "Prompt: Summaries" }).waitFor();
};

/** Answers its number. */
const writeVersion = async ({ page, api, width }: Walk): Promise<number> => {
  await page.getByRole("button", { name: "Write a version" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What the model is told").fill(`Reply in one sentence of ${width}.`);
  await dialog.getByLabel("What is different").fill(`At ${width}`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save version" }).click();
  await page.getByText(new RegExp(`^At ${width} ·`)).waitFor();
  const prompt = (await api.ai.prompts.list()).find(({ key }) => key === "summary");
  expect(prompt?.inForce === 0, "a version that was only written is in force");
  return prompt?.versions[0]?.version ?? 0;
};

const judge = async ({ page, width }: Walk, version: number): Promise<void> => {
  await page.getByRole("button", { name: "Add an example" }).click();
  const dialog = page.getByRole("dialog");
  const asked = `What does it cost at ${width}?`;
  await dialog.getByLabel("What the customer asks, or the text to work on").fill(asked);
  await dialog.getByLabel("The answer does not say").fill("a promise");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Add example" }).click();
  await page.getByText("does not say “a promise”").waitFor();
  await page.getByRole("button", { name: `Evaluate Version ${version}` }).click();
  const evaluations = page.getByRole("region", { name: "Evaluations" });
  await evaluations.getByText(`Version ${version}: 1 of 1 as expected`).waitFor();
};

const tryOnShare = async (walk: Walk, version: number): Promise<void> => {
  const { page } = walk;
  await page.getByRole("button", { name: `Try Version ${version} on a share` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Begin the trial" }).press("Enter");
  await page.getByText(`Version ${version} gets 20 % of the work`).waitFor();
  await expectAccessible(page);
  await walk.picture("prompt");
  await page.getByRole("button", { name: "End the trial" }).click();
  await page.getByText("It was stopped.").first().waitFor();
};

const undoRemoval = async ({ page, width }: Walk): Promise<void> => {
  const name = `Remove the example: What does it cost at ${width}?`;
  await page.getByRole("button", { name }).click();
  await page.getByText("None yet. Take ten questions").waitFor();
  const told = page.getByRole("alert").filter({ hasText: "The example is removed." });
  await told.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name }).click();
  await page.getByText("None yet. Take ten questions").waitFor();
};

export const walkPrompts = async (walk: Walk): Promise<void> => {
  const { report, width, api } = walk;
  let version = 0;
  // Summaries are of what customers wrote.
  const [provider] = await api.ai.providers.list();
  await api.ai.providers.update(provider?.id ?? "", { dataClass: "personal" });
  await report.step(`${width}: a version of a prompt is written, and not used yet`, async () => {
    await openPrompt(walk);
    version = await writeVersion(walk);
  });
  await report.step(`${width}: it is judged by an example, and tried on a share`, async () => {
    await judge(walk, version);
    await tryOnShare(walk, version);
  });
  await report.step(`${width}: an example is removed, put back, and removed`, async () => {
    await undoRemoval(walk);
    await visit(walk.page, "/settings/ai-models");
  });
};
