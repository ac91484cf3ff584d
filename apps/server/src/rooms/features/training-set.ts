// The values of a set for rows of (entity, time): what was true, and known, at each time. Rows are computed in batches
// of whole entities, each in a transaction of its own, so that nothing else waits long for the database.
import { createHash } from "node:crypto";
import type { FeatureValue } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { CompileOptions } from "./compiled-set.ts";
import { batchCells } from "./compute-cells.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { FeatureDeps } from "./deps.ts";
import { badRows } from "./errors.ts";
import { finish } from "./finish.rules.ts";

export interface AsOfRow {
  entityId: string;
  /** ISO 8601. */
  asOf: string;
}

export type FeatureColumn = Float64Array | (string | null)[];

export interface TrainingSet {
  hash: string;
  names: readonly string[];
  kinds: readonly ("number" | "text")[];
  /** By feature; a number that is missing is NaN. */
  columns: FeatureColumn[];
  rows: number;
  /** SHA-256 of rows, version and values: the same data gives the same. */
  digest: string;
}

export interface TrainingOptions extends CompileOptions {
  /** As if nothing of so long before each time had come in yet. */
  lagMs?: number;
}

interface NumberedRow {
  entityId: string;
  asOfUs: number;
  at: number;
}

const batchRows = { embedded: 2000, server: 5000 };

function numbered(rows: readonly AsOfRow[]): NumberedRow[] {
  const all = rows.map(({ entityId, asOf }, at) => ({
    entityId,
    asOfUs: Date.parse(asOf) * 1000,
    at,
  }));
  const wrong = all.find((row) => !isId(row.entityId) || Number.isNaN(row.asOfUs));
  if (wrong) throw badRows(`Row ${wrong.at + 1} has no id or no time.`);
  return all.toSorted((a, b) => {
    if (a.entityId === b.entityId) return a.asOfUs - b.asOfUs;
    return a.entityId < b.entityId ? -1 : 1;
  });
}

const emptyColumn = (kind: "number" | "text", length: number): FeatureColumn =>
  kind === "number"
    ? new Float64Array(length).fill(Number.NaN)
    : new Array<string | null>(length).fill(null);

function put(column: FeatureColumn | undefined, at: number, value: FeatureValue): void {
  if (column instanceof Float64Array) column[at] = value === null ? Number.NaN : Number(value);
  else if (column) column[at] = value === null ? null : String(value);
}

export async function computeTrainingSet(
  deps: Pick<FeatureDeps, "db" | "lent">,
  scope: TenantScope,
  set: FeatureSet,
  rows: readonly AsOfRow[],
  options: TrainingOptions = {},
): Promise<TrainingSet> {
  const { db, lent } = deps;
  const inOrder = numbered(rows);
  const lagUs = (options.lagMs ?? 0) * 1000;
  const columns = set.kinds.map((kind) => emptyColumn(kind, rows.length));
  const size = db.isEmbedded ? batchRows.embedded : batchRows.server;
  for (let from = 0; from < inOrder.length; from += size) {
    const batch = inOrder.slice(from, from + size);
    const spine = {
      entityIds: batch.map(({ entityId }) => entityId),
      asOfUs: batch.map(({ asOfUs }) => asOfUs - lagUs),
    };
    const computed = await db.tenant(scope, (tx) => batchCells(tx, set, lent, spine, options));
    for (const [row, { at, asOfUs }] of batch.entries()) {
      const cells = computed.rows[row] ?? [];
      for (const [index, feature] of set.features.entries()) {
        const own = (computed.places[index] ?? []).map((place) => cells[place] ?? null);
        put(columns[index], at, finish(feature, own, asOfUs));
      }
    }
  }
  const { hash, names, kinds } = set;
  return { hash, names, kinds, columns, rows: rows.length, digest: digestOf(hash, rows, columns) };
}

function digestOf(
  hash: string,
  rows: readonly AsOfRow[],
  columns: readonly FeatureColumn[],
): string {
  const digest = createHash("sha256").update(hash);
  for (const { entityId, asOf } of rows) digest.update(`\n${entityId} ${Date.parse(asOf)}`);
  for (const column of columns) {
    if (column instanceof Float64Array)
      digest.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    else digest.update(JSON.stringify(column));
  }
  return digest.digest("hex");
}
