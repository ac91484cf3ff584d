// Lines of deals.
import { type LineItem, lineAmounts } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";

const columns = `id, deal_id AS "dealId", product_id AS "productId", position, name, description, unit, quantity,
  unit_price_minor AS "unitPriceMinor", discount_percent AS "discountPercent",
  discount_minor AS "discountMinor", tax_percent AS "taxPercent"`;

export const maxLineItems = 200;

/** A deal is given 200 lines at most, and an undo may put some back beside them: they are read whole. */
export function readLineItems(tx: Reader, dealId: string): Promise<LineItem[]> {
  return tx.query<LineItem>(
    `SELECT ${columns} FROM records.line_items WHERE workspace_id = $1 AND deal_id = $2 ORDER BY position, id`,
    [tx.workspaceId, dealId],
  );
}

/** What the lines of each of these deals come to; deals without lines are absent. */
export async function lineSums(
  tx: Tx,
  dealIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<LineItem>(
    `SELECT ${columns} FROM records.line_items WHERE workspace_id = $1 AND deal_id = ANY($2::uuid[])`,
    [tx.workspaceId, dealIds],
  );
  const sums = new Map<string, number>();
  for (const row of rows)
    sums.set(row.dealId, (sums.get(row.dealId) ?? 0) + lineAmounts(row).netMinor);
  return sums;
}

export async function readLineItem(
  tx: Tx,
  dealId: string,
  lineId: string,
): Promise<LineItem | null> {
  if (!isId(lineId)) return null;
  const rows = await tx.query<LineItem>(
    `SELECT ${columns} FROM records.line_items WHERE workspace_id = $1 AND id = $2 AND deal_id = $3`,
    [tx.workspaceId, lineId, dealId],
  );
  return rows[0] ?? null;
}

export async function readLineItemById(tx: Tx, lineId: string): Promise<LineItem | null> {
  const rows = await tx.query<LineItem>(
    `SELECT ${columns} FROM records.line_items WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, lineId],
  );
  return rows[0] ?? null;
}

const types: Record<string, string> = {
  product_id: "uuid",
  position: "int",
  name: "text",
  description: "text",
  unit: "text",
  quantity: "float8",
  unit_price_minor: "bigint",
  discount_percent: "float8",
  discount_minor: "bigint",
  tax_percent: "float8",
};
const written = Object.keys(types);

const valuesOf = (item: LineItem) => [
  item.productId,
  item.position,
  item.name,
  item.description,
  item.unit,
  item.quantity,
  item.unitPriceMinor,
  item.discountPercent,
  item.discountMinor,
  item.taxPercent,
];

export async function saveLineItem(tx: Tx, item: LineItem): Promise<void> {
  await tx.query(
    `INSERT INTO records.line_items (workspace_id, id, deal_id, ${written.join(", ")})
     VALUES ($1, $2, $3, ${written.map((_, at) => `$${at + 4}`).join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${written.map((name) => `${name} = excluded.${name}`).join(", ")}`,
    [tx.workspaceId, item.id, item.dealId, ...valuesOf(item)],
  );
}

/** Many new ones at once. */
export function insertLineItems(tx: Tx, items: readonly LineItem[]): void {
  const columnsOf = [
    items.map((item) => item.id),
    items.map((item) => item.dealId),
    ...written.map((_, at) => items.map((item) => valuesOf(item)[at])),
  ];
  const casts = ["uuid", "uuid", ...Object.values(types)].map(
    (type, at) => `$${at + 2}::${type}[]`,
  );
  tx.send(
    `INSERT INTO records.line_items (workspace_id, id, deal_id, ${written.join(", ")})
     SELECT $1, n.* FROM unnest(${casts.join(", ")}) AS n`,
    [tx.workspaceId, ...columnsOf],
  );
}

/** All of a deal; answers them. */
export function removeLinesOf(tx: Tx, dealId: string): Promise<LineItem[]> {
  return tx.query<LineItem>(
    `DELETE FROM records.line_items WHERE workspace_id = $1 AND deal_id = $2 RETURNING ${columns}`,
    [tx.workspaceId, dealId],
  );
}

export async function removeLineItem(tx: Tx, lineId: string): Promise<void> {
  await tx.query("DELETE FROM records.line_items WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    lineId,
  ]);
}
