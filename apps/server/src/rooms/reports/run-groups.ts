// A measure by one or two fields, over a period and perhaps the one before.
import {
  type ClosedSpan,
  type GroupsDefinition,
  type GroupsResult,
  isClosed,
  previousSpan,
  type ReportGroup,
  resolveSpan,
  type Span,
  wholeSpan,
} from "@rapport/contracts";
import { measuredOnly, type ObjectType } from "../records/index.ts";
import { badReport } from "./errors.ts";
import { namesOf } from "./group-labels.ts";
import { groupRows } from "./group-rows.ts";
import { measureWords } from "./measure-words.rules.ts";
import type { Run, ShownDimension } from "./run.ts";
import {
  allOf,
  type Condition,
  checkSpan,
  daysOf,
  edgesOf,
  piecesOf,
  spanAround,
  within,
} from "./spans.ts";

const mostPieces = 400;

/** What of the definition is the same for the period and for the one before. */
interface Plan {
  run: Run;
  type: ObjectType;
  definition: GroupsDefinition;
  /** Types of the times that are named, by key. */
  isDay: ReadonlyMap<string, boolean>;
}

interface Part {
  span: Span | null;
  /** Conditions of the rows, the period apart. */
  base: (Condition | null)[];
  period: Condition | null;
  pieces: (ClosedSpan[] | null)[];
}

function momentOf({ zone, nowMs }: Run) {
  return { zone, nowMs };
}

function checkCompare({ groupBy, period, compare }: GroupsDefinition): void {
  if (!compare) return;
  if (period === null) throw badReport("Only with a period is there one before to compare with.");
  const other = groupBy.find(({ bucket, field }) => bucket && field !== period.field);
  if (other) {
    throw badReport(
      "To compare with the period before, group by the date that the period is about.",
    );
  }
}

async function planOf(run: Run, definition: GroupsDefinition): Promise<Plan> {
  const { object, groupBy, period } = definition;
  if (period) checkSpan(period.span);
  checkCompare(definition);
  const keys = groupBy.filter(({ bucket }) => bucket !== undefined).map(({ field }) => field);
  if (period) keys.push(period.field);
  const fields = await run.measuring.times(run.tx, run.ctx, object, keys);
  const isDay = new Map(keys.map((key, at) => [key, fields[at]?.type === "date"]));
  return { run, type: await run.deps.records.objectType(run.tx, object), definition, isDay };
}

async function piecesFor(plan: Plan, part: Part, group: ReportGroup) {
  const { run, definition } = plan;
  const { field, bucket } = group;
  if (bucket === undefined) return null;
  const { span } = part;
  if (span !== null && isClosed(span) && definition.period?.field === field) {
    return piecesOf(span, bucket, run.zone, mostPieces);
  }
  const filter = allOf([...part.base, part.period]);
  const extent = await run.measuring.extent(
    run.tx,
    run.ctx,
    { object: definition.object, filter },
    field,
  );
  if (extent === null) return [];
  const whole = wholeSpan(spanAround(extent, run.zone), bucket, run.zone);
  return piecesOf(whole, bucket, run.zone, mostPieces);
}

async function partOf(plan: Plan, span: Span | null): Promise<Part> {
  const { definition, isDay } = plan;
  const { period, filter, measure, groupBy } = definition;
  const part: Part = {
    span,
    base: [filter, ...measuredOnly(measure)],
    period: period && span ? within(period.field, isDay.get(period.field) === true, span) : null,
    pieces: [],
  };
  for (const group of groupBy) part.pieces.push(await piecesFor(plan, part, group));
  return part;
}

function measured({ run, definition, isDay }: Plan, part: Part) {
  const { object, measure, groupBy } = definition;
  const by = groupBy.map((group, at) => {
    const pieces = part.pieces[at] ?? null;
    const edges = pieces === null ? null : edgesOf(pieces, isDay.get(group.field) === true);
    return { ...group, edges };
  });
  const filter = allOf([...part.base, part.period]);
  return run.measuring.measure(run.tx, run.ctx, { object, filter, measure, by, limit: run.limit });
}

function dimensionsOf({ type, definition, isDay }: Plan, part: Part): ShownDimension[] {
  return definition.groupBy.map(({ field: key, bucket }, at) => ({
    key,
    field: type.fields.get(key) ?? null,
    bucket: bucket ?? null,
    pieces: part.pieces[at] ?? null,
    isDay: isDay.get(key) === true,
  }));
}

const systemLabels: Record<string, string> = { createdAt: "Created", updatedAt: "Changed" };

function spanBefore(run: Run, { compare, period }: GroupsDefinition): ClosedSpan | null {
  if (!compare || period === null) return null;
  const span = previousSpan(period.span, momentOf(run));
  if (span === null) throw badReport("A period without an end has none before it.");
  return span;
}

const daysIn = (span: Span | null) => (span === null ? null : daysOf(span));

export async function runGroups(run: Run, definition: GroupsDefinition): Promise<GroupsResult> {
  const plan = await planOf(run, definition);
  const { period, measure } = definition;
  const current = await partOf(plan, period ? resolveSpan(period.span, momentOf(run)) : null);
  const span = spanBefore(run, definition);
  const answer = await measured(plan, current);
  const before = span === null ? null : await measured(plan, await partOf(plan, span));
  const dimensions = dimensionsOf(plan, current);
  const names = await namesOf(run, dimensions, [...answer.rows, ...(before?.rows ?? [])]);
  const rows = groupRows({
    dimensions,
    names,
    base: current.base,
    period: period && current.period ? { field: period.field, condition: current.period } : null,
    hits: measure.fn === "share" ? measure.where : null,
    isAdditive: ["count", "sum", "weighted"].includes(measure.fn),
    byCurrency: answer.unit === "money" && plan.type.fields.has("currency"),
    current: answer.rows,
    previous: before?.rows ?? null,
  });
  return {
    kind: "groups",
    object: definition.object,
    label: measureWords(measure, plan.type),
    unit: answer.unit,
    dimensions: dimensions.map(({ key, field, bucket }) => ({
      field: key,
      label: field?.label ?? systemLabels[key] ?? key,
      bucket,
    })),
    span: daysIn(current.span),
    previousSpan: daysIn(span),
    ...rows,
    truncated: answer.truncated || before?.truncated === true,
  };
}
