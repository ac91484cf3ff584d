// Rules about dates: looks for records whose date fell due since the last look, and writes their runs down. The
// look is a filtered list with the owner's rights, so that the condition and the indexes of lists do the work.
// Killed in between it looks again; what was noted already stays as it is.
import { nowIso } from "../../platform/clock.ts";
import type { Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { memberPrincipal } from "../access/index.ts";
import { faultsOf } from "./check-rule.ts";
import type { KnownRecord, RoomDeps } from "./deps.ts";
import { dueFilter, dueKey, dueMs, isWithin, type Span } from "./due.rules.ts";
import { type Facts, loadFacts } from "./facts.ts";
import { valueAt } from "./fill-in.ts";
import { readingContext } from "./owner.rules.ts";
import { pause } from "./pause-rule.ts";
import type { NewRun, StoredRule } from "./rule.ts";
import { templatesIn } from "./rule-fields.rules.ts";
import { noteSwept, rulesToSweep } from "./rules.store.ts";
import { insertRuns } from "./runs.store.ts";
import { textsOf } from "./templates.store.ts";

const minuteMs = 60_000;
/** How long dates may wait to be looked at; what was left alone for days can wait longer. */
const sweepMs = { due: minuteMs, unchanged: 10 * minuteMs };

interface Sweep {
  rule: StoredRule;
  principal: Principal;
  isDate: boolean;
}

export async function sweepDue(deps: RoomDeps, workspaceId: string): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const ago = (ms: number) => new Date(nowMs - ms).toISOString();
  const sweeps = await deps.db.tenant({ workspaceId }, async (tx) => {
    const before = { due: ago(sweepMs.due), unchanged: ago(sweepMs.unchanged) };
    const rules = await rulesToSweep(tx, before);
    if (rules.length === 0) return [];
    const facts = await loadFacts(deps.records, tx);
    const found: Sweep[] = [];
    for (const rule of rules) {
      const sweep = await readySweep(deps, tx, rule, facts);
      if (sweep) found.push(sweep);
    }
    return found;
  });
  for (const sweep of sweeps) {
    await sweepRule(deps, sweep, nowMs).catch((error: unknown) =>
      // It looks again from where it stood; the other rules are looked at.
      deps.logger.warn({ error, ruleId: sweep.rule.id }, "A rule's dates were not looked at"),
    );
  }
}

/** Null for a rule that cannot work any more, which is paused. */
async function readySweep(
  deps: RoomDeps,
  tx: Tx,
  rule: StoredRule,
  facts: Facts,
): Promise<Sweep | null> {
  const principal = await memberPrincipal(tx, rule.ownerId);
  const texts = await textsOf(tx, rule.steps.flatMap(templatesIn));
  const [fault] = await faultsOf(deps, tx, { rule, principal, facts, texts });
  if (fault) await pause(deps, tx, rule.id, fault);
  if (fault || !principal) return null;
  const field = rule.trigger.kind === "due" ? rule.trigger.field : "updatedAt";
  const isDate = facts.types.get(rule.object)?.fields.get(field)?.type === "date";
  return { rule, principal, isDate };
}

async function sweepRule(deps: RoomDeps, sweep: Sweep, nowMs: number): Promise<void> {
  const { rule, principal, isDate } = sweep;
  const { trigger } = rule;
  if (trigger.kind !== "due" && trigger.kind !== "unchanged") return;
  const span: Span = { fromMs: Date.parse(rule.sweptUntil), toMs: nowMs };
  const ctx = readingContext(principal, `sweep-${rule.id}`);
  const range = dueFilter(trigger, isDate, span);
  const filter = rule.condition === null ? range : { and: [range, rule.condition] };
  const write = (runs: readonly NewRun[], isLast: boolean) =>
    deps.db.tenant(ctx, async (tx) => {
      if (runs.length > 0) insertRuns(tx, runs, nowIso(deps.clock));
      if (isLast) noteSwept(tx, rule.id, new Date(nowMs).toISOString());
    });
  for await (const page of deps.records.stream(ctx, rule.object, filter)) {
    await write(
      page.flatMap((record) => dueRun(rule, record, span) ?? []),
      false,
    );
  }
  await write([], true);
}

/** The value that makes this rule due on the record. */
export function dueValue(rule: Pick<StoredRule, "trigger">, record: KnownRecord): string | null {
  const field = rule.trigger.kind === "due" ? rule.trigger.field : "updatedAt";
  const value = valueAt(record, field);
  return typeof value === "string" ? value : null;
}

function dueRun(rule: StoredRule, record: KnownRecord, span: Span): NewRun | null {
  const { trigger } = rule;
  const value = dueValue(rule, record);
  if (value === null || (trigger.kind !== "due" && trigger.kind !== "unchanged")) return null;
  if (!isWithin(dueMs(trigger, value), span)) return null;
  const id = newId();
  const field = trigger.kind === "due" ? trigger.field : "updatedAt";
  return {
    id,
    ruleId: rule.id,
    ruleVersion: rule.version,
    object: rule.object,
    recordId: record.id,
    triggerKey: dueKey(trigger, value),
    trigger: { kind: trigger.kind, act: null, changes: [{ field, before: null, after: value }] },
    chainId: id,
    depth: 0,
    trail: [],
    state: "waiting",
    reason: null,
  };
}
