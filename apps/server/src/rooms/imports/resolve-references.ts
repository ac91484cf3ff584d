// Finds the records and members that a chunk's rows name by e-mail, domain or name: one look-up for each
// kind, however many rows. A name that nobody bears, or several do, refuses its row, unless a person said that what
// is unknown is left out; nothing is guessed. A stage is one of the row's own pipeline.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { MemberName } from "../access/index.ts";
import { fold, type Records, type StoredRecord } from "../records/index.ts";
import { quoted } from "./coercion.rules.ts";
import type { UnresolvedReference } from "./coercion-plan.rules.ts";
import type { ImportMode } from "./import-row.ts";
import { unmadeKey } from "./mapping.rules.ts";
import type { BadRow, GoodRow } from "./read-messages.ts";
import { splitName } from "./split-name.rules.ts";

export interface ResolveDeps {
  records: Records;
  members: (tx: Tx) => Promise<readonly MemberName[]>;
}

/** Folded name → ids, those of the first pipelines first. */
type Found = ReadonlyMap<string, readonly string[]>;

interface Candidate {
  id: string;
  names: readonly string[];
}

export async function resolveReferences(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  { rows, mode }: { rows: readonly GoodRow[]; mode: ImportMode },
): Promise<{ good: GoodRow[]; bad: BadRow[] }> {
  const wanted = new Map<string, UnresolvedReference[]>();
  for (const reference of rows.flatMap((row) => row.references)) {
    const kind = kindOf(reference);
    wanted.set(kind, [...(wanted.get(kind) ?? []), reference]);
  }
  if (wanted.size === 0) return { good: [...rows], bad: [] };
  const found = new Map<string, Found>();
  for (const [kind, references] of wanted) found.set(kind, await lookUp(deps, tx, ctx, references));
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  for (const row of rows) {
    const problems = inOrder(row.references).flatMap(
      (reference) => settle(row, reference, { found, mode }) ?? [],
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
  mode: ImportMode;
}

function settle(row: GoodRow, reference: UnresolvedReference, { found, mode }: Lookups) {
  const { field, column, value, object } = reference;
  const isStage = object === "stages";
  const name = isStage ? stageName(row.data.pipelineId, value) : fold(value);
  const all = found.get(kindOf(reference))?.get(name) ?? [];
  // A new deal goes to the first pipeline that has the stage; a known one may be in another.
  const ids = isStage && mode === "create" ? all.slice(0, 1) : all;
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

const stageName = (pipelineId: unknown, name: string) =>
  `${typeof pipelineId === "string" ? pipelineId : ""} ${fold(name)}`;

function put(data: Record<string, unknown>, field: string, id: string): void {
  if (field === unmadeKey) return;
  if (!field.startsWith("custom.")) {
    data[field] = id;
    return;
  }
  data.custom = { ...(data.custom as Record<string, unknown> | undefined), [field.slice(7)]: id };
}

async function lookUp(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  references: readonly UnresolvedReference[],
): Promise<Found> {
  const [first] = references;
  if (!first) return new Map();
  const values = [...new Set(references.map((reference) => reference.value))];
  return byName(await candidates(deps, tx, ctx, { ...first, values }));
}

function byName(all: readonly Candidate[]): Found {
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
): Promise<Candidate[]> {
  const { object, via, values } = wanted;
  if (object === "members") {
    const members = await deps.members(tx);
    return members.map(({ id, name, email }) => ({
      id,
      names: [fold(via === "email" ? email : name)],
    }));
  }
  if (object === "pipelines" || object === "stages")
    return salesNames(await deps.records.pipelines(tx), object);
  if (object === "people" && via === "name") return peopleByName(deps, tx, ctx, values);
  const field = await fieldFor(deps, tx, object, via);
  const records = await deps.records.find(tx, ctx, { object, field, values });
  return records.map((record) => ({ id: record.id, names: [fold(String(record[field] ?? ""))] }));
}

async function fieldFor(deps: ResolveDeps, tx: Tx, object: string, via: string): Promise<string> {
  if (via === "email" || via === "domain") return via;
  const type = await deps.records.objectType(tx, object);
  return type.titleFields[0] ?? "name";
}

type Pipelines = Awaited<ReturnType<Records["pipelines"]>>;

/** Without its pipeline, a stage's name is that of each stage so called. */
function salesNames(pipelines: Pipelines, object: "pipelines" | "stages"): Candidate[] {
  if (object === "pipelines") return pipelines.map(({ id, name }) => ({ id, names: [fold(name)] }));
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map(({ id, name }) => ({
      id,
      names: [stageName(pipeline.id, name), stageName(undefined, name)],
    })),
  );
}

async function peopleByName(
  deps: ResolveDeps,
  tx: Tx,
  ctx: Ctx,
  values: readonly string[],
): Promise<Candidate[]> {
  const lastNames = values
    .map((value) => splitName(value))
    .map(({ firstName, lastName }) => lastName || firstName);
  const records = await deps.records.find(tx, ctx, {
    object: "people",
    field: "lastName",
    values: lastNames,
  });
  return records.map((record) => ({ id: record.id, names: namesOf(record) }));
}

function namesOf({ firstName, lastName }: StoredRecord): string[] {
  const parts = [firstName, lastName].filter((part) => typeof part === "string");
  return [parts.join(" "), [...parts].reverse().join(", ")].map(fold);
}
