// Splits by time: what was learned from lies before what judges, and every outcome of the learning rows was known
// before the first judging row was asked about.

export interface TimeSplit {
  readonly fit: Int32Array;
  /** Later than `fit`: chooses settings and calibrates. */
  readonly tune: Int32Array;
  /** Later than both: judges. */
  readonly test: Int32Array;
  readonly trainUntilMs: number;
  readonly testFromMs: number;
}

function rowsWhere(count: number, holds: (row: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < count; row += 1) if (holds(row)) rows.push(row);
  return Int32Array.from(rows);
}

/** The moment before which the share of the rows lies. */
function momentAt(times: Float64Array, share: number): number {
  const sorted = times.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/**
 * @param times of the rows. @param knownMs when the outcome of each row was known.
 * @param rare 1 for rows of the rarer outcome: the cut leaves at least a quarter of those to the judging rows.
 */
export function splitByTime(
  times: Float64Array,
  knownMs: Float64Array,
  rare: ArrayLike<number>,
): TimeSplit {
  const hits = rowsWhere(times.length, (row) => rare[row] === 1);
  const ofRare = momentAt(
    Float64Array.from(hits, (row) => times[row] as number),
    0.7,
  );
  const testFromMs = Math.min(momentAt(times, 0.7), hits.length > 0 ? ofRare : Infinity);
  const isBefore = (row: number, moment: number) => (knownMs[row] as number) <= moment;
  const tuneShare = 0.75;
  const learned = rowsWhere(
    times.length,
    (row) => (times[row] as number) < testFromMs && isBefore(row, testFromMs),
  );
  const learnedTimes = Float64Array.from(learned, (row) => times[row] as number);
  const tuneFromMs = momentAt(learnedTimes, tuneShare);
  const isTune = (row: number) => (times[row] as number) >= tuneFromMs;
  return {
    fit: learned.filter((row) => !isTune(row) && isBefore(row, tuneFromMs)),
    tune: learned.filter((row) => isTune(row)),
    test: rowsWhere(times.length, (row) => (times[row] as number) >= testFromMs),
    trainUntilMs: testFromMs,
    testFromMs,
  };
}
