// Reads an XGBoost model saved as JSON (`save_model("….json")`, gbtree, splits of numbers), so that its scores and
// attributions can be compared with those of others. XGBoost compares in 32 bits, x < t; here a row goes left where
// x ≤ cut, so the cut is the largest 64-bit number that rounds to less than t.
import { LearnFault } from "../fault.ts";
import type { NumberBins } from "./column-bins.ts";
import { BoostedModel, type BoostedParts } from "./model.ts";
import { emptyFound } from "./splits.ts";
import { type Trees, TreesBuilder } from "./tree.ts";

interface DumpedTree {
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_indices: readonly number[];
  readonly split_conditions: readonly number[];
  readonly default_left: readonly (number | boolean)[];
  readonly split_type?: readonly number[];
  readonly sum_hessian: readonly number[];
}

interface Dump {
  readonly learner: {
    readonly feature_names?: readonly string[];
    readonly learner_model_param: {
      readonly base_score: string;
      readonly num_class: string;
      readonly num_feature: string;
    };
    readonly objective: { readonly name: string };
    readonly gradient_booster: {
      readonly name: string;
      readonly model: {
        readonly tree_info: readonly number[];
        readonly trees: readonly DumpedTree[];
      };
    };
  };
}

function refuse(what: string): never {
  throw new LearnFault("bad_file", `This XGBoost model cannot be read: ${what}.`);
}

const bits = new DataView(new ArrayBuffer(8));

function neighbour32(value: number, step: -1 | 1): number {
  if (value === 0) return step * 2 ** -149;
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? step : -step));
  return bits.getFloat32(0);
}

function below64(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The largest number that, rounded to 32 bits, is less than `limit`. */
export function cutBelow(limit: number): number {
  const before = neighbour32(limit, -1);
  const middle = before / 2 + limit / 2;
  return Math.fround(middle) === before ? middle : below64(middle);
}

function kindOf(objective: string): BoostedParts["kind"] {
  if (objective === "binary:logistic" || objective === "binary:logitraw") return "binary";
  if (objective === "multi:softprob" || objective === "multi:softmax") return "classes";
  if (objective === "reg:squarederror") return "squared";
  return refuse(`the objective ${objective} is not among those known`);
}

function baseOf(text: string, objective: string, outputs: number): Float64Array {
  const given = text
    .replace(/[[\]\s]/g, "")
    .split(",")
    .map(Number);
  return Float64Array.from({ length: outputs }, (_, output) => {
    const score = Math.fround(given[given.length === outputs ? output : 0] as number);
    return objective === "binary:logistic" ? Math.log(score / (1 - score)) : score;
  });
}

function cutsOf(trees: readonly DumpedTree[], columns: number): Float64Array[] {
  const cuts = Array.from({ length: columns }, () => new Set<number>());
  for (const tree of trees)
    for (const [node, column] of tree.split_indices.entries()) {
      if ((tree.left_children[node] as number) < 0) continue;
      if (tree.split_type?.[node] === 1) refuse("it splits sets of categories");
      const of = cuts[column] ?? refuse(`a split reads the column ${column}`);
      of.add(cutBelow(Math.fround(tree.split_conditions[node] as number)));
    }
  return cuts.map((set) => Float64Array.from(set).sort());
}

/** Copies a tree level by level, so that the children of a node stand side by side. */
function copyTree(tree: DumpedTree, cuts: readonly Float64Array[], builder: TreesBuilder): void {
  const add = (node: number) =>
    builder.leaf(
      Math.fround(tree.split_conditions[node] as number),
      tree.sum_hessian[node] as number,
    );
  const waiting: [number, number][] = [[0, add(0)]];
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    const [from, to] = entry;
    const left = tree.left_children[from] as number;
    const right = tree.right_children[from] as number;
    if (left < 0) continue;
    if (left <= from || right <= from) refuse("a tree leads backwards");
    const column = tree.split_indices[from] as number;
    const cut = cutBelow(Math.fround(tree.split_conditions[from] as number));
    const threshold = (cuts[column] as Float64Array).indexOf(cut) + 1;
    const missingLeft = Boolean(tree.default_left[from]);
    const [first, second] = [add(left), add(right)];
    builder.split(to, { ...emptyFound(), column, threshold, missingLeft }, first, second);
    waiting.push([left, first], [right, second]);
  }
  builder.endTree();
}

function columnOf(name: string, cuts: Float64Array): NumberBins {
  if (cuts.length > 65_000) refuse(`the column ${name} has ${cuts.length} cuts`);
  return {
    kind: "number",
    name,
    cuts,
    lows: Float64Array.from([cuts[0] ?? 0, ...cuts.subarray(1), cuts.at(-1) ?? 0]),
    highs: Float64Array.from([...cuts, cuts.at(-1) ?? 0]),
    bins: cuts.length + 2,
    missing: true,
  };
}

function treesOf(dump: Dump, cuts: readonly Float64Array[], outputs: number): Trees {
  const { trees, tree_info: outputOf } = dump.learner.gradient_booster.model;
  const builder = new TreesBuilder();
  for (const [at, tree] of trees.entries()) {
    if (outputOf[at] !== at % outputs) refuse("its trees are not in the order of its classes");
    copyTree(tree, cuts, builder);
  }
  return builder.build();
}

/**
 * @param json the text that XGBoost saved.
 * @throws Error for boosters, objectives and splits that are not known here.
 */
export function boostedFromXgboost(json: string): BoostedModel {
  const dump = JSON.parse(json) as Dump;
  const { learner } = dump;
  if (learner?.gradient_booster?.name !== "gbtree") refuse("its booster is not gbtree");
  const objective = learner.objective.name;
  const outputs = Math.max(1, Number(learner.learner_model_param.num_class));
  const columns = Number(learner.learner_model_param.num_feature);
  const cuts = cutsOf(learner.gradient_booster.model.trees, columns);
  const names = learner.feature_names?.length ? learner.feature_names : null;
  const classes = outputs > 1 ? outputs : 2;
  const kind = kindOf(objective);
  return new BoostedModel({
    kind,
    classes: kind === "squared" ? [] : Array.from({ length: classes }, (_, code) => String(code)),
    base: baseOf(learner.learner_model_param.base_score, objective, outputs),
    bins: cuts.map((of, column) => columnOf(names?.[column] ?? `f${column}`, of)),
    trees: treesOf(dump, cuts, outputs),
  });
}
