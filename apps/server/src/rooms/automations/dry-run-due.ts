// A rule about dates tried over a period: which records, as they are now, would have fallen due in it.
import type { DryRun, DryRunInput } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { KnownRecord, RoomDeps } from "./deps.ts";
import {
  checkPeriod,
  mostChanges,
  openTrial,
  type Trial,
  tryChanges,
  tryRecord,
} from "./dry-run.ts";
import { dueFilter, dueMs, isWithin, type Span } from "./due.rules.ts";
import { dueValue } from "./sweep-due.ts";

export async function dryRun(deps: RoomDeps, ctx: Ctx, input: DryRunInput): Promise<DryRun> {
  checkPeriod(input);
  const { trigger } = input.rule;
  if (trigger.kind === "created" || trigger.kind === "changed") {
    return deps.db.tenant(ctx, async (tx) =>
      tryChanges(await openTrial(deps, tx, ctx, input.rule), input),
    );
  }
  // Lists open transactions of their own, so what they may find is looked up before the trial's.
  const span = { fromMs: Date.parse(input.from), toMs: Date.parse(input.to) };
  await deps.db.tenant(ctx, (tx) => openTrial(deps, tx, ctx, input.rule));
  const { found, isCapped } = await dueRecords(deps, ctx, input, span);
  return deps.db.tenant(ctx, async (tx) => {
    const trial = await openTrial(deps, tx, ctx, input.rule);
    trial.answer.isCapped = isCapped;
    for (const due of found) await tryDue(trial, due);
    trial.answer.records = trial.matchedRecords.size;
    return trial.answer;
  });
}

interface Due {
  record: KnownRecord;
  value: string;
  atMs: number;
}

async function dueRecords(
  deps: RoomDeps,
  ctx: Ctx,
  { rule }: DryRunInput,
  span: Span,
): Promise<{ found: Due[]; isCapped: boolean }> {
  const { trigger } = rule;
  if (trigger.kind !== "due" && trigger.kind !== "unchanged") return { found: [], isCapped: false };
  const types = await deps.db.tenant(ctx, (tx) => deps.records.objectTypes(tx));
  const field = trigger.kind === "due" ? trigger.field : "updatedAt";
  const isDate = types.get(rule.object)?.fields.get(field)?.type === "date";
  const found: Due[] = [];
  const filter = dueFilter(trigger, isDate, span);
  for await (const page of deps.records.stream(ctx, rule.object, filter)) {
    found.push(...page.flatMap((record) => dueWithin(rule, record, span) ?? []));
    if (found.length > mostChanges) return { found: found.slice(0, mostChanges), isCapped: true };
  }
  return { found, isCapped: false };
}

function dueWithin({ trigger }: DryRunInput["rule"], record: KnownRecord, span: Span): Due | null {
  const value = dueValue({ trigger }, record);
  if (value === null || (trigger.kind !== "due" && trigger.kind !== "unchanged")) return null;
  const atMs = dueMs(trigger, value);
  return isWithin(atMs, span) ? { record, value, atMs } : null;
}

function tryDue(trial: Trial, { record, value, atMs }: Due): Promise<void> {
  const { trigger } = trial.ready.rule;
  const field = trigger.kind === "due" ? trigger.field : "updatedAt";
  trial.answer.changes += 1;
  const changes = [{ field, before: null, after: value }];
  const fact = { kind: trigger.kind, act: null, changes };
  return tryRecord(trial, record, fact, new Date(atMs).toISOString());
}
