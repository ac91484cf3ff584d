// Acts on what purposes may use, and on budgets.
import {
  type AiBudget,
  type AiRoute,
  aiBudgetChangeSchema,
  aiBudgetInputSchema,
  aiPurposes,
  aiRouteInputSchema,
  idSchema,
  maxAiBudgets,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import { systemUserId } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId, lowestIdAt, newId } from "../../platform/ids.ts";
import { activeTeamMembers } from "../access/index.ts";
import {
  addBudget,
  countSoFar,
  lockBudget,
  readBudgets,
  removeBudget,
  type StoredBudget,
  saveLimit,
} from "./budgets.store.ts";
import { describeRoutes } from "./describe.ts";
import {
  missingBudget,
  needsSubject,
  tooMany,
  twice,
  unknownModel,
  unknownSubject,
  unsuitedModel,
} from "./errors.ts";
import { canDo, workOf } from "./ladder.rules.ts";
import { describeBudgets } from "./money.ts";
import { periodsAt } from "./open-call.ts";
import { setBack, sharedAct } from "./provider-acts.ts";
import { saveRoute } from "./setup.store.ts";
import { readSetup, readTimedSetup, type Setup, type Setups } from "./setup.ts";

export interface PolicyDeps {
  setups: Setups;
  clock: Clock;
}

type Image = Record<string, unknown> | null;

const dayMs = 86_400_000;

/** Things that are named by a key have the workspace's place in the log, others their own. */
function noted(tx: Tx, act: Act, object: string, before: Image, after: Image) {
  const id = String((after ?? before)?.id ?? systemUserId);
  const left = after === null ? "purge" : "update";
  const op = before === null ? "create" : left;
  return act.changed(tx, [{ object, id, op, before, after, record: null }]);
}

async function routeOf(tx: Tx, purpose: AiRoute["purpose"], nowMs: number): Promise<AiRoute> {
  const setup = await readTimedSetup(tx, nowMs);
  const found = describeRoutes(setup).find((route) => route.purpose === purpose);
  if (!found) throw new Error(`There is no purpose ${purpose}.`);
  return found;
}

type RouteWish = Pick<AiRoute, "purpose" | "modelIds">;

function checkModels({ models }: Setup, { purpose, modelIds }: RouteWish): void {
  const known = new Map(models.map((model) => [model.id, model]));
  const work = workOf(purpose);
  for (const id of modelIds) {
    const model = known.get(id);
    if (!model) throw unknownModel();
    // What has no price yet may become either.
    if (model.price !== null && !canDo(work, model)) throw unsuitedModel(work === "speech");
  }
}

export function policyActs(deps: PolicyDeps) {
  const shared = sharedAct(deps);

  const setRoute = defineAct({
    ...shared,
    name: "llm.set-route",
    title: "Say which models a purpose may use",
    input: aiRouteInputSchema.extend({ purpose: z.enum(aiPurposes) }),
    risk: "high",
    compensation: setBack,
    run: async (tx, act, input): Promise<AiRoute> => {
      checkModels(await readSetup(tx), input);
      const isText = workOf(input.purpose) === "text";
      const nowMs = deps.clock.nowMs();
      const before = await routeOf(tx, input.purpose, nowMs);
      const modelIds = [...new Set(input.modelIds)];
      await saveRoute(tx, { ...input, minimises: input.minimises && isText, modelIds }, act.at);
      const after = await routeOf(tx, input.purpose, nowMs);
      await noted(tx, act, "ai_purposes", { ...before }, { ...after });
      return after;
    },
  });

  return [setRoute, ...budgetActs(deps)];
}

/** A budget of what does not exist would hold nothing back. Agents and runs are named by whoever asks. */
async function checkSubject(tx: Tx, scope: AiBudget["scope"], subject: string): Promise<void> {
  if (subject === "*") return;
  if (scope === "workspace") throw needsSubject();
  const isPurpose = aiPurposes.some((purpose) => purpose === subject);
  if (scope === "purpose" && !isPurpose) throw unknownSubject(scope);
  if (scope !== "team") return;
  if (!isId(subject) || (await activeTeamMembers(tx, subject)) === null)
    throw unknownSubject(scope);
}

/** Of a day or a month all counts that was spent in it, also before there was a budget; a total begins now. */
async function countBefore(tx: Tx, budget: StoredBudget, nowMs: number): Promise<void> {
  const { scope, period } = budget;
  if (period === "total" || (scope !== "workspace" && scope !== "purpose")) return;
  const starts = periodsAt(nowMs)[period];
  await countSoFar(tx, budget, { starts, sinceId: lowestIdAt(Date.parse(starts) - dayMs) });
}

function budgetActs(deps: PolicyDeps) {
  const shared = sharedAct(deps);

  async function described(tx: Tx, id: string): Promise<AiBudget> {
    const found = (await describeBudgets(deps, tx)).find((budget) => budget.id === id);
    if (!found) throw missingBudget();
    return found;
  }

  async function locked(tx: Tx, id: string): Promise<StoredBudget> {
    const found = await lockBudget(tx, id);
    if (!found) throw missingBudget();
    return found;
  }

  const create = defineAct({
    ...shared,
    name: "llm.create-budget",
    title: "Set a budget for AI models",
    input: aiBudgetInputSchema,
    risk: "medium",
    compensation: { by: "act", act: "llm.delete-budget" },
    run: async (tx, act, input): Promise<AiBudget> => {
      const subject = input.subject ?? "*";
      await checkSubject(tx, input.scope, subject);
      const nowMs = deps.clock.nowMs();
      const { day, month } = periodsAt(nowMs);
      if ((await readBudgets(tx, day, month)).length >= maxAiBudgets)
        throw tooMany("budgets", maxAiBudgets);
      const budget = { id: newId(), ...input, subject, version: 1, createdAt: act.at };
      if (!(await addBudget(tx, budget))) throw twice();
      await countBefore(tx, budget, nowMs);
      await noted(tx, act, "ai_budgets", null, { ...budget });
      return described(tx, budget.id);
    },
  });

  const update = defineAct({
    ...shared,
    name: "llm.update-budget",
    title: "Change the limit of a budget for AI models",
    input: aiBudgetChangeSchema.extend({ id: idSchema }),
    risk: "medium",
    compensation: setBack,
    run: async (tx, act, { id, limitMicros }): Promise<AiBudget> => {
      const before = await locked(tx, id);
      const after = { ...before, limitMicros, version: before.version + 1 };
      await saveLimit(tx, after);
      await noted(tx, act, "ai_budgets", { ...before }, { ...after });
      return described(tx, id);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "llm.delete-budget",
    title: "Remove a budget for AI models",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: {
      by: "none",
      because: "set it again; what was spent stays in the list of calls",
    },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await locked(tx, id);
      await removeBudget(tx, id);
      await noted(tx, act, "ai_budgets", { ...before }, null);
      return null;
    },
  });

  return [create, update, remove];
}
