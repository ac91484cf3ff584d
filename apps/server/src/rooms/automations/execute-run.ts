// The steps of one run, each in a transaction of its own in which the act, its effects and the step's row commit
// together: a step that is written down happened, one that is not did not. Killed anywhere, the run goes on there.
// What may pass (a lock, a service that is away) is tried again with growing pauses; what cannot work is not.
import type { Step } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, type ErrorKind, isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { activeTeamMembers } from "../access/index.ts";
import { actOf } from "./catalogue.ts";
import type { RoomDeps } from "./deps.ts";
import { loadSource } from "./fill-in.ts";
import { runContext } from "./owner.rules.ts";
import { planStep } from "./plan-step.ts";
import type { StoredStep } from "./rule.ts";
import { pathsOfStep } from "./rule-fields.rules.ts";
import { takeTurn } from "./rules.store.ts";
import { delayRuns, finishRuns, noteStarted, readRun } from "./runs.store.ts";
import { saveStep, stepsOf } from "./steps.store.ts";
import { mostAttempts, type ReadyRun } from "./weigh-runs.ts";
import { cut } from "./words.rules.ts";

/** After the first failure, the second, and so on. */
const pausesMs = [5_000, 30_000, 120_000, 600_000, 3_600_000];

const mayPass: ReadonlySet<ErrorKind> = new Set([
  "unavailable",
  "rate-limited",
  "conflict",
  "internal",
]);

export function isTransient(error: unknown): boolean {
  return !isAppError(error) || mayPass.has(error.kind);
}

/** Fields and messages of what was refused; never the cause of a fault of the server's own. */
export function errorWords(error: unknown): string {
  if (!isAppError(error) || error.kind === "internal") return "Something went wrong on the server.";
  const fields = (error.details.errors ?? []).map(({ message }) => message);
  return cut([...new Set([error.message, ...fields])].join(" "), 1000);
}

export async function executeRun(deps: RoomDeps, ready: ReadyRun): Promise<void> {
  const { run, rule } = ready;
  for (const [index, step] of rule.steps.entries()) {
    const position = index + 1;
    try {
      const goesOn = await deps.db.tenant({ workspaceId: ready.principal.workspaceId }, (tx) =>
        takeStep(deps, tx, ready, { step, position }),
      );
      if (!goesOn) return;
    } catch (error) {
      await settleFailure(deps, ready, { step, position }, error);
      return;
    }
  }
  await deps.db.tenant({ workspaceId: ready.principal.workspaceId }, (tx) =>
    finishRun(tx, run.id, nowIso(deps.clock)),
  );
}

/** Done, unless a letter of a step was refused or lost while later steps still waited. */
async function finishRun(tx: Tx, id: string, at: string): Promise<void> {
  await readRun(tx, id, "FOR UPDATE");
  const failed = (await stepsOf(tx, [id])).find(isLost);
  const reason = failed ? `Step ${failed.position}: ${failed.error ?? "It failed."}` : null;
  await finishRuns(tx, { ids: [id], state: failed ? "failed" : "done", reason, at });
}

/** It was taken, and what it sent did not arrive for sure. */
const isLost = ({ actId, state }: StoredStep) =>
  actId !== null && (state === "failed" || state === "unknown");

interface StepAt {
  step: Step;
  position: number;
}

/** False when the run is not this process's to go on with. */
async function takeStep(
  deps: RoomDeps,
  tx: Tx,
  ready: ReadyRun,
  { step, position }: StepAt,
): Promise<boolean> {
  const { run, rule, principal, facts, texts } = ready;
  const held = await readRun(tx, run.id, "FOR UPDATE");
  if (held?.state !== "waiting") return false;
  const done = (await stepsOf(tx, [run.id])).find((one) => one.position === position);
  // A step whose letters were refused was taken: a replay sends the letters, and writes no new ones.
  if (done && (done.state !== "failed" || done.actId !== null)) return true;
  noteStarted(tx, run.id, nowIso(deps.clock));
  const ctx = runContext(principal, rule, run);
  const [record] = await deps.records.readVisible(tx, ctx, {
    object: rule.object,
    ids: [run.recordId],
  });
  const paths = pathsOfStep(step, texts);
  const source = record ? await loadSource(deps.records, tx, ctx, { facts, record, paths }) : null;
  if (!source) {
    throw new AppError("gone", "automations.record_gone", "The record is gone by now.");
  }
  const planned = planStep(step, {
    source,
    texts,
    nowMs: deps.clock.nowMs(),
    candidates: await candidatesOf(tx, step, facts.members),
    turn: step.kind === "assign" ? await takeTurn(tx, rule.id, position) : 0,
    run: { id: run.id, position },
    newId,
  });
  const { actId, result } = await deps.acts.within<unknown>(tx, ctx, planned.act, planned.input);
  await saveStep(tx, {
    runId: run.id,
    position,
    kind: step.kind,
    act: planned.act,
    actId,
    state: step.kind === "mail" ? "sending" : "done",
    description: planned.text,
    input: planned.input,
    ...madeOf(result, planned.input),
    error: null,
    at: nowIso(deps.clock),
  });
  return true;
}

/** Members among whom a step chooses, or all of whom it notifies. */
export async function candidatesOf(
  tx: Tx,
  step: Step,
  members: ReadonlyMap<string, unknown>,
): Promise<string[]> {
  if (step.kind !== "assign" && step.kind !== "notify") return [];
  const team = step.teamId === undefined ? [] : ((await activeTeamMembers(tx, step.teamId)) ?? []);
  return [...new Set([...team, ...(step.memberIds ?? [])])].filter((id) => members.has(id));
}

/** The record that the act made or changed, where its answer or its input names one. */
function madeOf(
  result: unknown,
  input: Record<string, unknown>,
): Pick<StoredStep, "object" | "recordId"> {
  const record = (result as { record?: { id?: unknown; object?: unknown } } | null)?.record;
  if (typeof record?.id === "string" && typeof input.object === "string") {
    return { object: input.object, recordId: record.id };
  }
  if (typeof input.toObject === "string" && typeof input.toId === "string") {
    return { object: input.toObject, recordId: input.toId };
  }
  return { object: null, recordId: null };
}

async function settleFailure(
  deps: RoomDeps,
  { run, principal }: ReadyRun,
  { step, position }: StepAt,
  error: unknown,
): Promise<void> {
  const at = nowIso(deps.clock);
  const words = errorWords(error);
  const isOver = !isTransient(error) || run.attempts >= mostAttempts;
  if (!isAppError(error) || error.kind === "internal") {
    deps.logger.warn({ error, runId: run.id, position }, "A step of an automation failed");
  }
  const failed: StoredStep = {
    runId: run.id,
    position,
    kind: step.kind,
    act: actOf[step.kind],
    actId: null,
    state: "failed",
    description: "Not done",
    input: null,
    object: null,
    recordId: null,
    error: words,
    at,
  };
  await deps.db.tenant({ workspaceId: principal.workspaceId }, async (tx) => {
    await saveStep(tx, failed);
    const reason = `Step ${position}: ${words}`;
    if (isOver) return finishRuns(tx, { ids: [run.id], state: "failed", reason, at });
    const pauseMs = pausesMs[run.attempts - 1] ?? pausesMs.at(-1) ?? 0;
    const dueAt = new Date(deps.clock.nowMs() + pauseMs).toISOString();
    return delayRuns(tx, {
      ids: [run.id],
      dueAt,
      reason: `${reason} It is tried again.`,
      isAttempt: true,
    });
  });
}
