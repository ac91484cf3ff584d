// Sparse rows and linear scores: what linear models on columns and on text have in common.

export interface SparseRows {
  /** Row r has the entries `starts[r] … starts[r + 1] − 1`. */
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array | Float64Array;
}

/** `outputs` scores a row: `bias[k] + Σ weights[feature × outputs + k] × value`. */
export interface LinearScores {
  readonly outputs: number;
  readonly weights: Float64Array | Float32Array;
  readonly bias: Float64Array;
}

/** Puts the scores of one row's entries into `scores`. */
export function scoreEntries(
  { outputs, weights, bias }: LinearScores,
  rows: Pick<SparseRows, "features" | "values">,
  start: number,
  end: number,
  scores: Float64Array,
): void {
  const { features, values } = rows;
  scores.set(bias);
  for (let at = start; at < end; at += 1) {
    const first = (features[at] as number) * outputs;
    const value = values[at] as number;
    for (let output = 0; output < outputs; output += 1)
      scores[output] = (scores[output] as number) + (weights[first + output] as number) * value;
  }
}

/** Scores of all rows, `rows × outputs`. */
export function scoreRows(machine: LinearScores, rows: SparseRows): Float64Array {
  const count = rows.starts.length - 1;
  const scores = new Float64Array(count * machine.outputs);
  for (let row = 0; row < count; row += 1) {
    const [start, end] = [rows.starts[row] as number, rows.starts[row + 1] as number];
    const own = scores.subarray(row * machine.outputs, (row + 1) * machine.outputs);
    scoreEntries(machine, rows, start, end, own);
  }
  return scores;
}

/** The chosen rows, in the order in which they were chosen. */
export function pickRows(rows: SparseRows, chosen: Int32Array): SparseRows {
  const starts = new Int32Array(chosen.length + 1);
  chosen.forEach((row, at) => {
    const length = (rows.starts[row + 1] as number) - (rows.starts[row] as number);
    starts[at + 1] = (starts[at] as number) + length;
  });
  const size = starts[chosen.length] as number;
  const features = new Int32Array(size);
  const values = new (rows.values.constructor as Float64ArrayConstructor)(size);
  chosen.forEach((row, at) => {
    const [start, end] = [rows.starts[row] as number, rows.starts[row + 1] as number];
    features.set(rows.features.subarray(start, end), starts[at]);
    values.set(rows.values.subarray(start, end), starts[at]);
  });
  return { starts, features, values };
}
