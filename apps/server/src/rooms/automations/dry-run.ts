// A rule tried over the past: which changes in a period would have set it off, on what the condition would have
// held, and what it would have done. It reads the audit log backwards and keeps each record as it was at each
// change; it does nothing, takes no turn and writes nothing. Records that are not the caller's to see do not count;
// who may see every row is told how many changes are of records that are gone.
import type { AutomationInput, DryRun, DryRunSample } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid, isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { faultsOf } from "./check-rule.ts";
import type { KnownRecord, PastChange, RoomDeps } from "./deps.ts";
import { badRule, needsMember, needsPermission } from "./errors.ts";
import { candidatesOf, errorWords } from "./execute-run.ts";
import { loadFacts } from "./facts.ts";
import { loadSource } from "./fill-in.ts";
import { planStep } from "./plan-step.ts";
import type { TriggerFact } from "./rule.ts";
import { newRule } from "./rule-acts.ts";
import { pathsOfStep, templatesIn } from "./rule-fields.rules.ts";
import { mayManage } from "./see-rule.ts";
import { textsOf } from "./templates.store.ts";
import { factOf } from "./trigger.rules.ts";
import type { ReadyRule } from "./weigh-runs.ts";
import { factWords, partWords } from "./words.rules.ts";

export const mostChanges = 5000;
/** Changes that are read to find those, most of which may not be the caller's to see. */
const mostRead = 5 * mostChanges;
const pageSize = 500;
const mostSamples = 20;
const silent = new Set(["records.undo"]);

export interface Trial {
  deps: RoomDeps;
  tx: Tx;
  ctx: Ctx;
  ready: ReadyRule;
  nowMs: number;
  answer: DryRun;
  matchedRecords: Set<string>;
}

/** By id; null where the caller sees no such record. */
type States = Map<string, KnownRecord | null>;

export interface Period {
  from: string;
  to: string;
}

export async function openTrial(
  deps: RoomDeps,
  tx: Tx,
  ctx: Ctx,
  input: AutomationInput,
): Promise<Trial> {
  const { principal } = ctx;
  if (!mayManage(principal)) throw needsPermission();
  if (principal.memberId === null) throw needsMember();
  const at = new Date(deps.clock.nowMs()).toISOString();
  const rule = newRule({ at }, principal.memberId, input);
  const facts = await loadFacts(deps.records, tx);
  const texts = await textsOf(tx, rule.steps.flatMap(templatesIn));
  const faults = await faultsOf(deps, tx, { rule, principal, facts, texts });
  if (faults.length > 0) throw badRule(faults);
  return {
    deps,
    tx,
    ctx,
    ready: { rule, principal, facts, texts },
    nowMs: deps.clock.nowMs(),
    matchedRecords: new Set(),
    answer: {
      changes: 0,
      triggered: 0,
      matched: 0,
      notMet: 0,
      unknown: 0,
      records: 0,
      isCapped: false,
      samples: [],
    },
  };
}

export function checkPeriod({ from, to }: Period): void {
  if (from < to) return;
  const message = "The period ends before it begins.";
  throw invalid("automations.bad_period", message, [{ path: "to", message }]);
}

/** For rules about changes. */
export async function tryChanges(trial: Trial, period: Period): Promise<DryRun> {
  const { answer } = trial;
  const states: States = new Map();
  let kept = 0;
  for await (const entry of keptEntries(trial, period.from, states)) {
    if (kept === mostChanges) {
      answer.isCapped = true;
      break;
    }
    kept += 1;
    await tryEntry(trial, period, states, entry);
  }
  answer.records = trial.matchedRecords.size;
  return answer;
}

/**
 * Newest first, those that are the caller's to know of: others take no place among those that are looked at. Where
 * most are others, the look ends after so many of them, and says nothing of it, since that would tell how many they are.
 */
async function* keptEntries(
  trial: Trial,
  from: string,
  states: States,
): AsyncGenerator<PastChange, void> {
  const { deps, tx, ready } = trial;
  const { object } = ready.rule;
  let beforeEntryNo: number | null = null;
  for (let read = 0; read < mostRead; read += pageSize) {
    const asked = { object, from, beforeEntryNo, limit: pageSize };
    const page: PastChange[] = await deps.records.pastChanges(tx, asked);
    await addStates(trial, states, page);
    yield* page.filter(({ recordId }) => isTold(trial, states.get(recordId) ?? null));
    if (page.length < pageSize) return;
    beforeEntryNo = page.at(-1)?.entryNo ?? null;
  }
}

/** Who may see every row also hears of records that are gone. */
const isTold = ({ ready }: Trial, record: KnownRecord | null): boolean =>
  record !== null || ready.principal.rights.object(ready.rule.object).read === "all";

/** Records as they are now, from where the log is read backwards. */
async function addStates(
  { deps, tx, ctx, ready }: Trial,
  states: States,
  page: readonly PastChange[],
): Promise<void> {
  const ids = [...new Set(page.map(({ recordId }) => recordId))].filter((id) => !states.has(id));
  if (ids.length === 0) return;
  const wanted = { object: ready.rule.object, ids, withTrash: true };
  const found = await deps.records.readVisible(tx, ctx, wanted);
  const byId = new Map(found.map((record) => [record.id, record]));
  for (const id of ids) states.set(id, byId.get(id) ?? null);
}

async function tryEntry(
  trial: Trial,
  period: Period,
  states: States,
  entry: PastChange,
): Promise<void> {
  const { answer, ready } = trial;
  const record = states.get(entry.recordId) ?? null;
  if (entry.at <= period.to) {
    answer.changes += 1;
    const isImport = entry.source === "import" && !ready.rule.alsoImports;
    const isMeant = !isImport && !silent.has(entry.act);
    const fact = isMeant ? factOf(ready.rule.trigger, entry.act, entry) : null;
    if (fact) await tryRecord(trial, record, fact, entry.at);
  }
  if (record) states.set(entry.recordId, stateBefore(record, entry, trial));
}

/** The record as it was before the change; fields that the caller may not see stay away. */
function stateBefore(record: KnownRecord, entry: PastChange, { ready }: Trial): KnownRecord {
  const { custom, ...plain } = entry.before ?? {};
  const { rights } = ready.principal;
  const visible = (image: object, prefix: string) =>
    Object.fromEntries(
      Object.entries(image).filter(
        ([key]) => rights.field(ready.rule.object, `${prefix}${key}`) !== "none",
      ),
    );
  return {
    ...record,
    ...visible(plain, ""),
    custom: { ...record.custom, ...visible((custom ?? {}) as object, "custom.") },
  };
}

export async function tryRecord(
  trial: Trial,
  record: KnownRecord | null,
  fact: TriggerFact,
  at: string,
): Promise<void> {
  const { deps, tx, ready, answer, nowMs } = trial;
  answer.triggered += 1;
  if (!record) {
    answer.unknown += 1;
    return;
  }
  const { rule, principal, facts } = ready;
  const asker = { nowMs: Math.min(nowMs, Date.parse(at)), memberId: principal.memberId };
  const asked = { object: rule.object, rights: principal.rights, asker };
  const match = await deps.records.matchFilter(tx, asked, rule.condition, record);
  if (!match.held) {
    answer.notMet += 1;
    return;
  }
  answer.matched += 1;
  trial.matchedRecords.add(record.id);
  if (answer.samples.length >= mostSamples) return;
  const words = { type: facts.types.get(rule.object), names: facts.names, labels: {} };
  const condition = match.parts.map((part) => ({ text: partWords(part, words), held: part.held }));
  const title = await deps.records.titleOf(tx, trial.ctx, record);
  answer.samples.push({
    recordId: record.id,
    recordTitle: title,
    at,
    trigger: factWords(fact, words),
    condition,
    steps: await trySteps(trial, record, title),
  });
}

async function trySteps(
  { deps, tx, ctx, ready, nowMs, answer }: Trial,
  record: KnownRecord,
  title: string,
): Promise<DryRunSample["steps"]> {
  const { rule, texts } = ready;
  const facts = { ...ready.facts, names: new Map([...ready.facts.names, [record.id, title]]) };
  const turn = answer.samples.length;
  const tried: DryRunSample["steps"] = [];
  for (const [index, step] of rule.steps.entries()) {
    const paths = pathsOfStep(step, texts);
    const source = await loadSource(deps.records, tx, ctx, { facts, record, paths });
    if (!source) continue;
    const candidates = await candidatesOf(tx, step, facts.members);
    const run = { id: newId(), position: index + 1 };
    try {
      const { text, differences } = planStep(step, {
        source,
        texts,
        nowMs,
        candidates,
        turn,
        run,
        newId,
      });
      tried.push({ text, error: null, differences });
    } catch (error) {
      if (!isAppError(error)) throw error;
      tried.push({ text: "Failed", error: errorWords(error), differences: [] });
    }
  }
  return tried;
}
