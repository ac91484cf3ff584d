// What the Bayesian learner knows before it sees the rows: which features there are, and how far each is believed to
// reach.
import { LearnFault } from "../fault.ts";
import { type Encoding, encodeRows, fitEncoding } from "../linear/encode.ts";
import type { Table } from "../table.ts";
import type { Prior } from "./posterior.ts";

export interface BayesSettings {
  readonly seed?: number;
  /** Draws from the posterior that the model keeps. */
  readonly draws?: number;
  /** What is known of the base rate: a share between 0 and 1, believed like that many rows. */
  readonly baseRate?: { readonly share: number; readonly rows: number };
  /**
   * What is known of columns: by how much the log-odds change with one standard deviation of a number, or, by
   * `column=level`, where a category has that level; and how sure that is.
   */
  readonly effects?: Readonly<
    Record<string, { readonly mean: number; readonly deviation: number }>
  >;
  /** The deviation of everything that `effects` does not name; unless told, the rows say how far columns reach. */
  readonly others?: number;
}

const MOST_FEATURES = 400;
const MOST_LEVELS = [30, 10, 4] as const;
/** Rows times features at most, so that draws take seconds. */
const MOST_CELLS = 5e6;
const INTERCEPT_DEVIATION = 2.5;

/** Categories with so many levels that the features would be too many are cut to their most frequent ones. */
export function smallEncoding(table: Table): Encoding {
  for (const mostLevels of MOST_LEVELS) {
    const encoding = fitEncoding(table, mostLevels);
    if (encoding.features <= MOST_FEATURES) return encoding;
  }
  throw new LearnFault(
    "bad_table",
    "The Bayesian learner reads about 100 columns at most. Drop some, or take the linear learner.",
  );
}

/** Entries of all rows; entry c of a row belongs to column c. */
export const entriesOf = (encoding: Encoding, table: Table) => {
  const { features, values } = encodeRows(encoding, table);
  return { features, values, width: encoding.columns.length };
};

export function designOf(encoding: Encoding, table: Table): Float64Array {
  const { features, values, width } = entriesOf(encoding, table);
  const size = encoding.features + 1;
  if (table.rows * size > MOST_CELLS)
    throw new LearnFault(
      "bad_table",
      "The Bayesian learner is for few rows. Take the linear learner or boosted trees.",
    );
  const design = new Float64Array(table.rows * size);
  for (let row = 0; row < table.rows; row += 1) {
    for (let at = row * width; at < (row + 1) * width; at += 1)
      design[row * size + (features[at] as number)] = values[at] as number;
    design[row * size + size - 1] = 1;
  }
  return design;
}

/** Null: the rows do not have that level, so that there is nothing to know about. */
function featureOf(encoding: Encoding, name: string): number | null {
  for (const column of encoding.columns) {
    if (column.kind === "number" && column.name === name) return column.feature;
    if (column.kind !== "category" || !name.startsWith(`${column.name}=`)) continue;
    const at = column.levels.indexOf(name.slice(column.name.length + 1));
    return at < 0 ? null : column.feature + at;
  }
  throw new LearnFault(
    "bad_setting",
    `There is no number column "${name}", and no category whose level it is, to know about.`,
  );
}

function othersOf(size: number, others: number | undefined): Pick<Prior, "deviations" | "fixed"> {
  if (others !== undefined && !(others > 0))
    throw new LearnFault("bad_setting", "The deviation of the others must be above 0.");
  return {
    deviations: new Float64Array(size).fill(others ?? 1),
    fixed: new Uint8Array(size).fill(others === undefined ? 0 : 1),
  };
}

export function priorOf(
  encoding: Encoding,
  { baseRate, effects = {}, others }: BayesSettings,
): Prior {
  const size = encoding.features + 1;
  const prior: Prior = {
    centres: new Float64Array(size),
    ...othersOf(size, others),
  };
  prior.fixed[size - 1] = 1;
  prior.deviations[size - 1] = INTERCEPT_DEVIATION;
  if (baseRate) {
    const { share, rows } = baseRate;
    if (!(share > 0 && share < 1 && rows > 0))
      throw new LearnFault(
        "bad_setting",
        "A base rate lies between 0 and 1 and is worth some rows.",
      );
    prior.centres[size - 1] = Math.log(share / (1 - share));
    prior.deviations[size - 1] = 1 / Math.sqrt(share * (1 - share) * rows);
  }
  for (const [name, { mean, deviation }] of Object.entries(effects)) {
    const feature = featureOf(encoding, name);
    if (!(Number.isFinite(mean) && deviation > 0))
      throw new LearnFault("bad_setting", `The effect of "${name}" needs a deviation above 0.`);
    if (feature === null) continue;
    prior.centres[feature] = mean;
    prior.deviations[feature] = deviation;
    prior.fixed[feature] = 1;
  }
  return prior;
}
