// What a history of draws says of an action. Only draws whose stated probabilities they look like are measured: where
// they do not, people seem to have chosen, and then nothing is said about an effect, whatever the difference is.
import type { ActionEstimate } from "@rapport/contracts";
import {
  averageEffect,
  checkBalance,
  type EffectModel,
  estimateEffects,
  type Table,
} from "@rapport/learn";
import type { FeatureValue } from "../models/index.ts";

/** Draws whose outcome is known, in columns. */
export interface TrialRows {
  readonly columns: readonly { readonly key: string; readonly kind: string }[];
  readonly rows: readonly (readonly FeatureValue[])[];
  readonly treated: Uint8Array;
  readonly outcome: Uint8Array;
  readonly propensity: Float64Array;
  readonly groups: Int32Array;
}

export interface Estimated {
  readonly state: ActionEstimate["state"];
  readonly words: string;
  readonly average: ActionEstimate["average"];
  readonly balance: number | null;
  readonly treated: ActionEstimate["treated"];
  readonly untreated: ActionEstimate["untreated"];
  readonly model: EffectModel | null;
}

/** Fewer in an arm than these are not compared. */
export const leastInArm = 20;
/** A true draw looks so uneven once in a thousand. */
const leastBalance = 0.001;
export const level = 0.9;

export function tableOf(
  columns: TrialRows["columns"],
  rows: readonly (readonly FeatureValue[])[],
): Table {
  return {
    rows: rows.length,
    columns: columns.map(({ key, kind }, at) => {
      const values = rows.map((row) => row[at] ?? null);
      if (kind === "number")
        return {
          name: key,
          kind: "number",
          values: Float64Array.from(values, (value) =>
            typeof value === "number" ? value : Number.NaN,
          ),
        };
      const levels = [...new Set(values.filter((value) => typeof value === "string"))].sort();
      const places = new Map(levels.map((name, place) => [name, place]));
      return {
        name: key,
        kind: "category",
        codes: Int32Array.from(values, (value) => places.get(String(value)) ?? -1),
        levels,
      };
    }),
  };
}

function armOf({ treated, outcome }: TrialRows, arm: number) {
  let [units, came] = [0, 0];
  for (let row = 0; row < treated.length; row += 1) {
    if (treated[row] !== arm) continue;
    units += 1;
    came += outcome[row] ?? 0;
  }
  return { units, came };
}

const points = (value: number): string => String(Math.round(value * 100)).replace("-", "−");

function averageWords({ value, low, high }: { value: number; low: number; high: number }): string {
  const way = value >= 0 ? "raises" : "lowers";
  const range = `${points(low)} to ${points(high)}`;
  const clear = low > 0 || high < 0 ? "" : " That may as well be nothing.";
  return `On average it ${way} the chance by ${points(Math.abs(value))} points (${range}).${clear}`;
}

export function estimateAction(trial: TrialRows, seed = 1): Estimated {
  const [untreated, treated] = [armOf(trial, 0), armOf(trial, 1)];
  const arms = { treated, untreated };
  const nothing = { ...arms, average: null, model: null };
  if (Math.min(treated.units, untreated.units) < leastInArm) {
    const words = `Too few to compare: ${treated.units} with and ${untreated.units} without have a known outcome; it takes ${leastInArm} of each.`;
    return { ...nothing, state: "too-few", words, balance: null };
  }
  const { rows, columns, ...drawn } = trial;
  const given = { ...drawn, table: tableOf(columns, rows) };
  const { p } = checkBalance(given);
  if (p < leastBalance) {
    const words =
      "These draws do not look like chance with the stated probabilities: records that got the action were others from the start. So the difference says nothing about what the action adds.";
    return { ...nothing, state: "not-random", words, balance: p };
  }
  const model = estimateEffects(given, { seed });
  const { value, low, high } = averageEffect(model, level);
  const average = { value, low, high };
  return { ...arms, state: "measured", words: averageWords(average), average, balance: p, model };
}
