// The text learner: which class a message belongs to, how sure that is, whether it belongs to any, and which of its
// n-grams say so. Its raw scores are calibrated: they are log-odds for two classes, and logarithms of probabilities up
// to a constant for more.
import { quantileOf } from "../calibration/bootstrap.ts";
import { LearnFault } from "../fault.ts";
import { readModelFile, writeModelFile } from "../file.ts";
import { checkTable } from "../linear/encode.ts";
import { checkTarget } from "../linear/linear.ts";
import { sigmoid } from "../linear/newton.ts";
import { type LinearScores, scoreEntries } from "../linear/sparse.ts";
import { softmax } from "../linear/train.ts";
import type { BinaryTarget, ClassTarget, Model, Table, TextColumn } from "../table.ts";
import { explainScore, type TextExplanation } from "./explain.ts";
import {
  crossScores,
  hasFewRows,
  likeliest,
  type MachineSettings,
  type Messages,
  scaleOf,
  trainMachine,
  workOf,
} from "./machine.ts";
import type { NgramSettings } from "./ngrams.ts";
import { type Scope, scopeScore } from "./scope.ts";
import { createVectoriser, type Vectoriser, type Vocabulary } from "./vectors.ts";

export interface TextSettings {
  /** Text columns to read, joined in this order; all of them when left out. */
  readonly columns?: readonly string[];
  readonly seed?: number;
  readonly ngrams?: Partial<NgramSettings>;
}

export interface TextPrediction {
  /** The likeliest class. */
  readonly code: number;
  /** One a class, sum 1. */
  readonly probabilities: Float64Array;
  /** How near the message lies to that class, up to 1; `scopeThreshold` says what is too far. */
  readonly scope: number;
}

export interface TextModel extends Model {
  readonly kind: "text";
  readonly classes: readonly string[];
  /** Raw scores of one message. */
  rawOf(text: string): Float64Array;
  predict(text: string): TextPrediction;
  /**
   * The scope below which a message is said to be about something else, such that the given share of ordinary messages
   * is rejected with it.
   * @param inScope messages that the model has not seen; without them, its training messages as cross-validation saw
   * them
   */
  scopeThreshold(share: number, inScope?: readonly string[]): number;
  /**
   * The raw score of an output by n-grams.
   * @param output the class; with two classes always 0, the log-odds of code 1
   */
  explain(text: string, output: number): TextExplanation;
  toFile(): Uint8Array;
}

interface Parts {
  readonly classes: readonly string[];
  readonly columns: readonly string[];
  readonly vectoriser: Vectoriser;
  /** Calibrated. */
  readonly machine: LinearScores;
  readonly scope: Scope;
  /** Scopes of training messages as cross-validation saw them, ascending, at even shares of the rows. */
  readonly usualScopes: Float64Array;
}

const VERSION = 1;
const standardNgrams = { pairs: 1, pieceFrom: 2, pieceTo: 5, bits: 18, seed: 0 };
const MOST_CLASSES = 2000;
const MOST_DUALS = 1e8;
const SCOPES = 1001;

/** With many rows, pairs of words that stand further apart tell more than they confuse. */
const PAIRS_OF_MANY = 4;

/** Characters of a message that count, and those of all messages together. */
const MOST_CHARACTERS = 20_000;
const ALL_CHARACTERS = 6e7;
const LEAST_CHARACTERS = 200;

const charactersFor = (rows: number): number =>
  Math.min(MOST_CHARACTERS, Math.max(LEAST_CHARACTERS, Math.floor(ALL_CHARACTERS / rows)));

function checkNgrams({ characters, pairs, pieceFrom, pieceTo, bits }: NgramSettings): void {
  const isWhole = [characters, pairs, pieceFrom, pieceTo, bits].every(Number.isInteger);
  const isFine =
    characters > 0 && pairs >= 0 && pairs <= 10 && pieceFrom >= 1 && pieceTo >= 0 && pieceTo <= 8;
  if (!isWhole || !isFine || bits < 8 || bits > 22)
    throw new LearnFault(
      "bad_setting",
      "N-grams: pairs up to 10 words apart, pieces of 1 to 8 characters, 8 to 22 bits.",
    );
}

function textColumns(table: Table, wanted?: readonly string[]): TextColumn[] {
  const found = table.columns.filter((column) => column.kind === "text");
  if (wanted === undefined) return found;
  return wanted.map((name) => {
    const column = found.find((one) => one.name === name);
    if (column) return column;
    throw new LearnFault("missing_column", `There is no text column "${name}".`);
  });
}

function messagesOf(columns: readonly TextColumn[], rows: number): string[] {
  return Array.from({ length: rows }, (_, row) =>
    columns.map(({ values }) => values[row] as string).join("\n"),
  );
}

function predict(parts: Parts, raw: Float64Array, text: string): TextPrediction {
  const code = likeliest(raw);
  const scope = scopeScore(parts.scope, parts.vectoriser.vectorOf(text), code);
  if (raw.length > 1) {
    softmax(raw);
    return { code, probabilities: raw, scope };
  }
  const second = sigmoid(raw[0] as number);
  return { code, probabilities: Float64Array.of(1 - second, second), scope };
}

function toFile({ classes, columns, vectoriser, machine, scope, usualScopes }: Parts): Uint8Array {
  const { settings, buckets, rarity, unseenRarity } = vectoriser.vocabulary;
  return writeModelFile({
    kind: "text",
    version: VERSION,
    info: { classes, columns, ngrams: settings, unseenRarity },
    arrays: {
      buckets,
      rarity,
      weights: machine.weights,
      bias: machine.bias,
      centroids: scope.centroids,
      usualScopes,
    },
  });
}

function modelOf(parts: Parts): TextModel {
  const { classes, columns, vectoriser, machine, usualScopes } = parts;
  const rawOf = (text: string): Float64Array => {
    const vector = vectoriser.vectorOf(text);
    const scores = new Float64Array(machine.outputs);
    scoreEntries(machine, vector, 0, vector.count, scores);
    return scores;
  };
  const predictOne = (text: string): TextPrediction => predict(parts, rawOf(text), text);
  return {
    kind: "text",
    classes,
    columns,
    outputs: machine.outputs,
    rawOf,
    raw: (table) => {
      const raw = new Float64Array(table.rows * machine.outputs);
      messagesOf(textColumns(table, columns), table.rows).forEach((text, row) => {
        raw.set(rawOf(text), row * machine.outputs);
      });
      return raw;
    },
    predict: predictOne,
    scopeThreshold: (share, inScope) => {
      if (!(share >= 0 && share <= 1))
        throw new LearnFault("bad_setting", "A share lies between 0 and 1.");
      if (inScope === undefined) return quantileOf(usualScopes, share);
      if (inScope.length === 0) throw new LearnFault("bad_table", "There are no messages.");
      return quantileOf(Float64Array.from(inScope, (text) => predictOne(text).scope).sort(), share);
    },
    explain: (text, output) => {
      if (!Number.isInteger(output) || output < 0 || output >= machine.outputs)
        throw new LearnFault("bad_setting", `The model has ${machine.outputs} outputs, from 0.`);
      return explainScore(vectoriser, machine, text, output);
    },
    toFile: () => toFile(parts),
  };
}

/** An even choice of `SCOPES` quantiles, so that the file does not grow with the rows. */
function usualScopesOf(scopes: Float64Array): Float64Array {
  if (scopes.length === 0) return Float64Array.of(-1);
  const sorted = scopes.slice().sort();
  return Float64Array.from({ length: SCOPES }, (_, at) => quantileOf(sorted, at / (SCOPES - 1)));
}

function learn(messages: Messages, settings: MachineSettings): Omit<Parts, "classes" | "columns"> {
  const unseen = crossScores(messages, settings, workOf(messages, settings.ngrams));
  const { vectoriser, scores, scope } = trainMachine(messages, settings);
  const { slope, intercept } = scaleOf(unseen, scores.outputs);
  const machine: LinearScores = {
    outputs: scores.outputs,
    weights: Float32Array.from(scores.weights, (weight) => weight * slope),
    bias: scores.bias.map((bias) => bias * slope + intercept),
  };
  return { vectoriser, machine, scope, usualScopes: usualScopesOf(unseen.scope) };
}

/**
 * Learns from the text columns of a table; other columns are not read.
 * @throws LearnFault on an empty table, no text column, an outcome that is missing, one outcome only, or more classes
 * than can be told apart
 */
export function trainTextModel(
  table: Table,
  target: BinaryTarget | ClassTarget,
  settings: TextSettings = {},
): TextModel {
  checkTable(table);
  checkTarget(target, table.rows);
  const columns = textColumns(table, settings.columns);
  if (columns.length === 0)
    throw new LearnFault("missing_column", "There is no text column to learn from.");
  const { codes, classes } = target;
  if (classes.length > MOST_CLASSES || classes.length * table.rows > MOST_DUALS)
    throw new LearnFault("bad_target", "There are too many classes. Put rare ones together.");
  const messages = { texts: messagesOf(columns, table.rows), codes, classes };
  const isFew = hasFewRows(messages);
  const pairs = isFew ? standardNgrams.pairs : PAIRS_OF_MANY;
  const characters = charactersFor(table.rows);
  const ngrams = { ...standardNgrams, pairs, characters, ...settings.ngrams };
  checkNgrams(ngrams);
  const learned = learn(messages, { ngrams, seed: settings.seed ?? 1, isFew });
  const names = columns.map(({ name }) => name);
  return modelOf({ ...learned, classes, columns: names });
}

interface Info {
  readonly classes: string[];
  readonly columns: string[];
  readonly ngrams: NgramSettings;
  readonly unseenRarity: number;
}

/** @throws LearnFault `bad_file` */
export function readTextModel(bytes: Uint8Array): TextModel {
  const file = readModelFile(bytes, "text", VERSION);
  const { classes, columns, ngrams, unseenRarity } = file.info as Info;
  const { buckets, rarity, weights, bias, centroids, usualScopes } = file.arrays;
  if (!buckets || !rarity || !weights || !bias || !centroids || !usualScopes)
    throw new LearnFault("bad_file", "The file lacks its numbers.");
  const vocabulary = { settings: ngrams, buckets, rarity, unseenRarity } as Vocabulary;
  return modelOf({
    classes,
    columns,
    vectoriser: createVectoriser(vocabulary),
    machine: { outputs: bias.length, weights, bias } as LinearScores,
    scope: { classes: classes.length, centroids } as Scope,
    usualScopes: usualScopes as Float64Array,
  });
}
