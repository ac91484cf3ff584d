// AI models: nothing connected and the shell that says so, a provider with a model and its price, a test, a speech model,
// a budget, what a purpose uses and will cost, the list of calls, and all of it removed again.
import { type ModelServer, openModelServer } from "../../apps/server/test/model-server.ts";
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { walkPrompts } from "./steps-prompts.ts";
import { visit, type Walk } from "./walk-context.ts";

const connect = async ({ page }: Walk, { baseUrl }: ModelServer): Promise<void> => {
  await page.getByRole("button", { name: "Connect a provider" }).click();
  const dialog = page.getByRole("dialog", { name: "Connect a provider" });
  await dialog.getByLabel("Name").fill("Own machine");
  await dialog.getByLabel("Address").fill("http://10.0.0.1/v1");
  await dialog.getByLabel("Where it runs").fill("on-site");
  // What customers write is personal: of a model that may not be sent it, nothing is asked or reckoned.
  await dialog.getByRole("combobox", { name: "What it may be sent" }).click();
  await page.getByRole("option", { name: "Everything, personal data too" }).click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Connect provider" }).click();
  await page.getByText(/must start with https/).waitFor();
  await dialog.getByLabel("Address").fill(baseUrl);
  await dialog.getByRole("button", { name: "Connect provider" }).click();
  await page.getByRole("heading", { name: "Own machine" }).waitFor();
};

const addModel = async ({ page }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByText(/it has tiny, large/).waitFor();
  await page.getByRole("button", { name: "Add model" }).click();
  const dialog = page.getByRole("dialog", { name: "Model of Own machine" });
  await dialog.getByRole("combobox", { name: "Model" }).fill("tiny");
  await dialog.getByLabel("Read").fill("3");
  await dialog.getByLabel("Written").fill("15");
  await dialog.getByRole("button", { name: "Add model" }).click();
  await page.getByText("$3.00 read, $15.00 written").waitFor();
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByText(/Answered “Hello there\.”/).waitFor();
};

const addSpeechModel = async ({ page }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Add model" }).click();
  const dialog = page.getByRole("dialog", { name: "Model of Own machine" });
  await dialog.getByRole("combobox", { name: "Model" }).fill("whisper");
  await dialog.getByLabel("Per minute of audio").fill("0.006");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add model" }).click();
  await page.getByText("$0.0060 a minute of audio").waitFor();
  await page
    .getByText(/whisper \(Own machine\); if none of them answers, the recording as it/)
    .waitFor();
  await page.getByRole("button", { name: "Change Transcripts of voice notes" }).click();
  const purpose = page.getByRole("dialog", { name: "Transcripts of voice notes" });
  await purpose.getByText(/recordings a day of 45 seconds each with whisper/).waitFor();
  await purpose.getByText(/Recordings are sent whole/).waitFor();
  const switches = await purpose.getByRole("switch").count();
  expect(switches === 1, "a recording has a switch for taking names out");
  await purpose.getByRole("combobox", { name: /^Models, in the order/ }).click();
  await page.getByRole("option", { name: "whisper (Own machine)" }).waitFor();
  expect((await page.getByRole("option").count()) === 1, "a model of text is offered to listen");
  await page.keyboard.press("Escape");
  await expectAccessible(page);
  await purpose.getByRole("button", { name: "Cancel" }).click();
};

const setBudget = async ({ page }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Set a budget" }).click();
  const dialog = page.getByRole("dialog", { name: "Set a budget" });
  await dialog.getByLabel("Limit").fill("20");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Set budget" }).click();
  await page.getByText(/of \$20\.00/).waitFor();
};

const changePurpose = async ({ page }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Change Drafts of replies" }).click();
  const dialog = page.getByRole("dialog", { name: "Drafts of replies" });
  await dialog.getByText(/a month at \d+ calls a day with tiny/).waitFor();
  await expectAccessible(page);
  await dialog.getByRole("switch", { name: "Use models for this" }).press("Space");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("Models are switched off for this.").waitFor();
};

const compareCosts = async ({ page }: Walk): Promise<void> => {
  const part = page.getByRole("region", { name: "Hosted or your own" });
  await part.getByLabel("Calls a day").fill("20000");
  await part.getByText(/^At 20,000 calls a day, .* and the cheapest hosted model, tiny/).waitFor();
  await part.getByText("Rent machines").click();
  await part.getByText(/rented machine/).waitFor();
  await part.getByRole("button", { name: "More numbers" }).press("Enter");
  await part.getByLabel("Share of calls in the busiest hour").fill("2");
  await part.getByText("From 5 to 100").waitFor();
  await part.getByRole("button", { name: "Show the months as a table" }).press("Enter");
  await part.getByRole("rowheader", { name: "24", exact: true }).waitFor();
  await part.getByRole("img", { name: /^Month 1, Rented/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expectAccessible(page);
};

const removeAll = async ({ page, api }: Walk): Promise<void> => {
  await page.getByRole("button", { name: "Remove budget The whole workspace, a month" }).click();
  await page.getByText("No budget: calls cost what they cost.").waitFor();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("No model connected", { exact: true }).waitFor();
  const route = (await api.ai.purposes()).find(({ purpose }) => purpose === "draft");
  expect(route?.isOn === false, "the purpose is still on");
  const { isOn: _isOn, modelIds: _ids, ...kept } = route ?? ({} as never);
  const { pick, regions, minimises, deadlineMs, maxOutputTokens } = kept;
  const limits = { pick, regions, minimises, deadlineMs, maxOutputTokens };
  await api.ai.setPurpose("draft", { isOn: true, modelIds: [], ...limits });
};

export const walkGateway = async (walk: Walk): Promise<void> => {
  const { page, report, width, ports } = walk;
  const server = await openModelServer(ports.model);
  try {
    await report.step(`${width}: AI models, of which there are none`, async () => {
      await visit(page, "/settings/ai-models");
      await page.getByText("No model connected", { exact: true }).waitFor();
      await expectAccessible(page);
    });
    await report.step(`${width}: a provider, a model with its price, a test`, async () => {
      await connect(walk, server);
      await addModel(walk);
    });
    await report.step(`${width}: a speech model, and what it is asked for`, () =>
      addSpeechModel(walk),
    );
    await report.step(`${width}: a budget, what a purpose uses, the last calls`, async () => {
      await setBudget(walk);
      await page
        .getByRole("region", { name: "Last calls" })
        .last()
        .getByText("Answered")
        .first()
        .waitFor();
      await changePurpose(walk);
      await expectAccessible(page);
      await walk.picture("ai-models");
    });
    await report.step(`${width}: hosted models beside machines of one's own`, () =>
      compareCosts(walk),
    );
    await walkPrompts(walk);
    await report.step(`${width}: nothing connected again`, () => removeAll(walk));
  } finally {
    await server.close();
  }
};
