// One try of one model: reserved before, settled after, measured and traced between. No transaction is open while the
// provider works. A try that never tells how it ended is settled by upkeep at the price that was reserved.

import type { Ctx } from "../../platform/context.ts";
import { inTransaction } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { type Endpoint, type ModelHandle, openModel } from "./adapters.ts";
import type { Failure } from "./failures.ts";
import type { Health } from "./health.ts";
import type { Rung } from "./ladder.rules.ts";
import type { Reservation, Settled } from "./ledger.store.ts";
import type { LlmDeps } from "./llm-deps.ts";
import type { Course } from "./prepare-ask.ts";
import { audioCost, costOf, type Price, type Usage } from "./price.rules.ts";
import { openKey } from "./secrets.ts";
import type { Setup } from "./setup.ts";

export interface GatewayDeps extends LlmDeps {
  health: Health;
  /** Null, or the budget that does not allow it. */
  reserve(workspaceId: string, call: Reservation): Promise<string | null>;
  settle(workspaceId: string, call: Settled): Promise<boolean>;
}

export interface Try {
  id: string;
  rung: Rung;
  /** From 1. */
  place: number;
  reservedMicros: number;
  startedAt: number;
}

/** Longer than any deadline. */
const expiresAfterMs = 180_000;

export function refuseInTransaction(): void {
  if (!inTransaction()) return;
  throw new AppError(
    "internal",
    "llm.in_transaction",
    "A model was asked inside a transaction. Ask before it or after it.",
  );
}

/** The process's clock is one for all: days and months are those of UTC. */
function periodsAt(nowMs: number): { at: string; day: string; month: string } {
  const at = new Date(nowMs).toISOString();
  return { at, day: at.slice(0, 10), month: `${at.slice(0, 7)}-01` };
}

export { periodsAt };

export function newCallOf(deps: GatewayDeps, course: Course, place: number) {
  const rung = course.rungs[place - 1] as Rung;
  const nowMs = deps.clock.nowMs();
  return {
    id: newId(),
    askId: course.askId,
    at: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + expiresAfterMs).toISOString(),
    purpose: course.purpose,
    modelId: rung.modelId,
    rung: place,
    byKind: course.by.kind,
    byId: course.by.id,
    dataClass: course.dataClass,
    reserved: course.mostCostAt(rung.price),
    priceVersion: rung.price.version,
    prompt: course.prompt,
  };
}

/** Null: a budget does not allow it. */
export async function openTry(
  deps: GatewayDeps,
  ctx: Ctx,
  course: Course,
  place: number,
): Promise<Try | null> {
  const call = newCallOf(deps, course, place);
  const { day, month } = periodsAt(deps.clock.nowMs());
  const counted = { ...course.counted, day, month };
  const refused = await deps.reserve(ctx.workspaceId, { ...call, ...counted });
  if (refused !== null) return null;
  const rung = course.rungs[place - 1] as Rung;
  const startedAt = performance.now();
  return { id: call.id, rung, place, reservedMicros: call.reserved, startedAt };
}

export interface Ending {
  usage: Usage | null;
  /** Of a recording, how much of it was heard; null: nobody knows. */
  audioMs?: number | null;
  firstTokenMs: number | null;
  /** Null: it answered. */
  failure: Failure | null;
}

/** Null: nobody knows. */
function knownCost(price: Price, { usage, audioMs = null }: Ending): number | null {
  if (usage !== null) return costOf(price, usage);
  return audioMs === null ? null : audioCost(price, audioMs);
}

function settledOf(one: Try, ending: Ending): Settled {
  const { usage, audioMs = null, firstTokenMs, failure } = ending;
  const isFree = failure !== null && !failure.mayCost;
  const known = knownCost(one.rung.price, ending);
  const failed = isFree || known !== null ? "failed" : "unknown";
  return {
    id: one.id,
    state: failure === null ? "answered" : failed,
    cost: isFree ? 0 : known,
    inputTokens: usage?.inputTokens ?? null,
    cachedInputTokens: usage?.cachedInputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    audioMs,
    latencyMs: Math.round(performance.now() - one.startedAt),
    firstTokenMs: firstTokenMs === null ? null : Math.round(firstTokenMs),
    error: failure?.kind ?? null,
  };
}

/**
 * Answers what it cost, without waiting for the ledger: until it is written there, the reservation stands, also when
 * it cannot be written or the process dies.
 */
export function closeTry(deps: GatewayDeps, ctx: Ctx, one: Try, ending: Ending): number {
  const settled = settledOf(one, ending);
  if (ending.failure === null) deps.health.answered(one.rung.modelId);
  else deps.health.failed(one.rung.modelId, ending.failure);
  deps.telemetry.count(ending.failure === null ? "ai_answers" : "ai_failures");
  deps.settle(ctx.workspaceId, settled).catch((error: unknown) => {
    const fields = { error, callId: one.id };
    deps.logger.warn(fields, "A model's call was not settled; it counts as what was reserved");
  });
  return settled.cost ?? one.reservedMicros;
}

export function endpointOf(deps: GatewayDeps, setup: Setup, rung: Rung): Endpoint {
  const provider = setup.providers.get(rung.providerId);
  if (!provider) throw new Error("A rung names a provider that is not there.");
  const key = provider.secret === null ? null : openKey(deps, provider.id, provider.secret);
  const host = provider.baseUrl === null ? "" : new URL(provider.baseUrl).host.toLowerCase();
  return { ...provider, key, isInside: deps.plainHosts.includes(host) };
}

const handles = new WeakMap<Setup, Map<string, Promise<ModelHandle>>>();

/** Made once for each state of the set-up. */
export function handleOf(deps: GatewayDeps, setup: Setup, rung: Rung): Promise<ModelHandle> {
  let made = handles.get(setup);
  if (!made) {
    made = new Map();
    handles.set(setup, made);
  }
  const known = made.get(rung.modelId);
  if (known) return known;
  const handle = openModel(deps.outbound, endpointOf(deps, setup, rung), rung.model);
  made.set(rung.modelId, handle);
  return handle;
}
