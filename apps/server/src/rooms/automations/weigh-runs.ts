// Takes runs that are due and decides, all in one transaction: which of them act, and why the others do not.
// Rights are those of the owner at this moment; a rule that cannot work any more is paused here, with its reason.
import type { ConditionPart, RuleFault } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { memberPrincipal } from "../access/index.ts";
import { faultsOf } from "./check-rule.ts";
import type { KnownRecord, RoomDeps } from "./deps.ts";
import { type Facts, loadFacts } from "./facts.ts";
import { readingContext } from "./owner.rules.ts";
import { pause } from "./pause-rule.ts";
import type { StoredRule, StoredRun } from "./rule.ts";
import { fieldsOfRule, type Texts, templatesIn } from "./rule-fields.rules.ts";
import { readRules } from "./rules.store.ts";
import { claimRuns } from "./run-queue.store.ts";
import {
  delayRuns,
  finishRuns,
  firedSince,
  noteAsRan,
  noteCondition,
  startedSince,
} from "./runs.store.ts";
import { textsOf } from "./templates.store.ts";
import { partWords } from "./words.rules.ts";

export const batchSize = 50;
export const leaseMs = 60_000;
/** Runs of one rule on one record within a minute, from which on it is a fault. */
export const breakerRuns = 10;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const limitedMs = 5 * minuteMs;
export const mostAttempts = 6;

/** A rule with everything that its runs need. */
export interface ReadyRule {
  rule: StoredRule;
  principal: Principal;
  facts: Facts;
  texts: Texts;
}

export interface ReadyRun extends ReadyRule {
  run: StoredRun;
}

export interface Weighed {
  claimed: number;
  ready: ReadyRun[];
}

interface Batch {
  deps: RoomDeps;
  tx: Tx;
  facts: Facts;
  texts: Texts;
  now: string;
  nowMs: number;
  started: Map<string, number>;
  fired: ReadonlyMap<string, number>;
}

/** All that is due, or what is due of one rule. */
export async function weighRuns(
  deps: RoomDeps,
  tx: Tx,
  of: { ruleId?: string } = {},
): Promise<Weighed> {
  const nowMs = deps.clock.nowMs();
  const now = nowIso(deps.clock);
  const until = new Date(nowMs + leaseMs).toISOString();
  const runs = await claimRuns(tx, { now, until, limit: batchSize, ...of });
  if (runs.length === 0) return { claimed: 0, ready: [] };
  const ruleIds = [...new Set(runs.map(({ ruleId }) => ruleId))];
  const rules = new Map((await readRules(tx, ruleIds)).map((rule) => [rule.id, rule]));
  const texts = await textsOf(
    tx,
    [...rules.values()].flatMap(({ steps }) => steps.flatMap(templatesIn)),
  );
  const since = (ms: number) => new Date(nowMs - ms).toISOString();
  const batch: Batch = {
    deps,
    tx,
    facts: await loadFacts(deps.records, tx),
    texts,
    now,
    nowMs,
    started: new Map(await startedSince(tx, ruleIds, since(hourMs))),
    fired: await firedNow(tx, runs, ruleIds, since(minuteMs)),
  };
  const ready: ReadyRun[] = [];
  for (const [ruleId, group] of Map.groupBy(runs, (run) => run.ruleId)) {
    const rule = rules.get(ruleId);
    ready.push(...(await weighGroup(batch, rule, inOrder(group))));
  }
  return { claimed: runs.length, ready };
}

const inOrder = (runs: readonly StoredRun[]) => [...runs].sort((a, b) => (a.id < b.id ? -1 : 1));

async function firedNow(
  tx: Tx,
  runs: readonly StoredRun[],
  ruleIds: readonly string[],
  since: string,
): Promise<ReadonlyMap<string, number>> {
  const recordIds = [...new Set(runs.map(({ recordId }) => recordId))];
  const rows = await firedSince(tx, { ruleIds, recordIds, since });
  return new Map(rows.map(({ ruleId, recordId, count }) => [`${ruleId}:${recordId}`, count]));
}

const ids = (runs: readonly StoredRun[]) => runs.map(({ id }) => id);

async function skip(batch: Batch, runs: readonly StoredRun[], reason: string): Promise<ReadyRun[]> {
  if (runs.length > 0) {
    await finishRuns(batch.tx, { ids: ids(runs), state: "skipped", reason, at: batch.now });
  }
  return [];
}

/** Runs of one rule. */
async function weighGroup(
  batch: Batch,
  rule: StoredRule | undefined,
  runs: readonly StoredRun[],
): Promise<ReadyRun[]> {
  if (!rule) return skip(batch, runs, "The automation was deleted before this ran.");
  if (rule.state === "off") {
    return skip(batch, runs, "The automation was switched off before this ran.");
  }
  if (rule.state === "paused") {
    return skip(batch, runs, `The automation is paused: ${rule.pausedBecause?.text ?? ""}`);
  }
  const { deps, tx, facts, texts } = batch;
  const principal = await memberPrincipal(tx, rule.ownerId);
  const faults = await faultsOf(deps, tx, { rule, principal, facts, texts });
  const fault = faults[0] ?? breakerFault(batch, rule, runs);
  if (fault || !principal) {
    const because = fault ?? { part: "owner", step: null, text: "It has no owner." };
    await pause(deps, tx, rule.id, because);
    return skip(batch, runs, `The automation is paused: ${because.text}`);
  }
  const open = await withoutLost(batch, runs);
  if (open.length > 0) {
    const fields = fieldsOfRule(rule, texts, facts.types).map(
      (one) => `${one.object}.${one.field}`,
    );
    noteAsRan(tx, ids(open), { ownerId: rule.ownerId, fields });
  }
  const whole: ReadyRule = { rule, principal, facts, texts };
  // What began goes on: its own first step may have made the condition false.
  const begun = open.filter(({ startedAt }) => startedAt !== null);
  const fresh = open.filter(({ startedAt }) => startedAt === null);
  const ready = await weighRecords(batch, whole, fresh);
  return [...begun.map((run) => ({ ...whole, run })), ...(await withinLimit(batch, rule, ready))];
}

function breakerFault(
  batch: Batch,
  rule: StoredRule,
  runs: readonly StoredRun[],
): RuleFault | null {
  for (const { recordId } of runs) {
    const count = batch.fired.get(`${rule.id}:${recordId}`) ?? 0;
    if (count <= breakerRuns) continue;
    return {
      part: "runs",
      step: null,
      text: `It was set off ${count} times within a minute by one record: something changes that record again and again. Find out what, then switch the automation on.`,
    };
  }
  return null;
}

/** What takes its process down each time is not tried for ever. */
async function withoutLost(batch: Batch, runs: readonly StoredRun[]): Promise<StoredRun[]> {
  const lost = runs.filter(({ attempts }) => attempts > mostAttempts + 2);
  if (lost.length > 0) {
    const reason = `It was begun ${mostAttempts + 2} times and never ended.`;
    await finishRuns(batch.tx, { ids: ids(lost), state: "failed", reason, at: batch.now });
  }
  return runs.filter((run) => !lost.includes(run));
}

async function weighRecords(
  batch: Batch,
  ready: ReadyRule,
  runs: readonly StoredRun[],
): Promise<ReadyRun[]> {
  const { deps, tx } = batch;
  const { rule, principal } = ready;
  const ctx = readingContext(principal, `rule-${rule.id}`);
  const wanted = [...new Set(runs.map(({ recordId }) => recordId))];
  const found = await deps.records.readVisible(tx, ctx, { object: rule.object, ids: wanted });
  const records = new Map(found.map((record) => [record.id, record]));
  const gone = runs.filter(({ recordId }) => !records.has(recordId));
  await skip(batch, gone, "The record is gone, or the automation's owner may not see it.");
  const unmet: StoredRun[] = [];
  const met: ReadyRun[] = [];
  for (const run of runs) {
    const record = records.get(run.recordId);
    if (!record) continue;
    const { held, parts } = await conditionOf(batch, ready, record);
    noteCondition(tx, run.id, parts);
    if (held) met.push({ ...ready, run });
    else unmet.push(run);
  }
  if (unmet.length > 0) {
    const reason = "The condition did not hold.";
    await finishRuns(tx, { ids: ids(unmet), state: "not-met", reason, at: batch.now });
  }
  return met;
}

async function conditionOf(
  { deps, tx, nowMs }: Batch,
  { rule, principal, facts }: ReadyRule,
  record: KnownRecord,
): Promise<{ held: boolean; parts: ConditionPart[] }> {
  const asked = {
    object: rule.object,
    rights: principal.rights,
    asker: { nowMs, memberId: principal.memberId },
  };
  const match = await deps.records.matchFilter(tx, asked, rule.condition, record);
  const type = facts.types.get(rule.object);
  const words = { type, names: facts.names, labels: {} };
  return {
    held: match.held,
    parts: match.parts.map((part) => ({ text: partWords(part, words), held: part.held })),
  };
}

/** More than the rule may run in an hour wait. */
async function withinLimit(
  batch: Batch,
  rule: StoredRule,
  fresh: readonly ReadyRun[],
): Promise<ReadyRun[]> {
  const room = Math.max(0, rule.maxRunsPerHour - (batch.started.get(rule.id) ?? 0));
  const late = fresh.slice(room);
  if (late.length > 0) {
    await delayRuns(batch.tx, {
      ids: late.map(({ run }) => run.id),
      dueAt: new Date(batch.nowMs + limitedMs).toISOString(),
      reason: `Waits: the automation runs ${rule.maxRunsPerHour} times an hour at most.`,
      isAttempt: false,
    });
  }
  return fresh.slice(0, room);
}
