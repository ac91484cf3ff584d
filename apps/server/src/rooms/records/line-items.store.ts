// Lines of deals.

import type { Reader, Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { type LineItem, lineTotalMinor } from "./pipeline.rules.ts";

const columns = `id, deal_id AS "dealId", position, name, quantity, unit_price_minor AS "unitPriceMinor", discount_percent AS "discountPercent"`;

export const maxLineItems = 200;

/** A deal has 200 lines at most, so they are read whole. */
export function readLineItems(tx: Reader, dealId: string): Promise<LineItem[]> {
  return tx.query<LineItem>(
    `SELECT ${columns} FROM records.line_items WHERE workspace_id = $1 AND deal_id = $2 ORDER BY position, id LIMIT ${maxLineItems}`,
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
  for (const row of rows) sums.set(row.dealId, (sums.get(row.dealId) ?? 0) + lineTotalMinor(row));
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

export async function saveLineItem(tx: Tx, item: LineItem): Promise<void> {
  await tx.query(
    `INSERT INTO records.line_items (workspace_id, id, deal_id, position, name, quantity, unit_price_minor, discount_percent)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (workspace_id, id) DO UPDATE SET position = excluded.position, name = excluded.name,
       quantity = excluded.quantity, unit_price_minor = excluded.unit_price_minor, discount_percent = excluded.discount_percent`,
    [
      tx.workspaceId,
      item.id,
      item.dealId,
      item.position,
      item.name,
      item.quantity,
      item.unitPriceMinor,
      item.discountPercent,
    ],
  );
}

export async function removeLineItem(tx: Tx, lineId: string): Promise<void> {
  await tx.query("DELETE FROM records.line_items WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    lineId,
  ]);
}
