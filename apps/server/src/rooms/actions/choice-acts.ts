// Doing what is suggested, and saying what one thinks of it. To do is to make a task, by the caller's own rights; undo
// takes task and choice back together.
import { type ActionEntity, actionEntities, actionKeySchema, idSchema } from "@rapport/contracts";
import { z } from "zod";
import { type ActDefinition, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { Undoable } from "../models/index.ts";
import { type AskedRecord, adviseOn } from "./advise.ts";
import { type Choice, insertChoice, readChoice, removeChoice } from "./choices.store.ts";
import type { ActionsDeps } from "./deps.ts";
import { missingAction, notNow } from "./errors.ts";

const about = {
  action: actionKeySchema,
  object: z.enum(actionEntities),
  id: idSchema,
  verdict: z.string(),
  effect: z.number().nullable(),
};

interface About {
  action: string;
  object: ActionEntity;
  id: string;
  /** What was told when it was chosen. */
  verdict: string;
  effect: number | null;
}

const shared = {
  effect: "internal",
  risk: "low",
  check: () => undefined,
  compensation: { by: "undo" },
} as const;

/** What is suggested now; throws where the action is not among it. */
export async function suggested(deps: ActionsDeps, ctx: Ctx, asked: AskedRecord, action: string) {
  const advice = await adviseOn(deps, ctx, asked);
  const found = advice?.data.find((one) => one.action === action);
  if (!found) throw missingAction();
  return found;
}

export async function takeAction(
  deps: ActionsDeps,
  ctx: Ctx,
  asked: AskedRecord & { action: string },
  idempotency?: Parameters<ActionsDeps["acts"]["perform"]>[3],
) {
  const now = await suggested(deps, ctx, asked, asked.action);
  if (now.verdict === "held-out" || now.verdict === "not-wanted") throw notNow(now.words);
  const input = { ...asked, verdict: now.verdict, effect: now.effect?.value ?? null };
  return deps.acts.perform<{ taskId: string }>(ctx, "actions.take", input, idempotency);
}

export function choiceActs(deps: ActionsDeps): ActDefinition<never, unknown>[] {
  const choiceOf = (given: About, more: Pick<Choice, "says" | "taskId" | "note">) => ({
    id: newId(),
    action: given.action,
    recordId: given.id,
    verdict: given.verdict,
    effect: given.effect,
    ...more,
  });

  const take = defineAct({
    ...shared,
    permission: "create on tasks, read on the record",
    name: "actions.take",
    title: "Do what is suggested",
    input: z.strictObject(about),
    run: async (tx, act, input: About) => {
      const definition = deps.definitions.find(({ key }) => key === input.action);
      const subject = (await deps.subjects(tx, act.ctx, input.object, [input.id])).get(input.id);
      if (!definition || !subject) throw missingAction();
      const record = { id: input.id, createdAt: subject.createdAt, custom: {} };
      const taskId = await deps.makeTask(tx, act, {
        title: definition.task.title(subject.title),
        priority: definition.task.priority,
        dueAt: new Date(definition.task.dueMs(record, deps.clock.nowMs())).toISOString(),
        ownerId: act.ctx.principal.memberId ?? subject.ownerId,
        about: { object: input.object, id: input.id },
      });
      const row: Choice = {
        ...choiceOf(input, { says: "taken", taskId, note: null }),
        memberId: act.ctx.principal.memberId,
        at: act.at,
      };
      await insertChoice(tx, row);
      await act.changed(tx, [wholeChange("action_choices", null, row)]);
      return { taskId };
    },
  });

  const feedback = defineAct({
    ...shared,
    permission: "read on the record",
    name: "actions.feedback",
    title: "Say whether a suggestion helps",
    input: z.strictObject({
      ...about,
      says: z.enum(["helpful", "not-helpful"]),
      note: z.string().max(500).nullable(),
    }),
    run: async (
      tx,
      act,
      { says, note, ...given }: About & { says: "helpful" | "not-helpful"; note: string | null },
    ) => {
      const seen = await deps.subjects(tx, act.ctx, given.object, [given.id]);
      if (!seen.has(given.id)) throw missingAction();
      const row: Choice = {
        ...choiceOf(given, { says, taskId: null, note }),
        memberId: act.ctx.principal.memberId,
        at: act.at,
      };
      await insertChoice(tx, row);
      await act.changed(tx, [wholeChange("action_choices", null, row)]);
      return null;
    },
  });

  return [take, feedback] as unknown as ActDefinition<never, unknown>[];
}

export const choicePart: Undoable = {
  read: readChoice,
  write: (tx, id, image) =>
    image === null ? removeChoice(tx, id) : insertChoice(tx, image as unknown as Choice),
  mayChange: async (_tx, act, { image }) =>
    (image as Choice).memberId === act.ctx.principal.memberId,
};
