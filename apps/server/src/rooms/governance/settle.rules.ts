// How far up every entry number is settled: sealed, or never to appear. Everything above is looked at
// again in the next round, so that an entry of a slow transaction is never passed over.

interface Mark {
  no: number;
  xmax: string;
}

interface Standing {
  floorNo: number;
  mark: Mark | null;
}

/** After a full round: what was settled when it began, and the mark that the next rounds go by. */
export function settle(standing: Standing, round: Mark & { xmin: string }): Standing {
  const { mark, floorNo } = standing;
  // Ids start anew in another cluster (a restored backup): such a mark would never be reached.
  const isForeign = mark !== null && BigInt(mark.xmax) > BigInt(round.xmax);
  if (mark === null || isForeign) return { floorNo, mark: { no: round.no, xmax: round.xmax } };
  if (BigInt(round.xmin) < BigInt(mark.xmax)) return standing;
  return { floorNo: Math.max(floorNo, mark.no), mark: { no: round.no, xmax: round.xmax } };
}
