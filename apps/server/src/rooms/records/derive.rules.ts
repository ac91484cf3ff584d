// What follows from a change by rule: a deal's status from its stage, when a ticket was resolved, when a
// task was done. Pure: stages and the time are inputs.
import { invalid } from "../../platform/errors.ts";
import type { Stage, Stages } from "./pipeline.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

export interface Derivation {
  before: StoredRecord | null;
  /** Changed in place. */
  now: StoredRecord;
  at: string;
  stages: Stages;
  /** Fields that the writer set: times among them stand, where the record has come to that end. */
  given: Pick<ReadonlySet<string>, "has">;
}

function stageOf(stages: Stages, id: unknown): Stage | undefined {
  for (const list of stages.values()) {
    const found = list.find((stage) => stage.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The stage says which pipeline; a new pipeline without a stage of its own starts at its first stage. */
function placeDeal({ before, now, stages }: Derivation): Stage | undefined {
  const stage = stageOf(stages, now.stageId);
  const pipelineMoved =
    before !== null && before.pipelineId !== now.pipelineId && before.stageId === now.stageId;
  if (stage && !pipelineMoved) {
    now.pipelineId = stage.pipelineId;
    return stage;
  }
  const pipelineId = (now.pipelineId as string | null) ?? [...stages.keys()][0] ?? null;
  const first = pipelineId === null ? undefined : stages.get(pipelineId)?.[0];
  now.pipelineId = pipelineId;
  now.stageId = first?.id ?? null;
  return first;
}

/** Stage and pipeline that were both asked for must belong together. */
function checkPlace({ now, stages, given }: Derivation): void {
  if (!given.has("stageId") || !given.has("pipelineId")) return;
  const stage = stageOf(stages, now.stageId);
  if (!stage || now.pipelineId === null || stage.pipelineId === now.pipelineId) return;
  const message =
    "This stage belongs to another pipeline. Send a stage of the pipeline, or one of the two alone.";
  throw invalid("records.stage_of_other_pipeline", message, [
    { path: "stageId", message, code: "records.stage_of_other_pipeline" },
  ]);
}

function noteEntry({ before, now, at, given }: Derivation): void {
  if (given.has("stageEnteredAt") || before?.stageId === now.stageId) return;
  now.stageEnteredAt = now.stageId === null ? null : at;
}

function deriveDeal(derivation: Derivation): void {
  checkPlace(derivation);
  const { now, at, given } = derivation;
  const stage = placeDeal(derivation);
  noteEntry(derivation);
  const status = stage?.kind ?? "open";
  const wasClosed = now.status === "won" || now.status === "lost";
  const isClosed = status !== "open";
  if (!isClosed) now.closedAt = null;
  else if (now.closedAt === null || (!wasClosed && !given.has("closedAt"))) now.closedAt = at;
  now.status = status;
}

function stamp(derivation: Derivation, key: string, isDone: boolean): void {
  const { now, at } = derivation;
  if (!isDone) now[key] = null;
  else if (now[key] === null || now[key] === undefined) now[key] = at;
}

function deriveTicket(derivation: Derivation): void {
  const { now } = derivation;
  now.status ??= "open";
  now.priority ??= "normal";
  stamp(derivation, "resolvedAt", now.status === "solved" || now.status === "closed");
}

function deriveTask(derivation: Derivation): void {
  const { now } = derivation;
  now.status ??= "open";
  stamp(derivation, "completedAt", now.status === "done");
}

const rules: Record<string, (derivation: Derivation) => void> = {
  deals: deriveDeal,
  tickets: deriveTicket,
  tasks: deriveTask,
  products: ({ before, now }) => {
    if (before === null) now.active ??= true;
  },
  activities: ({ now, at }) => {
    now.occurredAt ??= at;
  },
};

export function derive(object: string, derivation: Derivation): void {
  rules[object]?.(derivation);
}
