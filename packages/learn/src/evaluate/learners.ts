// The learners as evaluation sees them: a name, settings, and how to fit. Each returns its model with attributions that
// sum to the raw score.
import { trainBayesModel } from "../bayes/bayes.ts";
import type { BoostedModel } from "../boosted/model.ts";
import type { BoostedOptions } from "../boosted/options.ts";
import { trainBoosted, trainBoostedWith } from "../boosted/train.ts";
import { LearnFault } from "../fault.ts";
import { trainLinearModel } from "../linear/linear.ts";
import type { Model, Table, Target, Team } from "../table.ts";
import { type TextModel, trainTextModel } from "../text/text.ts";

export type LearnerName = "boosted" | "linear" | "text" | "bayes";

export interface Data {
  readonly table: Table;
  readonly target: Target;
}

export interface FitSettings {
  readonly seed: number;
  /** Rows that decide when to stop. */
  readonly stop?: Data;
  /** Exactly so many rounds. */
  readonly rounds?: number;
  /** The strength of the penalty, chosen before. */
  readonly cost?: number;
}

/** Shares of the raw scores: `rows × outputs × columns`, and what they are added to: `rows × outputs`. */
export interface Attributions {
  readonly columns: readonly string[];
  readonly base: Float64Array;
  readonly shares: Float64Array;
}

export interface Fitted {
  readonly model: Model;
  readonly rounds?: number;
  /** The strength of the penalty that was chosen. */
  readonly cost?: number;
  attributions?(table: Table): Attributions;
}

/** A learner with settings that cross-validation compares with others. */
export interface Candidate {
  readonly learner: LearnerName;
  /** Says what sets it apart, for people. */
  readonly about: string;
  readonly stopsEarly: boolean;
  /** Whether its raw scores are log-odds that hold as they are. */
  readonly calibrated?: boolean;
  fit(data: Data, settings: FitSettings): Fitted | Promise<Fitted>;
}

function repeated(values: Float64Array, times: number): Float64Array {
  const all = new Float64Array(values.length * times);
  for (let time = 0; time < times; time += 1) all.set(values, time * values.length);
  return all;
}

const boostedAttributions =
  (model: BoostedModel) =>
  (table: Table): Attributions => ({
    columns: model.columns,
    base: repeated(model.expected(), table.rows),
    shares: model.attributions(table),
  });

const fittedBoosted = (model: BoostedModel): Fitted => ({
  model,
  rounds: Math.max(1, Math.round(model.trees / model.outputs)),
  attributions: boostedAttributions(model),
});

/** With fewer rows the members of a team that train one model wait for each other too long. */
const teamRows = 100_000;

function boosted(about: string, options: BoostedOptions, team?: Team): Candidate {
  return {
    learner: "boosted",
    about,
    stopsEarly: true,
    fit({ table, target }, { seed, stop, rounds }) {
      const all: BoostedOptions = {
        ...options,
        seed,
        ...(stop ? { validation: stop } : {}),
        rounds: rounds ?? (stop ? 2000 : 200),
      };
      if (team && table.rows >= teamRows)
        return trainBoostedWith(team, table, target, all).then(fittedBoosted);
      return fittedBoosted(trainBoosted(table, target, all));
    },
  };
}

const careful: BoostedOptions = {
  learningRate: 0.05,
  maxLeaves: 8,
  maxDepth: 4,
  minRows: 20,
  rowShare: 0.8,
  columnShare: 0.7,
  l2: 3,
};
const deep: BoostedOptions = {
  learningRate: 0.05,
  maxLeaves: 31,
  maxDepth: 8,
  minRows: 20,
  columnShare: 0.8,
};

/** Boosted trees in the shapes that suit a set of this size. A team trains the same models, to the bit. */
export function boostedCandidates(rows: number, team?: Team): Candidate[] {
  if (rows < 1000)
    return [boosted("small trees", { ...careful, maxLeaves: 4, maxDepth: 2, minRows: 8 })];
  const small = boosted("small trees", careful, team);
  const large = boosted("large trees", deep, team);
  return rows > 100_000 ? [large] : [small, large];
}

/** A quick model, to see what columns know together. */
export const quickCandidate: Candidate = {
  ...boosted("quick", { ...careful, learningRate: 0.2 }),
  stopsEarly: false,
  fit: ({ table, target }, { seed }) => ({
    model: trainBoosted(table, target, { ...careful, learningRate: 0.2, rounds: 60, seed }),
  }),
};

export const linearCandidates: readonly Candidate[] = [
  {
    learner: "linear",
    about: "standardised columns",
    stopsEarly: false,
    fit({ table, target }, { seed, cost }) {
      const model = trainLinearModel(table, target, { seed, ...(cost ? { cost } : {}) });
      const attributions = (asked: Table): Attributions => {
        const { base, shares } = model.attributions(asked);
        return { columns: model.columns, base: repeated(base, asked.rows), shares };
      };
      return { model, cost: model.cost, attributions };
    },
  },
];

export const bayesCandidate: Candidate = {
  learner: "bayes",
  about: "weak priors",
  stopsEarly: false,
  calibrated: true,
  fit({ table, target }, { seed }) {
    if (target.kind !== "binary") throw new LearnFault("bad_target", "Bayes needs two classes.");
    const model = trainBayesModel(table, target, { seed });
    const attributions = (asked: Table) => ({
      columns: model.columns,
      ...model.attributions(asked),
    });
    return { model, attributions };
  },
};

export const textCandidate: Candidate = {
  learner: "text",
  about: "word and character n-grams",
  stopsEarly: false,
  calibrated: true,
  fit({ table, target }, { seed }) {
    if (target.kind === "number") throw new LearnFault("bad_target", "Text needs classes.");
    const model = trainTextModel(table, target, { seed });
    return model.columns.length === 1
      ? { model, attributions: (asked) => textAttributions(model, asked) }
      : { model };
  },
};

/** One column gives all that sets a row apart from an empty text. */
function textAttributions(model: TextModel, table: Table): Attributions {
  const base = repeated(model.rawOf(""), table.rows);
  const shares = model.raw(table).map((score, at) => score - (base[at] as number));
  return { columns: model.columns, base, shares };
}
