// Trials: start one, stop it, and tell draws that were made elsewhere. Each is undone as a whole.
import {
  type ActionDraw,
  actionDrawSchema,
  actionKeySchema,
  startActionTrialSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, type ActDefinition, defineAct } from "../../platform/acts.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { Undoable } from "../models/index.ts";
import type { ActionDefinition } from "./define-action.ts";
import type { ActionsDeps } from "./deps.ts";
import type { Draw } from "./draw.ts";
import { drawsOfAct, insertDraws, removeDrawsOfAct, type StoredDraw } from "./draws.store.ts";
import {
  alreadyRunning,
  drawnAhead,
  missingAction,
  needsPermission,
  notRunning,
  unknownRecords,
} from "./errors.ts";
import {
  readTrial,
  removeTrial,
  runningTrials,
  type StoredTrial,
  saveTrial,
} from "./trials.store.ts";

/** Draws came: what the action adds is measured anew. */
export const drawnTopic = "actions.drawn";
/** A trial began: what is in its population waits to be drawn. */
export const trialTopic = "actions.trial";

export const mayManage = (principal: Principal): boolean => principal.rights.has("models.manage");

const managed = {
  permission: "models.manage",
  effect: "internal",
  risk: "medium",
  compensation: { by: "undo" },
  check: (ctx: Ctx) => {
    if (!mayManage(ctx.principal)) throw needsPermission();
  },
} as const;

export function definitionFor(
  { definitions }: Pick<ActionsDeps, "definitions">,
  key: string,
): ActionDefinition {
  const found = definitions.find((definition) => definition.key === key);
  if (!found) throw missingAction();
  return found;
}

/** Draws of one act, as the audit log and undo know them. */
interface DrawSet {
  id: string;
  action: string;
  trialId: string | null;
  draws: Draw[];
}

function setOf(id: string, rows: readonly StoredDraw[]): DrawSet | null {
  const [first] = rows;
  if (!first) return null;
  const draws = rows.map(({ recordId, treated, propensity, at }) => ({
    recordId,
    treated,
    propensity,
    at,
  }));
  return { id, action: first.action, trialId: first.trialId, draws };
}

/** Writes draws by an act, and tells them; how many were new. */
export async function addDraws(
  tx: Tx,
  act: Act,
  given: { action: string; trialId: string | null },
  draws: readonly Draw[],
): Promise<number> {
  const added = await insertDraws(tx, { ...given, actId: act.id }, draws);
  const set = added.length === 0 ? null : setOf(act.id, await drawsOfAct(tx, act.id));
  if (set) await act.changed(tx, [wholeChange("action_draws", null, set)]);
  return added.length;
}

export function trialActs(deps: ActionsDeps): ActDefinition<never, unknown>[] {
  const start = defineAct({
    ...managed,
    name: "actions.trial.start",
    title: "Start a trial of an action",
    input: startActionTrialSchema.extend({ action: actionKeySchema }),
    run: async (tx, act, { action, share }: { action: string; share: number }) => {
      definitionFor(deps, action);
      if ((await runningTrials(tx)).some((trial) => trial.action === action))
        throw alreadyRunning();
      const trial: StoredTrial = {
        id: newId(),
        action,
        share,
        startedAt: act.at,
        endedAt: null,
        by: act.ctx.principal.label,
      };
      await saveTrial(tx, trial);
      await act.changed(tx, [wholeChange("action_trials", null, trial)]);
      deps.outbox.publish(tx, trialTopic, {}, act.ctx.requestId);
      return null;
    },
  });

  const stop = defineAct({
    ...managed,
    name: "actions.trial.stop",
    title: "Stop a trial of an action",
    input: z.strictObject({ action: actionKeySchema }),
    run: async (tx, act, { action }: { action: string }) => {
      definitionFor(deps, action);
      const trial = (await runningTrials(tx)).find((one) => one.action === action);
      if (!trial) throw notRunning();
      const ended = { ...trial, endedAt: act.at };
      await saveTrial(tx, ended);
      await act.changed(tx, [wholeChange("action_trials", trial, ended)]);
      return null;
    },
  });

  const tell = defineAct({
    ...managed,
    name: "actions.draws.tell",
    title: "Tell who was drawn to get an action",
    input: z.strictObject({
      action: actionKeySchema,
      draws: z.array(actionDrawSchema).min(1).max(1000),
    }),
    run: async (tx, act, { action, draws }: { action: string; draws: ActionDraw[] }) => {
      const { entity } = definitionFor(deps, action);
      const ids = [...new Set(draws.map(({ recordId }) => recordId))];
      const seen = await deps.subjects(tx, act.ctx, entity, ids);
      const strange = ids.filter((id) => !seen.has(id));
      if (strange.length > 0) throw unknownRecords(strange);
      if (draws.some(({ at }) => Date.parse(at) > deps.clock.nowMs())) throw drawnAhead();
      const rows = draws.map((draw) => ({ ...draw, at: new Date(draw.at).toISOString() }));
      const added = await addDraws(tx, act, { action, trialId: null }, rows);
      deps.outbox.publish(tx, drawnTopic, {}, act.ctx.requestId);
      return { added, known: draws.length - added };
    },
  });

  return [start, stop, tell] as unknown as ActDefinition<never, unknown>[];
}

const mayChange: Undoable["mayChange"] = async (_tx, act) => mayManage(act.ctx.principal);

export const trialPart: Undoable = {
  read: readTrial,
  write: (tx, id, image) =>
    image === null ? removeTrial(tx, id) : saveTrial(tx, image as unknown as StoredTrial),
  mayChange,
};

export const drawsPart = ({ outbox }: Pick<ActionsDeps, "outbox">): Undoable => ({
  read: async (tx, id) => setOf(id, await drawsOfAct(tx, id)),
  write: async (tx, id, image) => {
    const set = image as unknown as DrawSet | null;
    await removeDrawsOfAct(tx, id);
    if (set)
      await insertDraws(tx, { action: set.action, trialId: set.trialId, actId: id }, set.draws);
    outbox.publish(tx, drawnTopic, {}, newId());
  },
  mayChange,
});
