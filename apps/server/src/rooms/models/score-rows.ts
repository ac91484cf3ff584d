// Rows of values → scores with reasons and hints, by one artefact or by the rules. Everything of one answer comes from
// one release: the values are taken by the columns that the artefact names, under the feature hash that it was made for.
import type { ModelRung, ScoreHint, ScoreReason } from "@rapport/contracts";
import { type Artefact, attributionsOf, chancesOf, type Row, rankOf, tableOf } from "./artefact.ts";
import type {
  FeatureValue,
  FullDefinition,
  ModelDefinition,
  RecordFeature,
} from "./define-model.ts";
import { chancesFor } from "./train-text.ts";
import { type Change, hintOf, reasonsOf } from "./words.rules.ts";

export interface Scored {
  /** 0 to 100; null where only a label is given. */
  readonly score: number | null;
  readonly chance: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly label: string | null;
  readonly reasons: readonly ScoreReason[];
  readonly hints: readonly ScoreHint[];
}

export interface Scorer {
  readonly rung: ModelRung;
  readonly releaseId: string | null;
  readonly number: number | null;
  readonly why: string;
  /** Its chances are withdrawn since they did not come true. */
  readonly isOff: boolean;
  /** Which values it reads, in the order of its rows. */
  readonly definition: FullDefinition;
  score(rows: readonly Row[], options?: { hints?: boolean }): Scored[];
}

const clamp = (value: number): number => Math.min(100, Math.max(0, value));

/** By the points of the rules: what one would say without a model. */
export function rulePoints(
  definition: Pick<ModelDefinition, "features" | "rules">,
  row: Row,
): number {
  const places = new Map(definition.features.map(({ key }, at) => [key, at]));
  const value = (key: string): FeatureValue => row[places.get(key) ?? -1] ?? null;
  const { start, list } = definition.rules;
  return clamp(list.reduce((sum, rule) => sum + (rule.holds(value) ? rule.points : 0), start));
}

export function rulesScorer(definition: FullDefinition, why: string): Scorer {
  const places = new Map(definition.features.map(({ key }, at) => [key, at]));
  const scoreRow = (row: Row): Scored => {
    const value = (key: string): FeatureValue => row[places.get(key) ?? -1] ?? null;
    const held = definition.rules.list.filter((rule) => rule.holds(value));
    const reasons = held.map(({ words, points }) => ({ feature: "rule", words, share: points }));
    reasons.sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
    const score = definition.task === "chance" ? rulePoints(definition, row) : null;
    return { score, chance: null, low: null, high: null, label: null, reasons, hints: [] };
  };
  return {
    rung: "rules",
    releaseId: null,
    number: null,
    why,
    isOff: false,
    definition,
    score: (rows) => rows.map(scoreRow),
  };
}

/** What a column could be instead: other levels, or what is usual among the rows of training. */
function othersOf(artefact: Artefact, at: number): FeatureValue[] {
  const column = artefact.header.columns[at];
  if (!column) return [];
  return column.kind === "category"
    ? [...column.levels]
    : [...(artefact.header.typical[column.key] ?? [])];
}

const mostHints = 3;
/** Points by which a hint must move the score to be worth telling. */
const leastMove = 5;

/**
 * The smallest changes of what people can change that move the score the good way: every single one is tried, then pairs
 * of the best. What the model would answer, not what would happen.
 */
function hintsOf(
  definition: ModelDefinition,
  artefact: Artefact,
  features: readonly RecordFeature[],
  row: Row,
  now: number,
): ScoreHint[] {
  const wanted = definition.highIs === "bad" ? -1 : 1;
  const singles = features.flatMap((feature, at) =>
    feature.changeable
      ? othersOf(artefact, at)
          .filter((to) => to !== row[at])
          .map((to) => [{ at, feature, from: row[at] ?? null, to }])
      : [],
  );
  const scoreAll = (sets: readonly (readonly (Change & { at: number })[])[]) => {
    if (sets.length === 0) return [];
    const rows = sets.map((set) => {
      const changed = [...row];
      for (const { at, to } of set) changed[at] = to;
      return changed;
    });
    const raw = artefact.model.raw(tableOf(artefact.header.columns, rows));
    const chances = chancesOf(artefact.header, raw);
    return sets.map((changes, index) => ({
      changes,
      score: chances
        ? 100 * (chances[index] as number)
        : rankOf(artefact.header, raw[index] as number),
    }));
  };
  const moves = (score: number) => wanted * (score - now);
  const tried = scoreAll(singles).sort((a, b) => moves(b.score) - moves(a.score));
  const best = tried.slice(0, 6);
  const pairs = best.flatMap((one, index) =>
    best
      .slice(index + 1)
      .filter((other) => other.changes[0]?.at !== one.changes[0]?.at)
      .map((other) => [...one.changes, ...other.changes]),
  );
  const found = [...tried, ...scoreAll(pairs)].filter(({ score }) => moves(score) >= leastMove);
  const seen = new Set<string>();
  const told = found
    .sort((a, b) => a.changes.length - b.changes.length || moves(b.score) - moves(a.score))
    .filter(({ changes }) => {
      const key = changes.map(({ at }) => at).join();
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  return told.slice(0, mostHints).map(({ changes, score }) => hintOf(changes, score));
}

function textScores({ header, model }: Artefact, rows: readonly Row[]): Scored[] {
  const classes = header.classes.length;
  const chances = chancesFor(model.raw(tableOf(header.columns, rows)), classes);
  return rows.map((row, at) => {
    const own = [...chances.subarray(at * classes, (at + 1) * classes)];
    const best = own.indexOf(Math.max(...own));
    const output = classes === 2 ? 0 : best;
    const sign = classes === 2 && best === 0 ? -1 : 1;
    const message = String(row[0] ?? "");
    const said = message.toLowerCase();
    const told = model.explain?.(message, output);
    const reasons = (told?.shares ?? [])
      .filter(({ kind, ngram }) => kind === "words" && said.includes(ngram))
      .slice(0, 5)
      .map(({ ngram, share }) => ({
        feature: "message",
        words: `Says "${ngram}"`,
        share: Number((sign * share).toFixed(4)),
      }));
    return {
      score: Math.round(100 * (own[best] ?? 0)),
      chance: own[best] ?? null,
      low: null,
      high: null,
      label: header.classes[best] ?? null,
      reasons,
      hints: [],
    };
  });
}

interface Release {
  readonly id: string;
  readonly number: number;
  readonly rung: ModelRung;
  readonly why: string;
}

/** Of a Bayesian model: the interval of each row's chance; others give none. */
function intervalsOf({ model }: Artefact, table: ReturnType<typeof tableOf>) {
  if (!("predict" in model) || !("predictCount" in model)) return null;
  const predict = model.predict as (
    rows: typeof table,
    level: number,
  ) => { low: Float64Array; high: Float64Array };
  return predict(table, 0.9);
}

/** Said of a release whose chances did not come true. */
const offWords =
  "Its chances did not come true of late, so that they are withdrawn: the score is a rank.";

const withoutChances = ({ header, model }: Artefact): Artefact => ({
  header: { ...header, probabilities: { ...header.probabilities, status: "withdrawn" } },
  model,
});

/** @param options.isOff its chances did not come true: only the order is served. */
export function artefactScorer(
  definition: FullDefinition,
  made: Artefact,
  release: Release,
  { isOff = false }: { isOff?: boolean } = {},
): Scorer {
  const artefact = isOff ? withoutChances(made) : made;
  const places = artefact.header.columns.map(({ key }) =>
    definition.features.findIndex((feature) => feature.key === key),
  );
  const features = places.map((place) => definition.features[place] as RecordFeature);
  const score: Scorer["score"] = (given, { hints = true } = {}) => {
    const rows = given.map((row) => places.map((place) => row[place] ?? null));
    if (artefact.header.learner === "text") return textScores(artefact, rows);
    const table = tableOf(artefact.header.columns, rows);
    const raw = artefact.model.raw(table);
    const chances = chancesOf(artefact.header, raw);
    const { shares } = attributionsOf(artefact, table);
    const intervals = chances ? intervalsOf(artefact, table) : null;
    const width = features.length;
    return rows.map((row, at) => {
      const chance = chances?.[at] ?? null;
      const now = chance === null ? rankOf(artefact.header, raw[at] as number) : 100 * chance;
      return {
        score: Math.round(now),
        chance,
        low: intervals?.low[at] ?? null,
        high: intervals?.high[at] ?? null,
        label: null,
        reasons: reasonsOf(features, row, shares.subarray(at * width, (at + 1) * width)),
        hints: hints ? hintsOf(definition, artefact, features, row, now) : [],
      };
    });
  };
  return {
    rung: release.rung,
    releaseId: release.id,
    number: release.number,
    why: isOff ? `${release.why} ${offWords}` : release.why,
    isOff,
    definition,
    score,
  };
}
