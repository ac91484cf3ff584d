// The records that a chunk's rows are about, so far as they are there and the importer may see them: one look-up,
// and none where no row depends on what its record holds.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { fold, type Records, type StoredRecord } from "../records/index.ts";
import type { ImportRow } from "./import-row.ts";
import type { ColumnMapping, ImportField } from "./mapping.rules.ts";
import type { GoodRow } from "./read-messages.ts";

export interface KnownRecords {
  /** Several, where the key does not tell them apart. */
  of(row: GoodRow): readonly StoredRecord[];
  /** The row's key in the form in which equal keys are one; "" is no key. */
  keyOf(row: GoodRow): string;
}

type Settings = Pick<ImportRow, "object" | "mode" | "upsertKey">;

export async function knownRecords(
  deps: { records: Records },
  tx: Tx,
  ctx: Ctx,
  { settings, rows }: { settings: Settings; rows: readonly GoodRow[] },
): Promise<KnownRecords> {
  const { object, mode, upsertKey } = settings;
  const field = mode === "create" ? null : upsertKey;
  const keyIn = (holder: Record<string, unknown>) =>
    field === null ? "" : fold(String(valueAt(holder, field) ?? ""));
  const found = new Map<string, StoredRecord[]>();
  const isTarget = mode === "update" && field !== "id";
  const asking = rows.filter((row) => keyIn(row.data) !== "" && (isTarget || dependsOnKnown(row)));
  if (field !== null && asking.length > 0) {
    const values = [...new Set(asking.map((row) => String(valueAt(row.data, field))))];
    const query = { object, field, values };
    for (const record of await recordsBy(deps, tx, ctx, query))
      found.set(keyIn(record), [...(found.get(keyIn(record)) ?? []), record]);
  }
  const keyOf = (row: GoodRow) => keyIn(row.data);
  return { keyOf, of: (row) => found.get(keyOf(row)) ?? [] };
}

/** A second one is enough to refuse the row; a cap over all keys would hide it. */
const mostOfOneKey = 20;

async function recordsBy(
  { records }: { records: Records },
  tx: Tx,
  ctx: Ctx,
  { object, field, values }: { object: string; field: string; values: readonly string[] },
): Promise<StoredRecord[]> {
  if (field !== "id") {
    const query = { object, field, values, mostOfEach: mostOfOneKey };
    return (await records.findEach(tx, ctx, query)).records;
  }
  return records.readVisible(tx, ctx, { object, ids: values.filter(isId) });
}

const ofPipelines = new Set(["pipelines", "stages"]);

function dependsOnKnown({ openAmounts, references }: GoodRow): boolean {
  return openAmounts !== undefined || references.some(({ object }) => ofPipelines.has(object));
}

/** Whether some row may depend on what its record holds, which an earlier row may just be writing. */
export function mayDependOnKnown(
  mapping: readonly ColumnMapping[],
  fields: readonly ImportField[],
): boolean {
  const fieldOf = new Map(fields.map((field) => [field.key, field]));
  return mapping.some(({ target }) => {
    const field = target.kind === "field" ? fieldOf.get(target.field) : undefined;
    if (target.kind !== "field" || !field) return false;
    return (field.type === "money" && !target.minorUnits) || ofPipelines.has(field.refObject ?? "");
  });
}

export function valueAt(holder: Record<string, unknown>, field: string): unknown {
  if (!field.startsWith("custom.")) return holder[field];
  return (holder.custom as Record<string, unknown> | undefined)?.[field.slice(7)];
}
