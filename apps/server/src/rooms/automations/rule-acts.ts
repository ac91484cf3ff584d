// Acts on rules. A rule runs with its owner's rights, so nobody changes what another's rule does: who changes it
// becomes its owner. Only switching off leaves the owner as it is.
import {
  type Automation,
  type AutomationChange,
  type AutomationInput,
  automationChangeSchema,
  automationInputSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, type ActDefinition, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly } from "../../platform/whole-changes.ts";
import { reachesAllOfItsMember } from "../access/index.ts";
import { announceRule, imageOf } from "./announce-rule.ts";
import { faultsOf } from "./check-rule.ts";
import type { RoomDeps, UndoablePart } from "./deps.ts";
import {
  badRule,
  changedMeanwhile,
  narrowKey,
  needsMember,
  needsPermission,
  tooMany,
} from "./errors.ts";
import { loadFacts } from "./facts.ts";
import { isPerson } from "./owner.rules.ts";
import type { StoredRule } from "./rule.ts";
import { fieldsOfRule, templatesIn } from "./rule-fields.rules.ts";
import { countRules, deleteRule, readRule, saveRule } from "./rules.store.ts";
import { describeRule, isOwnRule, mayManage, visibleRule } from "./see-rule.ts";
import { readTemplate, textsOf } from "./templates.store.ts";

export const maxRules = 500;
const defaultRunsPerHour = 500;
const maxConditionLength = 20_000;

const shared = {
  permission: "automations.manage; the rule never does more than its owner may",
  effect: "internal",
  risk: "medium",
  compensation: { by: "undo" },
  check: (ctx: Ctx) => {
    if (!mayManage(ctx.principal)) throw needsPermission();
    if (!isPerson(ctx.principal)) throw needsMember();
  },
} as const;

export function newRule(act: Pick<Act, "at">, ownerId: string, input: AutomationInput): StoredRule {
  return {
    id: newId(),
    name: input.name,
    object: input.object,
    trigger: input.trigger,
    condition: input.condition ?? null,
    steps: input.steps,
    alsoImports: input.alsoImports ?? false,
    maxRunsPerHour: input.maxRunsPerHour ?? defaultRunsPerHour,
    state: (input.enabled ?? false) ? "on" : "off",
    pausedBecause: null,
    ownerId,
    labels: {},
    sweptUntil: act.at,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
}

/** Undo puts a rule back as a whole, for whom it was then and is now: nobody gets another's rights by an undo. */
const undoable: UndoablePart = {
  read: async (tx, id) => {
    const rule = await readRule(tx, id);
    return rule && imageOf(rule);
  },
  write: (tx, id, image, at) =>
    image === null
      ? deleteRule(tx, id)
      : saveRule(tx, { ...(image as unknown as StoredRule), sweptUntil: at }),
  mayChange: async (tx, { ctx }, { image, current }) =>
    mayManage(ctx.principal) &&
    (image === null || (await reachesAllOfItsMember(tx, ctx))) &&
    [image, current].every(
      (state) => state === null || isOwnRule(ctx.principal, state as unknown as StoredRule),
    ),
};

export interface RuleActDeps extends RoomDeps {
  /** After each commit that changed a rule of the workspace. */
  changed(workspaceId: string): void;
}

export function ruleActs(deps: RuleActDeps) {
  deps.records.addUndoable("automations", undoable);
  const committed = (ctx: Ctx) => deps.changed(ctx.workspaceId);

  async function save(tx: Tx, act: Act, before: StoredRule | null, after: StoredRule) {
    const checked = await checkedRule(deps, tx, act, before, after);
    await saveRule(tx, checked);
    await announceRule(act, tx, before, checked);
    return describeRule(deps, tx, act.ctx, checked);
  }

  const create = defineAct({
    ...shared,
    committed,
    name: "automations.create",
    title: "Make an automation",
    input: automationInputSchema,
    run: async (tx, act, input): Promise<Automation> => {
      await requireFullReach(tx, act.ctx);
      if ((await countRules(tx)) >= maxRules) throw tooMany("automations", maxRules);
      return save(tx, act, null, newRule(act, act.ctx.principal.memberId ?? "", input));
    },
  });

  const update = defineAct({
    ...shared,
    committed,
    name: "automations.update",
    title: "Change an automation",
    input: z.object({
      id: idSchema,
      change: automationChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    run: async (tx, act, { id, change, ifMatch }): Promise<Automation> => {
      const before = await visibleRule(deps, tx, act.ctx, id, "FOR UPDATE");
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile("automation", await describeRule(deps, tx, act.ctx, before));
      }
      const after = changedRule(act, before, change);
      if (after === before) return describeRule(deps, tx, act.ctx, before);
      if (!switchesOff(saidOnly(change))) await requireFullReach(tx, act.ctx);
      return save(tx, act, before, after);
    },
  });

  const remove = defineAct({
    ...shared,
    committed,
    name: "automations.delete",
    title: "Delete an automation",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const before = await visibleRule(deps, tx, act.ctx, id, "FOR UPDATE");
      await deleteRule(tx, id);
      await announceRule(act, tx, before, null);
      return null;
    },
  });

  return [create, update, remove] as ActDefinition<unknown, unknown>[];
}

/** A rule runs with its owner's rights, also where a key wrote it: who may do less writes none. */
async function requireFullReach(tx: Tx, ctx: Ctx): Promise<void> {
  if (!(await reachesAllOfItsMember(tx, ctx))) throw narrowKey();
}

const switchesOff = (change: object) =>
  Object.keys(change).length === 1 && "enabled" in change && change.enabled === false;

export function changedRule(
  act: Pick<Act, "at" | "ctx">,
  before: StoredRule,
  change: AutomationChange,
): StoredRule {
  const parts = saidOnly(change);
  if (Object.keys(parts).length === 0) return before;
  const { enabled, ...definition } = parts;
  const switched = enabled === true ? "on" : "off";
  const state = enabled === undefined ? before.state : switched;
  const becomesOn = state === "on" && before.state !== "on";
  const me = act.ctx.principal.memberId ?? before.ownerId;
  return {
    ...before,
    ...definition,
    state,
    pausedBecause: state === "paused" ? before.pausedBecause : null,
    ownerId: switchesOff(parts) ? before.ownerId : me,
    sweptUntil: becomesOn || definition.trigger ? act.at : before.sweptUntil,
    version: before.version + 1,
    updatedAt: act.at,
  };
}

/** The rule with the names of its fields; throws where it could not work. One that is off may wait for repairs. */
async function checkedRule(
  deps: RoomDeps,
  tx: Tx,
  act: Act,
  before: StoredRule | null,
  after: StoredRule,
): Promise<StoredRule> {
  if (JSON.stringify(after.condition).length > maxConditionLength) {
    throw invalid("automations.condition_too_long", "The condition is too long to be kept.");
  }
  const facts = await loadFacts(deps.records, tx);
  const texts = await textsOf(tx, after.steps.flatMap(templatesIn));
  const isSame = before !== null && isSameWork(before, after);
  if (!(isSame && after.state === "off")) {
    const principal = act.ctx.principal;
    const faults = await faultsOf(deps, tx, { rule: after, principal, facts, texts });
    if (faults.length > 0) throw badRule(faults);
    await checkTemplates(tx, act, before, after);
  }
  const named = fieldsOfRule(after, texts, facts.types).flatMap(({ object, field }) => {
    const label = facts.types.get(object)?.fields.get(field)?.label;
    return label ? [[`${object}.${field}`, label] as const] : [];
  });
  return { ...after, labels: { ...after.labels, ...Object.fromEntries(named) } };
}

function isSameWork(before: StoredRule, after: StoredRule): boolean {
  const work = ({ object, trigger, condition, steps }: StoredRule) =>
    JSON.stringify([object, trigger, condition, steps]);
  return work(before) === work(after);
}

/** A template that the member may use, or the version that the rule had already. */
async function checkTemplates(
  tx: Tx,
  act: Act,
  before: StoredRule | null,
  after: StoredRule,
): Promise<void> {
  const had = new Set(
    (before?.steps ?? []).flatMap(templatesIn).map((one) => `${one.templateId}:${one.version}`),
  );
  for (const [index, step] of after.steps.entries()) {
    for (const { templateId, version } of templatesIn(step)) {
      if (had.has(`${templateId}:${version}`)) continue;
      const template = await readTemplate(tx, templateId);
      const isOwn = template?.ownerId === act.ctx.principal.memberId;
      if (template && (isOwn || template.sharedWith === "workspace")) continue;
      const text = `Step ${index + 1}: its template is not there, or is about other records.`;
      throw badRule([{ part: "step", step: index + 1, text }]);
    }
  }
}
