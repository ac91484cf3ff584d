// How far the deals of a pipeline came, and how long they stayed in its stages.
import type {
  FunnelDefinition,
  FunnelResult,
  StageTimeDefinition,
  StageTimeResult,
} from "@rapport/contracts";
import { resolveSpan, type Span } from "@rapport/contracts";
import type { Pipeline } from "../records/index.ts";
import { badReport } from "./errors.ts";
import type { Run } from "./run.ts";
import { allOf, checkSpan, daysOf, iso, within } from "./spans.ts";

type Asked = FunnelDefinition | StageTimeDefinition;

async function pipelineOf(run: Run, { pipelineId }: Asked): Promise<Pipeline> {
  const pipelines = await run.deps.records.pipelines(run.tx);
  const found = pipelineId === null ? pipelines[0] : pipelines.find(({ id }) => id === pipelineId);
  if (found) return found;
  throw badReport("There is no such pipeline any more. Choose another one.");
}

function spanOfAsked(run: Run, { span }: Asked): Span | null {
  if (span === null) return null;
  checkSpan(span);
  return resolveSpan(span, { zone: run.zone, nowMs: run.nowMs });
}

interface Step {
  stageId: string | null;
  name: string;
}

/** All that were made, then the open stages in order, then won. */
function stepsOf(pipeline: Pipeline): Step[] {
  const open = pipeline.stages.filter(({ kind }) => kind === "open");
  const won = pipeline.stages.filter(({ kind }) => kind === "won");
  const name = won.map((stage) => stage.name).join(", ");
  return [
    { stageId: null, name: "Created" },
    ...open.map((stage) => ({ stageId: stage.id, name: stage.name })),
    ...won.slice(0, 1).map((stage) => ({ stageId: stage.id, name })),
  ];
}

function ranksOf(pipeline: Pipeline): Map<string, number> {
  const open = pipeline.stages.filter(({ kind }) => kind === "open");
  const won = pipeline.stages.filter(({ kind }) => kind === "won");
  const ranks = new Map(open.map(({ id }, at) => [id, at + 1]));
  for (const { id } of won) ranks.set(id, open.length + 1);
  return ranks;
}

const part = (of: number, whole: number) => (whole === 0 ? null : of / whole);

export async function runFunnel(run: Run, definition: FunnelDefinition): Promise<FunnelResult> {
  const span = spanOfAsked(run, definition);
  await run.measuring.times(run.tx, run.ctx, "deals", ["createdAt"]);
  const pipeline = await pipelineOf(run, definition);
  const base = [
    definition.filter,
    { pipelineId: pipeline.id },
    span === null ? null : within("createdAt", false, span),
  ];
  const rows = await run.measuring.reached(run.tx, run.ctx, allOf(base), ranksOf(pipeline));
  const count = (holds: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(holds).reduce((sum, row) => sum + row.count, 0);
  const steps = stepsOf(pipeline).map((step, at) => ({
    ...step,
    reached: count(({ furthest }) => furthest >= at),
    open: count(({ furthest, status }) => furthest === at && status === "open"),
    lost: count(({ furthest, status }) => furthest === at && status === "lost"),
    filter: allOf([...base, step.stageId === null ? null : { stageId: { reached: step.stageId } }]),
  }));
  const all = steps[0]?.reached ?? 0;
  return {
    kind: "funnel",
    object: "deals",
    pipeline: { id: pipeline.id, name: pipeline.name },
    span: span === null ? null : daysOf(span),
    steps: steps.map((step, at) => ({
      ...step,
      ofPrevious: at === 0 ? null : part(step.reached, steps[at - 1]?.reached ?? 0),
      ofFirst: at === 0 ? null : part(step.reached, all),
    })),
    unknownPaths: rows.reduce((sum, row) => sum + row.unknown, 0),
  };
}

const end = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : iso(ms));

export async function runStageTime(
  run: Run,
  definition: StageTimeDefinition,
): Promise<StageTimeResult> {
  const span = spanOfAsked(run, definition);
  await run.measuring.times(run.tx, run.ctx, "deals", []);
  const pipeline = await pipelineOf(run, definition);
  const base = [definition.filter, { pipelineId: pipeline.id }];
  const open = pipeline.stages.filter(({ kind }) => kind === "open");
  const [from, to] = [end(span?.fromMs), end(span?.toMs)];
  const stageIds = open.map(({ id }) => id);
  const stays = await run.measuring.stays(run.tx, run.ctx, {
    filter: allOf(base),
    stageIds,
    from,
    to,
  });
  const there = await run.measuring.measure(run.tx, run.ctx, {
    object: "deals",
    filter: allOf(base),
    measure: { fn: "count" },
    by: [{ field: "stageId", edges: null }],
    limit: run.limit,
  });
  const now = new Map(
    there.rows.filter(({ depth }) => depth === 1).map((row) => [row.keys[0], row.count]),
  );
  const byStage = new Map(stays.map((row) => [row.stageId, row]));
  return {
    kind: "stage-time",
    object: "deals",
    pipeline: { id: pipeline.id, name: pipeline.name },
    span: span === null ? null : daysOf(span),
    stages: open.map(({ id, name }) => {
      const row = byStage.get(id);
      const [median = null, low = null, high = null] = row?.seconds ?? [];
      return {
        stageId: id,
        name,
        stays: row?.stays ?? 0,
        deals: row?.deals ?? 0,
        medianSeconds: median,
        lowSeconds: low,
        highSeconds: high,
        filter: allOf([...base, { stageId: { left: [id, from, to] } }]),
        now: now.get(id) ?? 0,
        nowFilter: allOf([...base, { stageId: id }]),
      };
    }),
  };
}
