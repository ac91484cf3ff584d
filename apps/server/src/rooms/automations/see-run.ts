// Runs as their readers get them. A run is seen by who sees its rule; what it says about a record only by who may
// read that record and every field that the rule names.
import type {
  AutomationRun,
  AutomationRunDetail,
  Page,
  RunQuery,
  RunStep,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { KnownRecord, RoomDeps } from "./deps.ts";
import { missingRun } from "./errors.ts";
import type { Facts } from "./facts.ts";
import type { StoredRule, StoredRun, StoredStep } from "./rule.ts";
import { fieldsOfRule, type NamedField, type Texts } from "./rule-fields.rules.ts";
import { listRuns, readRun } from "./runs.store.ts";
import { mayReadFields, visibleRules } from "./see-rule.ts";
import { stepsOf } from "./steps.store.ts";
import { factWords } from "./words.rules.ts";

const defaultLimit = 60;

interface Seeing {
  deps: RoomDeps;
  tx: Tx;
  ctx: Ctx;
  rules: ReadonlyMap<string, StoredRule>;
  facts: Facts;
  texts: Texts;
}

async function seeing(deps: RoomDeps, tx: Tx, ctx: Ctx): Promise<Seeing> {
  const { rules, facts, texts } = await visibleRules(deps, tx, ctx);
  return { deps, tx, ctx, facts, texts, rules: new Map(rules.map((rule) => [rule.id, rule])) };
}

type Titles = ReadonlyMap<string, { record: KnownRecord; title: string }>;

async function titlesOf(sight: Seeing, runs: readonly StoredRun[]): Promise<Titles> {
  const { deps, tx, ctx, facts } = sight;
  const titles = new Map<string, { record: KnownRecord; title: string }>();
  for (const [object, group] of Map.groupBy(runs, (run) => run.object)) {
    if (!facts.types.has(object)) continue;
    const ids = [...new Set(group.map(({ recordId }) => recordId))];
    const found = await deps.records.readVisible(tx, ctx, { object, ids, withTrash: true });
    for (const record of found) {
      titles.set(record.id, { record, title: await deps.records.titleOf(tx, ctx, record) });
    }
  }
  return titles;
}

/** What the run read and wrote by, however its rule has changed since; null where that is not known any more. */
function namedBy({ facts, texts }: Seeing, rule: StoredRule, run: StoredRun): NamedField[] | null {
  const { object, trigger, namedFields } = run;
  const own = [{ object, field: "id" }, ...trigger.changes.map(({ field }) => ({ object, field }))];
  if (namedFields !== null) return [...own, ...namedFields.map(fieldNamed)];
  const isAsItWas = run.ruleVersion === rule.version || run.state === "waiting";
  return isAsItWas ? [...own, ...fieldsOfRule(rule, texts, facts.types)] : null;
}

function fieldNamed(name: string): NamedField {
  const dot = name.indexOf(".");
  return { object: name.slice(0, dot), field: name.slice(dot + 1) };
}

/** What a run says of values: to others than whom it acted for only where no row of what is named is out of reach. */
function showsValues(sight: Seeing, rule: StoredRule, run: StoredRun): boolean {
  const { principal } = sight.ctx;
  const named = namedBy(sight, rule, run);
  if (named === null || !mayReadFields(principal, named)) return false;
  const isOwn = (run.ranAs ?? [rule.ownerId]).every((id) => id === principal.memberId);
  if (isOwn && principal.kind === "user") return true;
  return named.every(({ object }) => principal.rights.object(object).read === "all");
}

function shown(sight: Seeing, run: StoredRun, rule: StoredRule, titles: Titles): AutomationRun {
  const { facts } = sight;
  const isKnown = titles.has(run.recordId) && showsValues(sight, rule, run);
  const words = { type: facts.types.get(run.object), names: facts.names, labels: {} };
  const fact = isKnown ? run.trigger : { ...run.trigger, changes: [] };
  return {
    id: run.id,
    ruleId: run.ruleId,
    ruleName: rule.name,
    ruleVersion: run.ruleVersion,
    object: run.object,
    recordId: run.recordId,
    recordTitle: titles.get(run.recordId)?.title ?? null,
    trigger: factWords(fact, words),
    state: run.state,
    reason: run.reason,
    isReplayable: run.state === "failed" || run.state === "skipped",
    isUndoable: (run.state === "done" || run.state === "failed") && run.undoneAt === null,
    attempts: run.attempts,
    depth: run.depth,
    chainId: run.chainId,
    createdAt: run.createdAt,
    dueAt: run.dueAt,
    finishedAt: run.finishedAt,
    undoneAt: run.undoneAt,
  };
}

export function runPage(deps: RoomDeps, ctx: Ctx, query: RunQuery): Promise<Page<AutomationRun>> {
  if (query.cursor !== undefined && !isId(query.cursor)) {
    throw invalid("automations.bad_cursor", "The cursor is not one that this list gave out.");
  }
  const limit = query.limit ?? defaultLimit;
  return deps.db.tenant(ctx, async (tx) => {
    const sight = await seeing(deps, tx, ctx);
    const ids = [...sight.rules.keys()];
    const ruleIds = query.ruleId === undefined ? ids : ids.filter((id) => id === query.ruleId);
    if (ruleIds.length === 0) return { data: [], nextCursor: null };
    const runs = await listRuns(tx, {
      ruleIds,
      recordId: query.recordId ?? null,
      state: query.state ?? null,
      from: query.from ?? null,
      to: query.to ?? null,
      beforeId: query.cursor ?? null,
      limit: limit + 1,
    });
    const page = runs.slice(0, limit);
    const titles = await titlesOf(sight, page);
    const data = page.flatMap((run) => {
      const rule = sight.rules.get(run.ruleId);
      return rule ? [shown(sight, run, rule, titles)] : [];
    });
    return { data, nextCursor: runs.length > limit ? (page.at(-1)?.id ?? null) : null };
  });
}

/** The run and its rule, if the caller may see them; in other words for none. */
export async function visibleRun(
  deps: RoomDeps,
  tx: Tx,
  ctx: Ctx,
  id: string,
): Promise<{ run: StoredRun; rule: StoredRule; sight: Seeing }> {
  const run = isId(id) ? await readRun(tx, id) : null;
  const sight = await seeing(deps, tx, ctx);
  const rule = run ? sight.rules.get(run.ruleId) : undefined;
  if (!run || !rule) throw missingRun();
  return { run, rule, sight };
}

export async function describeRun(
  deps: RoomDeps,
  tx: Tx,
  ctx: Ctx,
  id: string,
): Promise<AutomationRunDetail> {
  const { run, rule, sight } = await visibleRun(deps, tx, ctx, id);
  const titles = await titlesOf(sight, [run]);
  const isShown = titles.has(run.recordId) && showsValues(sight, rule, run);
  const steps = await stepsOf(tx, [run.id]);
  return {
    ...shown(sight, run, rule, titles),
    condition: isShown ? (run.condition ?? []) : [],
    steps: steps.map((step) => shownStep(step, isShown)),
  };
}

function shownStep({ runId: _runId, ...step }: StoredStep, isShown: boolean): RunStep {
  const { description, input, ...rest } = step;
  return { ...rest, text: description, input: isShown ? input : null };
}
