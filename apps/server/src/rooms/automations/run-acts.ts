// What people do about runs: run one again that failed or did not run, and take back what one did.
import type { AutomationRunDetail, RunUndo } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { actOf, undoWords } from "./catalogue.ts";
import type { RoomDeps } from "./deps.ts";
import { needsPermission, notReplayable, notUndoable } from "./errors.ts";
import { markUndone, readRun, replayRun } from "./runs.store.ts";
import { mayManage } from "./see-rule.ts";
import { describeRun, visibleRun } from "./see-run.ts";
import { requeueLetters, stepsOf } from "./steps.store.ts";

const runObject = "automation-runs";

function announce(deps: RoomDeps, ctx: Ctx, name: string) {
  const act = deps.acts.begin(ctx, name);
  return { act, at: act.at };
}

/** With the rule as it is now, from the step at which it stopped; letters that did not leave are sent. */
export async function replay(
  deps: RoomDeps,
  ctx: Ctx,
  id: string,
): Promise<{ actId: string; result: AutomationRunDetail }> {
  if (!mayManage(ctx.principal)) throw needsPermission();
  const { act } = announce(deps, ctx, "automations.replay");
  const result = await deps.db.tenant(ctx, async (tx) => {
    const { run } = await visibleRun(deps, tx, ctx, id);
    const held = await readRun(tx, run.id, "FOR UPDATE");
    if (held?.state !== "failed" && held?.state !== "skipped") throw notReplayable();
    await requeueLetters(tx, id, act.at);
    await replayRun(tx, id, act.at);
    const state = (of: string) => ({ ruleId: run.ruleId, recordId: run.recordId, state: of });
    await act.changed(tx, [
      {
        object: runObject,
        id,
        op: "update",
        before: state(held.state),
        after: state("waiting"),
        record: null,
      },
    ]);
    return describeRun(deps, tx, ctx, id);
  });
  return { actId: act.id, result };
}

interface UndoAnswer {
  undone: number;
  kept: readonly unknown[];
}

/** Takes back the steps, the last first, each by its own act's undo and within the caller's rights. */
export async function undoRun(deps: RoomDeps, ctx: Ctx, id: string): Promise<RunUndo> {
  if (!mayManage(ctx.principal)) throw needsPermission();
  const steps = await deps.db.tenant(ctx, async (tx) => {
    const { run } = await visibleRun(deps, tx, ctx, id);
    const isOver = run.state === "done" || run.state === "failed";
    if (!isOver || run.undoneAt !== null) throw notUndoable();
    return (await stepsOf(tx, [id])).filter(({ actId }) => actId !== null);
  });
  if (steps.length === 0) throw notUndoable();
  const outcome: RunUndo = { undone: 0, kept: [] };
  for (const step of steps.toReversed()) {
    const reason = outsideReason(deps, step.kind);
    const text = reason ?? (await undoStep(deps, ctx, step.actId ?? ""));
    if (text === null) outcome.undone += 1;
    else outcome.kept.push({ step: step.position, text });
  }
  if (outcome.undone > 0) {
    await deps.db.tenant(ctx, async (tx) => markUndone(tx, id, nowIso(deps.clock)));
  }
  return outcome;
}

function outsideReason(deps: RoomDeps, kind: string): string | null {
  const name = actOf[kind as keyof typeof actOf];
  const act = deps.acts.list().find((one) => one.name === name);
  if (!act || act.compensation.by === "undo") return null;
  return `${undoWords(act.compensation)}.`;
}

/** Null when it is taken back; else why not. */
async function undoStep(deps: RoomDeps, ctx: Ctx, actId: string): Promise<string | null> {
  try {
    const { result } = await deps.acts.perform<UndoAnswer>(ctx, "records.undo", { actId });
    return result.kept.length === 0 ? null : "It was changed since, and was kept.";
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.kind === "not-found") return "It changed nothing, or you may not take it back.";
    return error.message;
  }
}
