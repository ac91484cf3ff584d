// The gateway before a real model: what it counts is what the model's own server counts.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ask, StreamPart } from "../src/rooms/llm/index.ts";
import { type AiGround, type AiWorkspace, openAiGround } from "./ai-ground.ts";
import { type LocalModel, localModelOrReason, startLocalModel } from "./local-model.ts";
import type { ModelServer } from "./model-server.ts";

const found = localModelOrReason();
const why = "reason" in found ? found.reason : null;
if (why) process.stdout.write(`A local model: skipped, ${why}\n`);

let model: LocalModel;
let ground: AiGround;
let workspace: AiWorkspace;

const content = "The shop is open from Monday to Saturday. When is the shop open?";
const ask: Ask = {
  purpose: "draft",
  messages: [{ role: "user", content }],
  dataClass: "internal",
  maxOutputTokens: 24,
};

/** What the server itself says of the same question. */
async function counted(): Promise<{ prompt_tokens: number; completion_tokens: number }> {
  const body = {
    ...{ model: "smol", temperature: 0, max_tokens: 24 },
    messages: ask.messages,
  };
  const answer = await fetch(`${model.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return ((await answer.json()) as { usage: { prompt_tokens: number; completion_tokens: number } })
    .usage;
}

const ledger = async () =>
  (await workspace.rows(
    "SELECT state, input_tokens, output_tokens, cost_micros FROM llm.calls WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1",
  )) as { input_tokens: number; output_tokens: number; cost_micros: number }[];

describe.skipIf(why !== null)("a real model on this machine", () => {
  beforeAll(async () => {
    if ("reason" in found) return;
    model = await startLocalModel(found);
    ground = await openAiGround([model.host]);
    workspace = await ground.workspace();
    const server = { baseUrl: model.baseUrl } as ModelServer;
    await workspace.connect(server, { model: "smol", price: { input: 2, output: 7 } });
  }, 180_000);
  afterAll(async () => {
    await ground?.close();
    await model?.close();
  });

  it("answers, metered as its server counts, and priced", async () => {
    const usage = await counted();
    const result = await ground.app.llm.complete(workspace.ctx, ask);
    expect(result).toMatchObject({
      kind: "answered",
      usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
      costMicros: usage.prompt_tokens * 2 + usage.completion_tokens * 7,
    });
    expect(await ledger()).toEqual([
      expect.objectContaining({
        input_tokens: usage.prompt_tokens,
        output_tokens: usage.completion_tokens,
      }),
    ]);
  }, 120_000);

  it("streams, metered the same", async () => {
    const usage = await counted();
    const parts: StreamPart[] = [];
    for await (const part of ground.app.llm.stream(workspace.ctx, ask)) parts.push(part);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.at(-1)).toMatchObject({
      kind: "end",
      result: {
        kind: "answered",
        usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
      },
    });
    expect((await ledger())[0]?.cost_micros).toBe(
      usage.prompt_tokens * 2 + usage.completion_tokens * 7,
    );
  }, 120_000);
});
