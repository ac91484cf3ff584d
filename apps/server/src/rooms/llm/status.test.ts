// What the shell says of models: what would be asked now, not what is set up.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type AiGround, type AiWorkspace, openAiGround } from "../../../test/ai-ground.ts";
import type { ModelServer } from "../../../test/model-server.ts";

let ground: AiGround;
let server: ModelServer;
let workspace: AiWorkspace;

beforeAll(async () => {
  ground = await openAiGround();
  [server] = ground.servers;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  server.fault = { kind: "none" };
});

const status = async () => (await workspace.call("GET", "/ai/status")).body;
const atRules = (words: string) => ({
  rung: "rules",
  words: `${words}: rules and search only`,
});

it("says that no model may be sent what customers write, as the ladders do", async () => {
  await workspace.connect(server, { dataClass: "internal" });
  expect(await status()).toMatchObject(atRules("No model may be sent personal data"));
  const { body } = await workspace.call("GET", "/ai/purposes");
  const rungs = body.data.map((one: { purpose: string; rung: string }) => one.rung);
  expect(rungs).toEqual(["rules", "rules", "rules", "rules", "rules", "rules", "model"]);
  const inForce = await ground.app.llm.rungOf(workspace.ctx, "draft");
  expect(inForce).toMatchObject({ rung: "rules" });
  expect(inForce.words).toContain("personal data");
});

it("says when a budget is spent, of all purposes or of one, and when another model still fits", async () => {
  await workspace.connect(server, { name: "Dear" });
  expect(await status()).toMatchObject({ rung: "model", words: "tiny (Dear), then rules" });
  const limits = { period: "day", limitMicros: 100 };
  const made = await workspace.call("POST", "/ai/budgets", { scope: "workspace", ...limits });
  expect(await status()).toMatchObject(atRules("The budget for models is spent"));
  await workspace.connect(server, { name: "Own", price: { input: 0, output: 0 } });
  expect(await status()).toMatchObject({ rung: "model", words: "tiny (Own), then rules" });
  await workspace.call("DELETE", `/ai/budgets/${made.body.id}`);
  const { data } = (await workspace.call("GET", "/ai/providers")).body;
  const own = data.find((one: { name: string }) => one.name === "Own");
  await workspace.call("DELETE", `/ai/providers/${own.id}`);
  await workspace.call("POST", "/ai/budgets", { scope: "purpose", subject: "draft", ...limits });
  const { rung, purposes } = await status();
  expect(rung).toBe("model");
  const atTheirRules = purposes.filter((one: { rung: string }) => one.rung === "rules");
  expect(atTheirRules).toMatchObject([{ purpose: "draft" }, { purpose: "transcribe" }]);
});

it("says when all models are left alone after failures, and when they are asked again", async () => {
  await workspace.connect(server);
  server.fault = { kind: "status", status: 500 };
  const ask = { purpose: "draft", text: "Hello?" };
  for (let calls = 0; calls < 5; calls += 1) await workspace.call("POST", "/ai/try", ask);
  expect(await status()).toMatchObject(atRules("The models failed and are left alone for a while"));
  ground.advance(6_000);
  expect(await status()).toMatchObject({ rung: "model" });
});

it("says that the models of a ladder are gone, while there are others", async () => {
  const { modelId, providerId } = await workspace.connect(server, { name: "Old" });
  await workspace.connect(server, { name: "New" });
  const { body } = await workspace.call("GET", "/ai/purposes");
  const { purpose, label, sentence, rung, why, ...route } = body.data[1];
  await workspace.call("PUT", `/ai/purposes/${purpose}`, { ...route, modelIds: [modelId] });
  await workspace.call("DELETE", `/ai/providers/${providerId}`);
  const after = (await workspace.call("GET", "/ai/purposes")).body.data[1];
  expect(after).toMatchObject({
    rung: "rules",
    why: "The models that it may use are switched off or removed.",
  });
});
