// Which linear machine a set of messages gets, and how its scores become log-odds. Little work gets logistic regression,
// which is the better one for few rows; much gets support vector machines, which are faster. Folds of rows that a machine
// has not seen tell how sure its scores are, and how near to its classes an ordinary message lies. What differs between
// few and many rows a class was chosen on validation messages of Banking77.
import { fitPlatt } from "../calibration/calibrate.ts";
import { type LinearScores, scoreRows } from "../linear/sparse.ts";
import { softmax, trainLinear } from "../linear/train.ts";
import { createRandom, shuffle } from "../random.ts";
import type { NgramSettings } from "./ngrams.ts";
import { centroidsOf, type Scope, scopeScore } from "./scope.ts";
import { trainSvm } from "./svm.ts";
import { fitVectoriser, type Vectoriser, vectorsOf } from "./vectors.ts";

export interface Messages {
  readonly texts: readonly string[];
  readonly codes: Int32Array;
  readonly classes: readonly string[];
}

export interface MachineSettings {
  readonly ngrams: NgramSettings;
  readonly seed: number;
  /** Few rows a class: rarity counts classes, and the names of the classes are messages too. */
  readonly isFew: boolean;
}

/** Up to so many rows a class are few. */
const FEW_ROWS = 30;

export const hasFewRows = ({ texts, classes }: Messages): boolean =>
  classes.length > 2 && texts.length <= FEW_ROWS * classes.length;

export interface TextMachine {
  readonly vectoriser: Vectoriser;
  /** Uncalibrated. */
  readonly scores: LinearScores;
  readonly scope: Scope;
}

/** Up to so many products a pass, logistic regression is taken. */
const MOST_LOGISTIC = 2e7;
/** Weights with which L-BFGS remembers its steps in some hundred megabytes. */
const MOST_LOGISTIC_WEIGHTS = 4e6;
const LOGISTIC = { cost: 10, tolerance: 1e-2, iterations: 30 };
const SVM = { cost: 1, tolerance: 0.2 };
/** Products that all passes of a support vector machine may take: it ends in time on any table. */
const SVM_WORK = 2e10;
/** Up to here five folds are taken, which leave more rows to learn from. */
const FOLDS_OF_FIVE = 2e6;
/** Weights of a model at most; with more classes, rarer n-grams are left out. */
const MOST_WEIGHTS = 4e7;

/** Names such as `card_arrival` say what their class is about, which counts where rows are few. */
function withNames({ texts, codes, classes }: Messages): Messages {
  const named = [...classes.keys()].filter((code) => /\p{L}{3}/u.test(classes[code] as string));
  return {
    texts: [...texts, ...named.map((code) => classes[code] as string)],
    codes: Int32Array.from([...codes, ...named]),
    classes,
  };
}

export function trainMachine(given: Messages, settings: MachineSettings): TextMachine {
  const { ngrams, seed, isFew } = settings;
  const { texts, codes, classes } = isFew ? withNames(given) : given;
  const outputs = outputsOf(classes);
  const vectoriser = fitVectoriser(texts, ngrams, {
    mostFeatures: Math.floor(MOST_WEIGHTS / classes.length),
    rowClasses: isFew ? { codes, classes: classes.length } : undefined,
  });
  const rows = vectorsOf(texts, vectoriser);
  const work = rows.features.length * outputs;
  const { features } = vectoriser;
  const passes = Math.min(12, Math.max(4, Math.floor(SVM_WORK / (work + 1))));
  const task = { kind: "classes", codes, classes: classes.length } as const;
  const isSmall = work <= MOST_LOGISTIC && features * outputs <= MOST_LOGISTIC_WEIGHTS;
  const scores = isSmall
    ? trainLinear(rows, features, task, LOGISTIC)
    : trainSvm(rows, features, task, { ...SVM, passes, seed });
  return { vectoriser, scores, scope: centroidsOf(rows, features, codes, classes.length) };
}

/** Deals the rows of each class out in turn, so that every fold has its share of each. */
function foldsOf({ codes, classes }: Messages, folds: number, seed: number): Int32Array {
  const order = Int32Array.from(codes, (_, row) => row);
  shuffle(order, createRandom(seed));
  const next = Int32Array.from(classes, (_, code) => code);
  const fold = new Int32Array(codes.length);
  for (const row of order) {
    const code = codes[row] as number;
    fold[row] = (next[code] as number) % folds;
    next[code] = (next[code] as number) + 1;
  }
  return fold;
}

export interface Unseen {
  readonly codes: Int32Array;
  /** `rows × outputs`. */
  readonly scores: Float64Array;
  /** How near each row lies to the class that it is taken for. */
  readonly scope: Float64Array;
}

function pickMessages({ texts, codes, classes }: Messages, rows: Int32Array): Messages {
  return {
    texts: Array.from(rows, (row) => texts[row] as string),
    codes: rows.map((row) => codes[row] as number),
    classes,
  };
}

/** What a machine trained on other rows says of the given ones. */
function scoreUnseen(machine: TextMachine, { texts, codes }: Messages): Unseen {
  const { vectoriser, scores, scope } = machine;
  const rows = vectorsOf(texts, vectoriser);
  const given = scoreRows(scores, rows);
  const near = Float64Array.from(texts, (text, row) => {
    const own = given.subarray(row * scores.outputs, (row + 1) * scores.outputs);
    return scopeScore(scope, vectoriser.vectorOf(text), likeliest(own));
  });
  return { codes, scores: given, scope: near };
}

/** The code with the highest score; of one score, code 1 where it is above 0. */
export function likeliest(scores: Float64Array): number {
  if (scores.length === 1) return (scores[0] as number) > 0 ? 1 : 0;
  let best = 0;
  for (let code = 1; code < scores.length; code += 1)
    if ((scores[code] as number) > (scores[best] as number)) best = code;
  return best;
}

function append(parts: readonly Unseen[]): Unseen {
  const joined = (pick: (part: Unseen) => Float64Array): Float64Array =>
    Float64Array.from(parts.flatMap((part) => [...pick(part)]));
  return {
    codes: Int32Array.from(parts.flatMap(({ codes }) => [...codes])),
    scores: joined(({ scores }) => scores),
    scope: joined(({ scope }) => scope),
  };
}

/**
 * Scores of rows by machines that have not seen them. With much to do, one machine and a fifth of the rows suffice.
 * @param work entries of all rows times outputs
 */
export function crossScores(messages: Messages, settings: MachineSettings, work: number): Unseen {
  const folds = work <= 5e7 && work > FOLDS_OF_FIVE ? 3 : 5;
  const fold = foldsOf(messages, folds, settings.seed);
  const turns = work <= 5e7 ? folds : 1;
  const parts: Unseen[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const order = Int32Array.from(fold, (_, row) => row);
    const kept = pickMessages(
      messages,
      order.filter((row) => fold[row] !== turn),
    );
    const known = new Set(kept.codes);
    const out = pickMessages(
      messages,
      order.filter((row) => fold[row] === turn && known.has(messages.codes[row] as number)),
    );
    if (known.size > 1 && out.codes.length > 0)
      parts.push(scoreUnseen(trainMachine(kept, settings), out));
  }
  return append(parts);
}

/** Raw score = slope × score + intercept. */
export interface ScoreScale {
  readonly slope: number;
  readonly intercept: number;
}

const UNCALIBRATED: ScoreScale = { slope: 1, intercept: 0 };
const LEAST_ROWS = 10;

/** Mean −ln p of the rows' classes when scores are multiplied by `slope`. */
function meanLoss({ codes, scores }: Unseen, outputs: number, slope: number): number {
  const own = new Float64Array(outputs);
  let sum = 0;
  for (let row = 0; row < codes.length; row += 1) {
    for (let output = 0; output < outputs; output += 1)
      own[output] = slope * (scores[row * outputs + output] as number);
    const score = own[codes[row] as number] as number;
    sum += softmax(own) - score;
  }
  return sum / codes.length;
}

/** Two classes: Platt's line. More: the temperature of Guo et al. (2017), by golden section on its logarithm. */
export function scaleOf(unseen: Unseen, outputs: number): ScoreScale {
  if (unseen.codes.length < LEAST_ROWS) return UNCALIBRATED;
  if (outputs === 1) {
    const { slope, intercept } = fitPlatt(unseen.scores, unseen.codes);
    return { slope, intercept };
  }
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.02), Math.log(50)];
  for (let turn = 0; turn < 40; turn += 1) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    const isLeft =
      meanLoss(unseen, outputs, Math.exp(left)) < meanLoss(unseen, outputs, Math.exp(right));
    if (isLeft) high = right;
    else low = left;
  }
  return { slope: Math.exp((low + high) / 2), intercept: 0 };
}

const outputsOf = (classes: readonly string[]): number =>
  classes.length === 2 ? 1 : classes.length;

/** Entries of all rows times outputs, from a sample of the messages. */
export function workOf({ texts, classes }: Messages, ngrams: NgramSettings): number {
  const step = Math.max(1, Math.floor(texts.length / 500));
  const sample = texts.filter((_, at) => at % step === 0);
  const vectoriser = fitVectoriser(sample, ngrams, { mostFeatures: MOST_WEIGHTS });
  const entries = vectorsOf(sample, vectoriser).features.length;
  return (entries / sample.length) * texts.length * outputsOf(classes);
}
