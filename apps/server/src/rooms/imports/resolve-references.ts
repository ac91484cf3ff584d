// Finds the records and members that a chunk's rows name by e-mail, domain or name: one look-up for each
// kind, however many rows. A name that nobody bears, or several do, refuses its row, unless a person said that what
// is unknown is left out; nothing is guessed. A stage is one of the row's own pipeline.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { MemberName } from "../access/index.ts";
import { fold, type Records, type StoredRecord } from "../records/index.ts";
import { quoted } from "./coercion.rules.ts";
import type { UnresolvedReference } from "./coercion-plan.rules.ts";
import type { KnownRecords } from "./known-records.ts";
import { unmadeKey } from "./mapping.rules.ts";
import type { BadRow, GoodRow } from "./read-messages.ts";
import { splitName } from "./split-name.rules.ts";

export interface ResolveDeps {
  records: Records;
  members: (tx: Tx) => Promise<readonly MemberName[]>;
}

interface Found {
  /** Folded name → ids, those of the first pipelines first. */
  ids: ReadonlyMap<string, readonly string[]>;
  /** Folded names that so many bear that not all were looked at. */
  crowded: ReadonlySet<string>;
}

/** Two would do to refuse a row; its message tells how many there are, up to here. */
const mostOfOneName = 20;

interface Candidate {
  id: string;
  names: readonly string[];
}

interface Candidates {
  all: readonly Candidate[];
  /** Values as the file has them. */
  crowded?: readonly string[];
}

export async function resolveReferences(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  { rows, known }: { rows: readonly GoodRow[]; known: KnownRecords },
): Promise<{ good: GoodRow[]; bad: BadRow[] }> {
  const wanted = Map.groupBy(
    rows.flatMap((row) => row.references),
    kindOf,
  );
  if (wanted.size === 0) return { good: [...rows], bad: [] };
  const found = new Map<string, Found>();
  for (const [kind, references] of wanted) found.set(kind, await lookUp(deps, tx, ctx, references));
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  for (const row of rows) {
    const problems = inOrder(row.references).flatMap(
      (reference) => settle(row, reference, { found, known }) ?? [],
    );
    if (problems.length > 0) bad.push({ line: row.line, problems });
    else good.push(row);
  }
  return { good, bad };
}

/** Stages last: they are looked for in the pipeline that the row names. */
function inOrder(references: readonly UnresolvedReference[]): UnresolvedReference[] {
  const isStage = ({ object }: UnresolvedReference) => object === "stages";
  return [...references.filter((one) => !isStage(one)), ...references.filter(isStage)];
}

const kindOf = ({ object, via }: UnresolvedReference) => `${object} ${via}`;

interface Lookups {
  found: ReadonlyMap<string, Found>;
  known: KnownRecords;
}

function settle(row: GoodRow, reference: UnresolvedReference, lookups: Lookups) {
  const { field, column, value, object } = reference;
  const isStage = object === "stages";
  if (isStage && isPipelineUnknown(row)) return undefined;
  if (lookups.found.get(kindOf(reference))?.crowded.has(fold(value))) {
    const message = `${quoted(value)} names ${mostOfOneName} of the ${object}, or more. Use another column.`;
    return { column, code: "ambiguous", message };
  }
  const ids = idsOf(row, reference, lookups);
  const [id, another] = ids;
  if (id !== undefined && another === undefined) {
    put(row.data, field, id);
    return undefined;
  }
  if (id === undefined && reference.unknown === "empty") return undefined;
  if (id === undefined) {
    const message = `${quoted(value)} names none of the ${object} that you can see. Add it first, or leave the column out.`;
    return { column, code: "not_found", message };
  }
  return {
    column,
    code: "ambiguous",
    message: `${quoted(value)} names ${ids.length} of the ${object}. ${isStage ? "Map a column of pipelines too" : "Use another column"}.`,
  };
}

/** A stage of some other pipeline than the one that was meant would be a guess. */
function isPipelineUnknown({ data, references }: GoodRow): boolean {
  const isNamed = references.some(({ field }) => field === "pipelineId");
  return isNamed && typeof data.pipelineId !== "string";
}

function idsOf(
  row: GoodRow,
  reference: UnresolvedReference,
  { found, known }: Lookups,
): readonly string[] {
  const { object, via, value } = reference;
  const byName = found.get(kindOf(reference))?.ids;
  const named = (name: string) => byName?.get(name) ?? [];
  if (via === "id") return named(value);
  const records = known.of(row);
  const own = records[0]?.pipelineId;
  if (object === "pipelines") {
    const all = named(fold(value));
    return all
      .filter((id) => id === own)
      .concat(all)
      .slice(0, 1);
  }
  if (object !== "stages") return named(fold(value));
  if (typeof row.data.pipelineId === "string") return named(stageName(row.data.pipelineId, value));
  const nearest = typeof own === "string" ? named(stageName(own, value)) : [];
  if (nearest.length > 0) return nearest;
  // A new deal goes to the first pipeline that has the stage; a known one is not moved to any unasked.
  const all = named(stageName(undefined, value));
  return records.length === 0 ? all.slice(0, 1) : all;
}

const stageName = (pipelineId: unknown, name: string) =>
  `${typeof pipelineId === "string" ? pipelineId : ""} ${fold(name)}`;

export function put(data: Record<string, unknown>, field: string, value: unknown): void {
  if (field === unmadeKey) return;
  if (!field.startsWith("custom.")) {
    data[field] = value;
    return;
  }
  data.custom = {
    ...(data.custom as Record<string, unknown> | undefined),
    [field.slice(7)]: value,
  };
}

async function lookUp(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  references: readonly UnresolvedReference[],
): Promise<Found> {
  const [first] = references;
  if (!first) return { ids: new Map(), crowded: new Set() };
  const values = [...new Set(references.map((reference) => reference.value))];
  const { all, crowded = [] } = await candidates(deps, tx, ctx, { ...first, values });
  return { ids: byName(all), crowded: new Set(crowded.map(fold)) };
}

function byName(all: readonly Candidate[]): Found["ids"] {
  const found = new Map<string, string[]>();
  for (const { id, names } of all) {
    for (const name of new Set(names)) found.set(name, [...(found.get(name) ?? []), id]);
  }
  return found;
}

interface Wanted {
  object: string;
  via: UnresolvedReference["via"];
  values: readonly string[];
}

async function candidates(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  wanted: Wanted,
): Promise<Candidates> {
  const { object, via, values } = wanted;
  if (object === "members") {
    const members = await deps.members(tx);
    const all = members.map(({ id, name, email }) => ({
      id,
      names: [via === "id" ? id : fold(via === "email" ? email : name)],
    }));
    return { all };
  }
  if (object === "pipelines" || object === "stages")
    return { all: salesNames(await deps.records.pipelines(tx), object, via) };
  if (via === "id") {
    const visible = await deps.records.readVisible(tx, ctx, { object, ids: values.filter(isId) });
    return { all: visible.map(({ id }) => ({ id, names: [id] })) };
  }
  if (object === "people" && via === "name") return peopleByName(deps, tx, ctx, values);
  const field = await fieldFor(deps, tx, object, via);
  const query = { object, field, values, mostOfEach: mostOfOneName };
  const { records, crowded } = await deps.records.findEach(tx, ctx, query);
  return {
    all: records.map((record) => ({ id: record.id, names: [fold(String(record[field] ?? ""))] })),
    crowded: values.filter((_, at) => crowded.has(at)),
  };
}

async function fieldFor(deps: ResolveDeps, tx: Tx, object: string, via: string): Promise<string> {
  if (via === "email" || via === "domain") return via;
  const type = await deps.records.objectType(tx, object);
  return type.titleFields[0] ?? "name";
}

type Pipelines = Awaited<ReturnType<Records["pipelines"]>>;

/** Without its pipeline, a stage's name is that of each stage so called. */
function salesNames(
  pipelines: Pipelines,
  object: "pipelines" | "stages",
  via: UnresolvedReference["via"],
): Candidate[] {
  const all = object === "pipelines" ? pipelines : pipelines.flatMap(({ stages }) => stages);
  if (via === "id") return all.map(({ id }) => ({ id, names: [id] }));
  if (object === "pipelines") return pipelines.map(({ id, name }) => ({ id, names: [fold(name)] }));
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map(({ id, name }) => ({
      id,
      names: [stageName(pipeline.id, name), stageName(undefined, name)],
    })),
  );
}

/** Both names together: thousands may share the last one. A single name is a last name without a first. */
async function peopleByName(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  values: readonly string[],
): Promise<Candidates> {
  const names = values.map((value) => ({ value, ...splitName(value) }));
  const isWhole = ({ firstName, lastName }: (typeof names)[number]) => firstName && lastName;
  const whole = names.filter(isWhole);
  const single = names.filter((name) => !isWhole(name));
  const asked = { object: "people", field: "lastName", mostOfEach: mostOfOneName };
  const pairs = await deps.records.findEach(tx, ctx, {
    ...asked,
    values: whole.map(({ lastName }) => lastName),
    also: { field: "firstName", values: whole.map(({ firstName }) => firstName) },
  });
  const lone = await deps.records.findEach(tx, ctx, {
    ...asked,
    values: single.map(({ firstName, lastName }) => lastName || firstName),
    also: { field: "firstName", values: null },
  });
  const records = [...pairs.records, ...lone.records];
  return {
    all: records.map((record) => ({ id: record.id, names: namesOf(record) })),
    crowded: [
      ...whole.filter((_, at) => pairs.crowded.has(at)),
      ...single.filter((_, at) => lone.crowded.has(at)),
    ].map(({ value }) => value),
  };
}

function namesOf({ firstName, lastName }: StoredRecord): string[] {
  const parts = [firstName, lastName].filter((part) => typeof part === "string");
  return [parts.join(" "), [...parts].reverse().join(", ")].map(fold);
}
