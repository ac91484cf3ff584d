// What was predicted for each row of the test file, and which column gave how much of it, as lines of CSV. `row` counts the
// rows of the test file from 1. Numbers are written in full, so that shares and base sum to the score.
import type { Attributions, Evaluation } from "@rapport/learn";
import { csvCell } from "../rooms/imports/index.ts";

const blockRows = 1000;

/** Numbers of small size keep their exponent, which a spreadsheet's formula guard would take for text. */
const line = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (typeof cell === "number" ? String(cell) : csvCell(cell))).join(",")}\n`;

/** The header and the rows of the predictions. */
export function* predictionLines({ report, predictions }: Evaluation): Generator<string> {
  const { raw, served, decided, outputs } = predictions;
  const classes = report.target.classes ?? [];
  const nameOf = (row: number) => classes[decided?.[row] as number] ?? "";
  if (outputs > 1) {
    yield line(["row", "prediction", ...classes.map((name) => `probability of ${name}`)]);
    for (let row = 0; row * outputs < raw.length; row += 1)
      yield line([
        row + 1,
        nameOf(row),
        ...(served?.subarray(row * outputs, (row + 1) * outputs) ?? []),
      ]);
    return;
  }
  const isNumber = report.target.kind === "number";
  yield line(["row", "prediction", ...(isNumber ? [] : ["probability"]), "score"]);
  for (const [row, score] of raw.entries()) {
    const value = served?.[row] ?? "";
    yield line([row + 1, ...(isNumber ? [value] : [nameOf(row), value]), score]);
  }
}

function* blockLines(
  found: Attributions,
  first: number,
  classes: readonly string[] | null,
  raw: Float64Array,
): Generator<string> {
  const outputs = classes?.length ?? 1;
  const width = found.columns.length;
  for (const [at, base] of found.base.entries()) {
    const output = at % outputs;
    const shares = found.shares.subarray(at * width, (at + 1) * width);
    const name = classes ? [classes[output] ?? ""] : [];
    const row = first + Math.floor(at / outputs);
    const score = raw[row * outputs + output] as number;
    yield line([row + 1, ...name, base, ...shares, score]);
  }
}

/** The header and the rows of the contributions; one line a row, for more than two classes one a row and class. */
export function* contributionLines({
  report,
  predictions,
  attribute,
}: Evaluation): Generator<string> {
  const { raw, outputs } = predictions;
  const rows = raw.length / outputs;
  const classes = outputs > 1 ? report.target.classes : null;
  for (let first = 0; first === 0 || first < rows; first += blockRows) {
    const found = attribute(first, Math.min(rows, first + blockRows));
    if (!found) return;
    if (first === 0)
      yield line(["row", ...(classes ? ["class"] : []), "base", ...found.columns, "score"]);
    yield* blockLines(found, first, classes, raw);
  }
}
