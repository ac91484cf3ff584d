// What came of calls, written in one transaction for all that one workspace has: deliveries, attempts, the
// health of endpoints, and what follows from it (held back, brought forward, switched off with a notice).
// Only whoever still holds a claim may finish it; a call that came too late is logged and changes nothing else.
import type { WebhookDisabledReason } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { CallResult } from "./call.ts";
import { type StoredHealth, unharmed } from "./endpoint.ts";
import { change } from "./endpoint-acts.ts";
import { readEndpoint, readHealth, saveHealth } from "./endpoints.store.ts";
import {
  type AttemptRow,
  bringForward,
  callFollowers,
  finishDeliveries,
  insertAttempts,
  type OutcomeRow,
  releaseDeliveries,
} from "./outcomes.store.ts";
import type { Claimed } from "./queue.store.ts";
import { healthAfter, nextTryMs } from "./retry.rules.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export type Outcome = { claimed: Claimed } & (
  | { kind: "called"; result: CallResult; isTest?: boolean }
  | { kind: "skip"; reason: string }
  | { kind: "broken"; reason: WebhookDisabledReason }
  | { kind: "release" }
);

type Called = Extract<Outcome, { kind: "called" }>;

export type SettleDeps = Pick<WebhooksDeps, "db" | "clock" | "acts" | "outbox"> & {
  onSwitched(workspaceId: string): void;
};

export async function settle(
  deps: SettleDeps,
  workspaceId: string,
  mark: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  const lost = await deps.db.tenant({ workspaceId }, (tx) => write(deps, tx, mark, outcomes));
  if (lost.size > 0) deps.onSwitched(workspaceId);
}

type Lost = ReadonlyMap<string, WebhookDisabledReason>;

async function write(
  deps: SettleDeps,
  tx: Tx,
  mark: string,
  outcomes: readonly Outcome[],
): Promise<Lost> {
  const at = nowIso(deps.clock);
  const rows = outcomes.map((outcome) => rowOf(outcome, deps.clock.nowMs())).filter(isRow);
  const finished = await finishDeliveries(tx, mark, at, rows);
  const called = outcomes.filter((outcome) => outcome.kind === "called");
  insertAttempts(tx, called.map(attemptOf));
  const over = rows.filter(({ id, state }) => state !== "waiting" && finished.has(id));
  callFollowers(
    tx,
    at,
    over.map(({ id }) => id),
  );
  const unsent = outcomes.filter(({ kind }) => kind === "release" || kind === "broken");
  releaseDeliveries(
    tx,
    mark,
    at,
    unsent.map(({ claimed }) => claimed.id),
  );
  const lost = new Map(await noteHealth(tx, at, called));
  for (const { kind, claimed, ...rest } of outcomes) {
    if (kind === "broken" && "reason" in rest) {
      lost.set(claimed.endpointId, rest.reason as WebhookDisabledReason);
    }
  }
  for (const [id, reason] of lost) await switchOff(deps, tx, id, reason);
  return lost;
}

const isRow = (row: OutcomeRow | null): row is OutcomeRow => row !== null;

function rowOf(outcome: Outcome, nowMs: number): OutcomeRow | null {
  const { id, attempts } = outcome.claimed;
  const now = new Date(nowMs).toISOString();
  if (outcome.kind === "skip") {
    return { id, state: "skipped", dueAt: now, attempts, status: null, error: outcome.reason };
  }
  if (outcome.kind !== "called") return null;
  const { status, error, retryAfterMs } = outcome.result;
  const made = { id, attempts: attempts + 1, status, error };
  if (error === null) return { ...made, state: "delivered", dueAt: now };
  const next = outcome.isTest
    ? null
    : nextTryMs({ id, attempts: made.attempts }, nowMs, retryAfterMs);
  if (next === null) return { ...made, state: "failed", dueAt: now };
  return { ...made, state: "waiting", dueAt: new Date(next).toISOString() };
}

function attemptOf({ claimed, result }: Called): AttemptRow {
  const { id, atMs, durationMs, url, status, error, response, isCut } = result;
  const at = new Date(atMs).toISOString();
  return { deliveryId: claimed.id, id, at, durationMs, url, status, error, response, isCut };
}

/** A success a moment after another one is not worth a write. */
const quietMs = 1000;

function isWorthWriting(before: StoredHealth, after: StoredHealth): boolean {
  if (before.failures > 0 || after.failures > 0) return true;
  const [then, now] = [before.lastSuccessAt, after.lastSuccessAt];
  return then === null || now === null || Date.parse(now) - Date.parse(then) >= quietMs;
}

/** Answers the endpoints that are lost by what these calls say. */
async function noteHealth(tx: Tx, at: string, called: readonly Called[]): Promise<Lost> {
  const lost = new Map<string, WebhookDisabledReason>();
  const real = called.filter(({ isTest }) => isTest !== true);
  const ids = [...new Set(real.map(({ claimed }) => claimed.endpointId))];
  if (ids.length === 0) return lost;
  const rows = new Map((await readHealth(tx, ids, "FOR UPDATE")).map((row) => [row.id, row]));
  for (const id of ids) {
    const results = real
      .filter(({ claimed }) => claimed.endpointId === id)
      .map(({ result }) => result)
      .sort((a, b) => a.atMs + a.durationMs - (b.atMs + b.durationMs));
    const before = rows.get(id) ?? unharmed;
    const { health, isBack, isLost } = healthAfter(before, results);
    if (isWorthWriting(before, health)) saveHealth(tx, id, health);
    if (isBack) bringForward(tx, id, at);
    if (results.some(({ status }) => status === 410)) lost.set(id, "gone");
    else if (isLost) lost.set(id, "failing");
  }
  return lost;
}

/** What waits stays, and goes on when somebody resumes it. */
async function switchOff(
  deps: SettleDeps,
  tx: Tx,
  id: string,
  reason: WebhookDisabledReason,
): Promise<void> {
  const before = await readEndpoint(tx, id, "FOR UPDATE");
  if (before === null || before.status === "disabled") return;
  const ctx = systemContext(tx.workspaceId, newId());
  const act = deps.acts.begin(ctx, "webhooks.disable");
  await change(tx, act, before, {
    status: "disabled",
    disabledReason: reason,
    statusSince: act.at,
  });
  const notice = { webhookId: id, name: before.name, reason, memberId: before.memberId };
  deps.outbox.publish(tx, "webhooks.disabled", notice, ctx.requestId);
}
