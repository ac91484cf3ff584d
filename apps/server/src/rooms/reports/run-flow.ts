// Opened, closed and left over, piece by piece: one count by the piece of opening and the piece of closing, from
// which all three follow exactly, also for records that are closed before they are opened.
import {
  dayAfter,
  type FlowDefinition,
  type FlowResult,
  isClosed,
  resolveSpan,
} from "@rapport/contracts";
import { badReport } from "./errors.ts";
import type { Run } from "./run.ts";
import { allOf, checkSpan, daysOf, edgesOf, iso, piecesOf, within } from "./spans.ts";

const mostPieces = 120;
const mostPairs = (mostPieces + 2) ** 2 * 2;

interface Pair {
  opened: number;
  /** Infinite: not closed. */
  closed: number;
  count: number;
}

const placeOf = (key: string | null | undefined) =>
  key === null || key === undefined ? Number.POSITIVE_INFINITY : Number(key);

export async function runFlow(run: Run, definition: FlowDefinition): Promise<FlowResult> {
  const { object, closedField, bucket, filter } = definition;
  checkSpan(definition.span);
  const [closed] = await run.measuring.times(run.tx, run.ctx, object, [closedField]);
  const span = resolveSpan(definition.span, { zone: run.zone, nowMs: run.nowMs });
  if (!isClosed(span)) throw badReport("This report needs a period with a beginning and an end.");
  const isDay = closed?.type === "date";
  const pieces = piecesOf(span, bucket, run.zone, mostPieces);
  const { rows } = await run.measuring.measure(run.tx, run.ctx, {
    object,
    filter,
    measure: { fn: "count" },
    by: [
      { field: "createdAt", bucket, edges: edgesOf(pieces, false) },
      { field: closedField, bucket, edges: edgesOf(pieces, isDay) },
    ],
    limit: mostPairs,
  });
  const pairs = rows
    .filter(({ depth }) => depth === 2)
    .map(
      ({ keys, count }): Pair => ({ opened: placeOf(keys[0]), closed: placeOf(keys[1]), count }),
    );
  const count = (holds: (pair: Pair) => boolean) =>
    pairs.filter(holds).reduce((sum, pair) => sum + pair.count, 0);
  return {
    kind: "flow",
    object,
    closedLabel: closed?.label ?? closedField,
    bucket,
    span: daysOf(span),
    points: pieces.map((piece, index) => {
      const at = index + 1;
      const toClosed = isDay ? piece.toDay : iso(piece.toMs);
      const openStill = {
        or: [{ [closedField]: { empty: true } }, { [closedField]: { gte: toClosed } }],
      };
      return {
        from: piece.fromDay,
        to: dayAfter(piece.toDay, -1),
        opened: count(({ opened }) => opened === at),
        closed: closedIn(pairs, at),
        backlog: count((pair) => pair.opened <= at && pair.closed > at),
        openedFilter: allOf([filter, within("createdAt", false, piece)]),
        closedFilter: allOf([filter, within(closedField, isDay, piece)]),
        backlogFilter: allOf([filter, { createdAt: { lt: iso(piece.toMs) } }, openStill]),
      };
    }),
  };
}

function closedIn(pairs: readonly Pair[], at: number): number {
  return pairs.filter(({ closed }) => closed === at).reduce((sum, { count }) => sum + count, 0);
}
