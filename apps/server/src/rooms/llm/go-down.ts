// Down the ladder, whatever the models are given: one rung after the other within the time, each with at most one repeat
// of what passes by itself, until one answers. Failing is an answer here, not an exception.
import { sleep } from "../../platform/clock.ts";
import { explainFailure, type Failure, failureOf } from "./failures.ts";
import type { Health } from "./health.ts";
import type { Rung } from "./ladder.rules.ts";
import type { UnavailableReason } from "./llm-deps.ts";
import type { Course } from "./prepare-ask.ts";

export type Outcome<A> =
  | { kind: "answered"; answer: A }
  | { kind: "failed"; failure: Failure }
  | { kind: "skipped"; reason: UnavailableReason };

export type Descent<A> =
  | { kind: "answered"; answer: A }
  | { kind: "none"; reason: UnavailableReason; failures: readonly Failure[] };

interface Way<A> {
  health: Health;
  course: Pick<Course, "rungs" | "deadlineAt">;
  signal: AbortSignal | undefined;
  tryOnce(place: number): Promise<Outcome<A>>;
}

/** What is left for one rung: all of it for the last, else enough for the next one to answer too. */
const shareOfRest = 0.6;
export const leastMs = 50;
const longestPauseMs = 2_000;

function timeFor({ rungs, deadlineAt }: Way<unknown>["course"], place: number): number {
  const restMs = deadlineAt - performance.now();
  const shareMs = place < rungs.length ? restMs * shareOfRest : restMs;
  return Math.max(leastMs, Math.floor(shareMs));
}

/** What ends one try. */
export interface Limit {
  /** Aborted by the rung's share of the time, or by whoever asked. */
  signal: AbortSignal;
  /** What went wrong, from what the try threw. */
  explain(error: unknown): Failure;
}

/** @param left aborted when nobody wants the answer any more, which is no fault of the model */
export function limitOf(
  course: Way<unknown>["course"],
  place: number,
  left: AbortSignal | undefined,
  nowMs: () => number,
): Limit {
  const deadline = AbortSignal.timeout(timeFor(course, place));
  return {
    signal: left ? AbortSignal.any([deadline, left]) : deadline,
    explain: (error) =>
      left?.aborted && !deadline.aborted
        ? failureOf("stopped")
        : explainFailure(error, deadline.aborted, nowMs()),
  };
}

const isPassing = ({ kind }: Failure) =>
  kind === "busy" || kind === "unreachable" || kind === "throttled";

/** What is claimed is given back unless the model was asked. */
async function tryClaimed<A>(way: Way<A>, place: number): Promise<Outcome<A>> {
  const { modelId } = way.course.rungs[place - 1] as Rung;
  const claim = way.health.claim(modelId);
  if (claim === null) return { kind: "skipped", reason: "resting" };
  let outcome: Outcome<A> | null = null;
  try {
    outcome = await way.tryOnce(place);
    return outcome;
  } finally {
    if (outcome === null || outcome.kind === "skipped") claim.release();
  }
}

/** One repeat, if the budget of repeats and the time allow it. */
async function tryRung<A>(way: Way<A>, place: number): Promise<Outcome<A>> {
  const { modelId } = way.course.rungs[place - 1] as Rung;
  const first = await tryClaimed(way, place);
  if (first.kind !== "failed" || !isPassing(first.failure)) return first;
  const pauseMs = first.failure.retryAfterMs ?? 100;
  const isWorthIt = pauseMs <= longestPauseMs && pauseMs * 2 < timeFor(way.course, place);
  if (!isWorthIt || !way.health.mayRepeat(modelId)) return first;
  await sleep(pauseMs, way.signal);
  const second = await tryClaimed(way, place);
  return second.kind === "skipped" && second.reason === "resting" ? first : second;
}

export async function goDown<A>(way: Way<A>): Promise<Descent<A>> {
  const failures: Failure[] = [];
  let reason: UnavailableReason = "failed";
  for (let place = 1; place <= way.course.rungs.length; place += 1) {
    if (way.signal?.aborted || way.course.deadlineAt - performance.now() < leastMs) {
      return { kind: "none", reason: "late", failures };
    }
    const outcome = await tryRung(way, place);
    if (outcome.kind === "answered") return outcome;
    if (outcome.kind === "skipped") reason = outcome.reason;
    else {
      failures.push(outcome.failure);
      reason = outcome.failure.kind === "late" ? "late" : "failed";
    }
  }
  return { kind: "none", reason, failures };
}
