// Runs a compiled set over entities and times. `batchCells`: many times of many entities, through temporary tables
// that live as long as the transaction. `currentCells`: few entities at one time, read by key.
import type { Tx } from "../../platform/db/index.ts";
import {
  aggregateSql,
  baseSql,
  type CompiledGroup,
  compileGroup,
  dueSql,
  keyColumn,
  type LentRelations,
  Params,
  spineSql,
} from "./compile.store.ts";
import { type CompileOptions, type Group, groupsOf, reachUs } from "./compiled-set.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { Cell } from "./finish.rules.ts";

export interface Spine {
  entityIds: readonly string[];
  /** Microseconds since 1970, one an entity. */
  asOfUs: readonly number[];
}

/** Cells by row, and of each feature, in the set's order, where its own are. */
export interface Computed {
  rows: Cell[][];
  places: number[][];
}

export interface SetCells extends Computed {
  /** When each row must be computed again, in microseconds; null: only when something changes. */
  dueUs: (number | null)[];
}

type CellRow = { i: number } & Record<string, Cell>;

function gather(
  into: Computed,
  set: FeatureSet,
  compiled: CompiledGroup,
  found: readonly CellRow[],
): void {
  const offset = into.places.reduce(
    (sum, places) => Math.max(sum, ...places.map((at) => at + 1)),
    0,
  );
  for (const [index, feature] of compiled.group.features.entries()) {
    const places = compiled.places[index] ?? [];
    into.places[set.features.indexOf(feature)] = places.map((at) => at + offset);
  }
  for (const row of found) {
    const cells = into.rows[row.i];
    if (!cells) continue;
    for (let at = 0; at < compiled.cells.length; at += 1)
      cells[offset + at] = row[`a${at}`] ?? null;
  }
}

const emptyFor = (set: FeatureSet, count: number): Computed => ({
  rows: Array.from({ length: count }, () => []),
  places: set.features.map(() => []),
});

/** Plans depend on how many rows a batch has, so temporary tables are analysed. */
export async function batchCells(
  tx: Tx,
  set: FeatureSet,
  lent: LentRelations,
  spine: Spine,
  options: CompileOptions = {},
): Promise<Computed> {
  const computed = emptyFor(set, spine.entityIds.length);
  const params = new Params();
  const rows = spineSql(params, spine.entityIds, spine.asOfUs, tx.workspaceId);
  tx.send("SET LOCAL work_mem = '64MB'");
  tx.send("SET LOCAL jit = off");
  await tx.query(
    `CREATE TEMPORARY TABLE fs_spine ON COMMIT DROP AS ${rows}`,
    params.values,
    "by-values",
  );
  for (const group of groupsOf(set, options)) {
    const compiled = await gatherRows(tx, group, lent);
    const reach = reachUs(group);
    const within = `e.key = s.${keyColumn(group.source.spineKey)} AND ${reach === null ? "" : `e.at > s.as_us - ${reach} AND`}`;
    const sql = aggregateSql(compiled, "fs_rows", "fs_spine", within);
    gather(computed, set, compiled, await tx.query<CellRow>(sql, [], "by-values"));
    await tx.query("DROP TABLE fs_rows", [], "by-values");
  }
  await tx.query("DROP TABLE fs_spine", [], "by-values");
  return computed;
}

/** Each row of the batch's entities once, in the order of their keys. */
async function gatherRows(tx: Tx, group: Group, lent: LentRelations): Promise<CompiledGroup> {
  const params = new Params();
  const compiled = compileGroup(group, params);
  const key = keyColumn(group.source.spineKey);
  const base = baseSql(
    group,
    lent,
    params,
    (column) => `${column} IN (SELECT k.${key} FROM fs_spine k)`,
  );
  const rows = compiled.columns.select(base);
  await tx.query(
    `CREATE TEMPORARY TABLE fs_rows ON COMMIT DROP AS ${rows} ORDER BY key, at`,
    params.values,
    "by-values",
  );
  await tx.query("CREATE INDEX fs_rows_key ON fs_rows (key, at)", [], "by-values");
  await tx.query("ANALYZE fs_rows", [], "by-values");
  return compiled;
}

export async function currentCells(
  tx: Tx,
  set: FeatureSet,
  lent: LentRelations,
  spine: Spine,
): Promise<SetCells> {
  const computed = emptyFor(set, spine.entityIds.length);
  const dueUs: (number | null)[] = spine.entityIds.map(() => null);
  for (const group of groupsOf(set)) {
    const compiled = await readGroup(tx, group, lent, spine, (one, found) =>
      gather(computed, set, one, found),
    );
    for (const { i, due } of await readDue(tx, compiled.group, lent, spine))
      dueUs[i] = Math.min(dueUs[i] ?? due, due);
  }
  return { ...computed, dueUs };
}

async function readGroup(
  tx: Tx,
  group: Group,
  lent: LentRelations,
  { entityIds, asOfUs }: Spine,
  take: (compiled: CompiledGroup, found: readonly CellRow[]) => void,
): Promise<CompiledGroup> {
  const params = new Params();
  const compiled = compileGroup(group, params);
  const key = `s.${keyColumn(group.source.spineKey)}`;
  const base = baseSql(group, lent, params, (column) => `${column} = ${key}`);
  const spine = `(${spineSql(params, entityIds, asOfUs, tx.workspaceId)})`;
  const sql = aggregateSql(compiled, `(${compiled.columns.select(base)})`, spine, "");
  take(compiled, await tx.query<CellRow>(sql, params.values, "by-values"));
  return compiled;
}

function readDue(tx: Tx, group: Group, lent: LentRelations, { entityIds, asOfUs }: Spine) {
  const params = new Params();
  const key = `s.${keyColumn(group.source.spineKey)}`;
  const base = baseSql(group, lent, params, (column) => `${column} = ${key}`);
  const spine = `(${spineSql(params, entityIds, asOfUs, tx.workspaceId)})`;
  return tx.query<{ i: number; due: number }>(
    dueSql(group, base, spine),
    params.values,
    "by-values",
  );
}
