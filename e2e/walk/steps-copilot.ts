// The copilot beside a conversation: a draft from pages without any model, used, changed and sent; none where no page
// answers; a model that words one, and one that breaks off; the details in a drawer where there is no room; the figures.
import { type ModelServer, openModelServer } from "../../apps/server/test/model-server.ts";
import { expectAccessible } from "./accessibility.ts";
import { expect } from "./report.ts";
import { visit, type Walk } from "./walk-context.ts";

/** At each width its own: of two pages that say nearly the same none is a sure answer. */
const kettle = {
  question: "Hello! How long does the refund for a returned kettle take to arrive?",
  title: "Refunds for kettles",
  sentence: "The refund for a returned kettle takes 6 working days to arrive on the card.",
  worded: "Your refund for a returned kettle takes 6 working days",
};
const regatta = {
  question: "Hello! When is the refund for a cancelled regatta on my account?",
  title: "Cancelled regattas",
  sentence: "The refund for a cancelled regatta is on the account within 9 working days.",
  worded: "Your refund for a cancelled regatta is on the account within 9 working days",
};
const machine = "Draft machine";
const talkOf = ({ width }: Pick<Walk, "width">) => (width > 1000 ? kettle : regatta);

interface Customers {
  writes(text: string): Promise<string>;
}

const customersOf = async ({ api, url, width }: Walk): Promise<Customers> => {
  const { data } = await api.channels.create({ kind: "api", name: `Kettle shop ${width}` });
  let count = 0;
  return {
    writes: async (text) => {
      count += 1;
      const answer = await fetch(`${url}/api/v1/channel-messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${data.key}`, "content-type": "application/json" },
        body: JSON.stringify({
          id: `kettle-${width}-${count}`,
          thread: `kettle-${width}-${count}`,
          from: { address: `kim${count}@kettles-${width}.example`, name: "Kim Kettle" },
          text,
        }),
      });
      expect(answer.ok, `the message was not taken: ${answer.status}`);
      return ((await answer.json()) as { conversationId: string }).conversationId;
    },
  };
};

const open = async ({ page }: Walk, id: string): Promise<void> => {
  await visit(page, `/inbox?box=all&c=${id}`);
  await page.getByRole("textbox", { name: "Reply to the customer" }).waitFor();
};

const holds = async ({ page }: Walk, text: string): Promise<void> => {
  const field = page.getByRole("textbox", { name: "Reply to the customer" });
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await field.inputValue()).includes(text)) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`The reply does not hold “${text}”.`);
};

const draftOf = ({ page }: Walk) => page.getByRole("region", { name: "Draft", exact: true });

const useAndSend = async (walk: Walk, id: string): Promise<void> => {
  const { page, api } = walk;
  const { sentence, title } = talkOf(walk);
  await open(walk, id);
  await page.keyboard.press("d");
  const draft = draftOf(walk);
  await draft.getByText(sentence).first().waitFor();
  await draft.getByText("Sentences of your pages", { exact: false }).waitFor();
  await draft.getByText("A person decides this").waitFor();
  await draft.getByRole("button", { name: title }).click();
  await draft.getByRole("link", { name: "Open the page" }).waitFor();
  await expectAccessible(page);
  await walk.picture("copilot");
  await draft.getByRole("button", { name: "Use", exact: true }).click();
  await draft.waitFor({ state: "detached" });
  const field = page.getByRole("textbox", { name: "Reply to the customer" });
  await holds(walk, sentence);
  expect((await api.conversations.messages(id)).data.length === 1, "it was sent by itself");
  await field.fill(`Hello Kim. ${sentence}`);
  const settled = page.waitForResponse(
    (answer) => answer.url().endsWith("/outcome") && answer.request().method() === "PUT",
  );
  await page.getByRole("button", { name: "Send reply" }).click();
  const told = (await (await settled).json()) as { state: string };
  expect(told.state === "edited", `the draft counts as ${told.state}`);
};

const abstain = async (walk: Walk, id: string): Promise<void> => {
  const { page } = walk;
  await open(walk, id);
  await page.getByRole("button", { name: "Draft an answer" }).click();
  const draft = draftOf(walk);
  await draft.getByRole("heading", { name: "No draft" }).waitFor();
  await expectAccessible(page);
  await draft.getByRole("button", { name: "Close" }).click();
  await draft.waitFor({ state: "detached" });
};

const lookBeside = async (walk: Walk): Promise<void> => {
  const { page, width } = walk;
  const isNarrow = width < 1100;
  if (isNarrow) await page.getByRole("button", { name: "Details" }).click();
  const beside = isNarrow
    ? page.getByRole("dialog", { name: "Details" })
    : page.getByRole("complementary", { name: "Customer" });
  await beside.getByRole("region", { name: "Summary" }).getByText("Open:").waitFor();
  await beside.getByText("Translating needs a model.", { exact: false }).waitFor();
  const macro = beside.getByRole("button", { name: `Use macro Kettle pride ${width}` });
  await macro.waitFor();
  await expectAccessible(page);
  await walk.picture("copilot-beside");
  await macro.click();
  if (isNarrow) await beside.waitFor({ state: "detached" });
  const field = page.getByRole("textbox", { name: "Reply to the customer" });
  await holds(walk, "Kettles are our pride.");
  await field.fill("");
};

const withModel = async (walk: Walk, server: ModelServer, id: string): Promise<void> => {
  const { page, api } = walk;
  const provider = await api.ai.providers.create({
    ...{ name: machine, kind: "openai-compatible", baseUrl: server.baseUrl },
    ...{ region: "on-site", dataClass: "personal" },
  });
  const price = { inputMicrosPerMillion: 3_000_000, outputMicrosPerMillion: 15_000_000 };
  await api.ai.providers.addModel(provider.data.id, { name: "tiny", price });
  const { sentence, worded } = talkOf(walk);
  server.answer = () => `${worded} [1]. You also get a free teapot [1].`;
  await open(walk, id);
  await page.keyboard.press("d");
  const draft = draftOf(walk);
  await draft.getByText("1 sentence left out", { exact: false }).waitFor();
  await draft.getByText(`${worded}.`).waitFor();
  await expectAccessible(page);
  server.fault = { kind: "cut", afterPieces: 3 };
  await draft.getByRole("button", { name: "Draft again" }).click();
  await draft.getByText("stopped in the middle", { exact: false }).waitFor();
  await draft.getByText(sentence).first().waitFor();
  await page.keyboard.press("x");
  await draft.waitFor({ state: "detached" });
};

/** Also when a step failed: those at the other width begin without a model. */
const removeModels = async ({ api }: Walk): Promise<void> => {
  const own = (await api.ai.providers.list()).filter(({ name }) => name === machine);
  for (const { id } of own) await api.ai.providers.remove(id);
};

const figures = async ({ page }: Walk): Promise<void> => {
  await visit(page, "/settings/ai-models");
  const table = page.getByRole("region", { name: "What became of drafts" });
  await table.getByText("Sentences of your pages").waitFor();
  await expectAccessible(page);
};

export const walkCopilot = async (walk: Walk): Promise<void> => {
  const { report, api, width, ports } = walk;
  const server = await openModelServer(ports.model);
  const customers = await customersOf(walk);
  try {
    await report.step(`${width}: a draft from pages is used, changed and sent`, async () => {
      const { title, sentence: body, question } = talkOf(walk);
      const page = { title, body, state: "published" as const, readers: ["public" as const] };
      await api.knowledge.pages.create(page);
      await useAndSend(walk, await customers.writes(question));
    });
    await report.step(`${width}: no page answers, so there is no draft`, async () =>
      abstain(walk, await customers.writes("May my zebra sleep at the lighthouse of Vigo?")),
    );
    await report.step(`${width}: what stands beside a conversation`, async () => {
      const text = "Kettles are our pride.";
      const macro = { name: `Kettle pride ${width}`, text, close: false, tags: [], priority: null };
      await api.inbox.macros.create(macro);
      await open(walk, await customers.writes("Why are your kettles such a pride of the town?"));
      await lookBeside(walk);
    });
    await report.step(`${width}: a model words a draft, and breaks off`, async () =>
      withModel(walk, server, await customers.writes(talkOf(walk).question)),
    );
    await report.step(`${width}: what became of drafts`, () => figures(walk));
  } finally {
    await removeModels(walk);
    await server.close();
  }
};
