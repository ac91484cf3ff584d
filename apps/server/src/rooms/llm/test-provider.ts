// Tries a provider by hand: asks what it has, and lets a model that has a price answer. It goes the same way as every
// call: the outbound client, a reservation, the ledger.
import type { AiProviderTest, AiPurpose, AiTry } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { type AskDeps, complete } from "./complete.ts";
import { missingProvider, needsRecording } from "./errors.ts";
import { canDo } from "./ladder.rules.ts";
import type { Answered, Unavailable } from "./llm-deps.ts";
import { openKey } from "./secrets.ts";
import type { StoredProvider } from "./stored-setup.ts";

const listTimeoutMs = 5_000;
const mostListed = 100;

/** Only what speaks OpenAI's protocol has such a list for all; elsewhere it is empty. */
async function listModels(deps: AskDeps, provider: StoredProvider): Promise<string[]> {
  if (provider.kind !== "openai-compatible" || provider.baseUrl === null) return [];
  const key = provider.secret === null ? null : openKey(deps, provider.id, provider.secret);
  const answer = await deps.outbound.send({
    method: "GET",
    url: `${provider.baseUrl.replace(/\/$/, "")}/models`,
    timeoutMs: listTimeoutMs,
    ...(key === null ? {} : { headers: { authorization: `Bearer ${key}` } }),
  });
  if (answer.status === 401 || answer.status === 403) throw new Error("key");
  if (answer.status !== 200) return [];
  const body = JSON.parse(answer.body.toString()) as { data?: { id?: unknown }[] };
  const ids = (body.data ?? []).map(({ id }) => id).filter((id) => typeof id === "string");
  return ids.map((id) => id.slice(0, 150)).slice(0, mostListed);
}

function faultWords(error: unknown): string {
  if (isAppError(error)) return error.message;
  if (error instanceof Error && error.message === "key") return "The provider refused the key.";
  return "The provider answered something that is no list of models.";
}

export async function testProvider(deps: AskDeps, ctx: Ctx, id: string): Promise<AiProviderTest> {
  deps.setups.forget(ctx.workspaceId);
  const setup = await deps.setups.of(ctx.workspaceId);
  const provider = setup.providers.get(id);
  if (!provider) throw missingProvider();
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  let models: string[] = [];
  try {
    models = await listModels(deps, provider);
  } catch (error) {
    return {
      isWell: false,
      latencyMs: latencyMs(),
      error: faultWords(error),
      answer: null,
      models,
    };
  }
  // A speech model has no answer to a question.
  const model = setup.models.find(
    (one) => one.providerId === id && one.isOn && one.price !== null && canDo("text", one),
  );
  if (!model || !provider.isOn) {
    return { isWell: true, latencyMs: latencyMs(), error: null, answer: null, models };
  }
  const result = await complete(deps, ctx, {
    purpose: "test",
    modelId: model.id,
    messages: [{ role: "user", content: "Answer with one word: ready" }],
    maxOutputTokens: 40,
    dataClass: "public",
  });
  const isWell = result.kind === "answered";
  return {
    isWell,
    latencyMs: latencyMs(),
    error: isWell ? null : (deps.health.of(model.id).error ?? result.words),
    answer: isWell ? result.text.slice(0, 500) : null,
    models,
  };
}

function tried(result: Answered | Unavailable): AiTry {
  if (result.kind === "unavailable") {
    const { words: reason, rung } = result;
    return {
      kind: "unavailable",
      text: null,
      reason,
      rung,
      costMicros: 0,
      latencyMs: 0,
      minimised: 0,
    };
  }
  const { text, rung, costMicros, latencyMs, minimised } = result;
  return { kind: "answered", text, reason: null, rung, costMicros, latencyMs, minimised };
}

/** A purpose by hand, as if the text held personal data. */
export async function tryPurpose(
  deps: AskDeps,
  ctx: Ctx,
  { purpose, text }: { purpose: AiPurpose; text: string },
): Promise<AiTry> {
  if (purpose === "transcribe") throw needsRecording();
  const messages = [{ role: "user", content: text } as const];
  return tried(await complete(deps, ctx, { purpose, messages, dataClass: "personal" }));
}
