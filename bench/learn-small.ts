// The Bayesian learner on small samples of public sets of customer data: how often its 90 % intervals hold, how well it
// ranks, and its log loss beside the base rate's. Learns from rows of a split's training, asks about rows of its test.
//   node bench/learn-small.ts [--data ../shared/data] [--samples 50] [--json]
import { parseArgs } from "node:util";
import {
  type BinaryTarget,
  createRandom,
  logLoss,
  type Random,
  rocAuc,
  type Table,
  trainBayesModel,
} from "@rapport/learn";
import { dataSets, loadSet, type Rows } from "./learn-sets.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    samples: { type: "string", default: "50" },
    json: { type: "boolean", default: false },
  },
});
const samples = Number(values.samples);
const level = 0.9;
const asked = 300;
/** Of the rows that are asked about, in their order of likeliness: all, the likeliest, the least likely. */
const groups = [[0, asked] as const, [0, 60] as const, [asked - 100, asked] as const];

function pick({ columns }: Table, rows: readonly number[]): Table {
  return {
    rows: rows.length,
    columns: columns.map((column) => {
      if (column.kind === "number")
        return { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? 0) };
      if (column.kind === "text")
        return { ...column, values: rows.map((row) => column.values[row] ?? "") };
      return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
    }),
  };
}

const pickCodes = ({ codes }: BinaryTarget, rows: readonly number[]): Int32Array =>
  Int32Array.from(rows, (row) => codes[row] ?? 0);

const count = (codes: Int32Array): number => codes.reduce((sum, code) => sum + code, 0);

/** With replacement. */
const draw = (table: Table, size: number, random: Random): number[] =>
  Array.from({ length: size }, () => random.below(table.rows));

function attempt(known: Rows, unseen: Rows, size: number, random: Random) {
  const rows = draw(known.table, size, random);
  const codes = pickCodes(known.target, rows);
  const model = trainBayesModel(
    pick(known.table, rows),
    { ...known.target, codes },
    { seed: random.word() },
  );
  const others = draw(unseen.table, asked, random);
  const raw = model.raw(pick(unseen.table, others));
  const order = [...others.keys()].sort((one, other) => (raw[other] ?? 0) - (raw[one] ?? 0));
  const held = groups.map(([from, to]) => {
    const group = order.slice(from, to).map((at) => others[at] ?? 0);
    const { low, high } = model.predictCount(pick(unseen.table, group), level);
    const came = count(pickCodes(unseen.target, group));
    return low <= came && came <= high;
  });
  const outcomes = pickCodes(unseen.target, others);
  const { probability } = model.predict(pick(unseen.table, others), level);
  const rate = (count(codes) + 1) / (size + 2);
  return {
    held: held.filter(Boolean).length / groups.length,
    auc: rocAuc(outcomes, raw).value,
    loss: logLoss(outcomes, probability).value,
    baseLoss: logLoss(
      outcomes,
      probability.map(() => rate),
    ).value,
  };
}

const found = dataSets.flatMap((set) => {
  const { both, test } = loadSet(values.data, set);
  const random = createRandom(7);
  return [20, 50, 100, 200].map((size) => {
    const all = Array.from({ length: samples }, () => attempt(both, test, size, random));
    const mean = (of: (one: (typeof all)[number]) => number): number =>
      Number((all.reduce((sum, one) => sum + of(one), 0) / samples).toFixed(3));
    return {
      set: set.name,
      rows: size,
      held: mean(({ held }) => held),
      auc: mean(({ auc }) => auc),
      loss: mean(({ loss }) => loss),
      baseLoss: mean(({ baseLoss }) => baseLoss),
    };
  });
});
if (values.json) console.log(JSON.stringify(found));
else console.table(found);
