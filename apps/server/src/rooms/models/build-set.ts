// The training set as of past dates: every record of the population at each of its moments, with the values as they
// were known then and the outcome that came. In blocks, so that requests have their turn.
import { createHash } from "node:crypto";
import { nextTurn } from "../../platform/spare-time.ts";
import type { ColumnShape, Row } from "./artefact.ts";
import type { FeatureValue, ModelDefinition, RecordFeature } from "./define-model.ts";
import { rulePoints } from "./score-rows.ts";
import { dayMs, type Story, type StoryRecord } from "./story.ts";
import type { TrainingSet } from "./training-data.ts";

export interface Asked {
  readonly record: StoryRecord;
  readonly atMs: number;
}

/** Values that another source joins: one row for each that was asked, in their order. */
export interface JoinedValues {
  readonly features: readonly RecordFeature[];
  readonly rows: readonly Row[];
  readonly hash: string;
}

export interface BuiltSet extends TrainingSet {
  readonly digest: string;
  /** Which record each row is about. */
  readonly ids: readonly string[];
  readonly records: number;
  readonly withoutConsent: number;
  /** Of the labels, those that people's feedback gave. */
  readonly feedback: number;
}

export interface BuildOptions {
  /** Records whose person did not consent to training. */
  readonly without: ReadonlySet<string>;
  /** What people said of scores: the outcome that they know better, by record. */
  readonly said: ReadonlyMap<string, boolean>;
  readonly mostRows: number;
}

const block = 400;

export const valuesOf = (
  features: readonly RecordFeature[],
  story: Story,
  { record, atMs }: Asked,
): FeatureValue[] =>
  features.map((feature) => {
    const value = feature.at(story, record, atMs);
    return typeof value === "number" && Number.isNaN(value) ? null : value;
  });

function isDrawn(id: string, share: number): boolean {
  if (share >= 1) return true;
  const head = createHash("sha256").update(id).digest().readUInt32BE(0);
  return head / 2 ** 32 < share;
}

function digestOf(rows: readonly Row[], codes: Int32Array, times: Float64Array): string {
  const hash = createHash("sha256");
  for (const [at, row] of rows.entries())
    hash.update(JSON.stringify([row, codes[at], times[at]])).update("\n");
  return hash.digest("hex");
}

interface Case extends Asked {
  readonly outcome: boolean | string;
  readonly knownMs: number;
}

/** Past moments at which the record was in the population and whose outcome is known by now. */
function pastCases(definition: ModelDefinition, story: Story, record: StoryRecord): Case[] {
  const { population, label, task } = definition;
  return population.moments(story, record).flatMap((atMs): Case[] => {
    const isIn = task === "classes" || population.has(story, record, atMs);
    const outcome = isIn ? label.of(story, record, atMs) : null;
    if (outcome === null) return [];
    const knownMs = label.knownMs?.(story, record) ?? atMs + label.horizonDays * dayMs;
    return knownMs <= story.nowMs ? [{ record, atMs, outcome, knownMs }] : [];
  });
}

/** What a member said of a score counts like an outcome of today. */
function saidCase(
  { population }: ModelDefinition,
  story: Story,
  record: StoryRecord,
  told: boolean | undefined,
): Case[] {
  if (told === undefined || !population.has(story, record, story.nowMs)) return [];
  return [{ record, atMs: story.nowMs - dayMs, outcome: told, knownMs: story.nowMs }];
}

async function casesOf(
  definition: ModelDefinition,
  story: Story,
  { without, said, mostRows }: BuildOptions,
) {
  const cases: Case[] = [];
  let [left, feedback] = [0, 0];
  const records = story.all(definition.entity);
  const share = mostRows / Math.max(1, records.length);
  const drawn = records.filter(({ id }) => isDrawn(id, share));
  for (const [at, record] of drawn.entries()) {
    if (at % block === block - 1) await nextTurn();
    if (without.has(record.id)) {
      left += 1;
      continue;
    }
    const told = saidCase(definition, story, record, said.get(record.id));
    feedback += told.length;
    cases.push(...pastCases(definition, story, record), ...told);
  }
  cases.sort((a, b) => a.atMs - b.atMs || (a.record.id < b.record.id ? -1 : 1));
  return { cases: cases.slice(-mostRows), left, feedback };
}

function classesOf({ task }: ModelDefinition, cases: readonly Case[]): string[] {
  if (task === "chance") return ["no", "yes"];
  return [...new Set(cases.map(({ outcome }) => String(outcome)))].sort();
}

const mostPresent = 5000;

/** As the records of the population stand now. */
async function presentRows(
  definition: ModelDefinition,
  story: Story,
  join: (asked: readonly Asked[]) => Promise<JoinedValues | null>,
): Promise<Row[]> {
  const { population, entity, features, task } = definition;
  if (task === "classes") return [];
  const asked = story
    .all(entity)
    .filter((record) => population.has(story, record, story.nowMs))
    .slice(-mostPresent)
    .map((record): Asked => ({ record, atMs: story.nowMs }));
  await nextTurn();
  const joined = await join(asked);
  return asked.map(
    (one, at): Row => [...valuesOf(features, story, one), ...(joined?.rows[at] ?? [])],
  );
}

export async function buildSet(
  definition: ModelDefinition,
  story: Story,
  options: BuildOptions,
  join: (asked: readonly Asked[]) => Promise<JoinedValues | null>,
): Promise<BuiltSet> {
  const { cases, left, feedback } = await casesOf(definition, story, options);
  const own: FeatureValue[][] = [];
  for (const [at, asked] of cases.entries()) {
    if (at % block === block - 1) await nextTurn();
    own.push(valuesOf(definition.features, story, asked));
  }
  const joined = await join(cases);
  const features = [...definition.features, ...(joined?.features ?? [])];
  const rows = own.map((row, at): Row => (joined ? [...row, ...(joined.rows[at] ?? [])] : row));
  const classes = classesOf(definition, cases);
  const codeOf = ({ outcome }: Case) =>
    typeof outcome === "boolean" ? Number(outcome) : classes.indexOf(outcome);
  const places = new Map<string, number>();
  const groups = Int32Array.from(cases, ({ record }) => {
    const known = places.get(record.id) ?? places.size;
    places.set(record.id, known);
    return known;
  });
  const codes = Int32Array.from(cases, codeOf);
  const times = Float64Array.from(cases, ({ atMs }) => atMs);
  return {
    columns: features.map(
      ({ key, title, kind }): Omit<ColumnShape, "levels"> => ({ key, title, kind }),
    ),
    rows,
    codes,
    classes,
    times,
    knownMs: Float64Array.from(cases, ({ knownMs }) => knownMs),
    groups,
    points: Float64Array.from(rows, (row) => rulePoints({ ...definition, features }, row)),
    present: await presentRows(definition, story, join),
    doubts: [],
    digest: digestOf(rows, codes, times),
    ids: cases.map(({ record }) => record.id),
    records: places.size,
    withoutConsent: left,
    feedback,
  };
}
