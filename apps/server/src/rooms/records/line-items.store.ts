// Lines of deals.

import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";

export interface LineItem {
  id: string;
  dealId: string;
  position: number;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  discountPercent: number;
}

const columns = `id, deal_id AS "dealId", position, name, quantity, unit_price_minor AS "unitPriceMinor", discount_percent AS "discountPercent"`;

/** A deal has 200 lines at most, so they are read whole. */
export function readLineItems(tx: Tx, dealId: string): Promise<LineItem[]> {
  return tx.query<LineItem>(
    `SELECT ${columns} FROM records.line_items WHERE workspace_id = $1 AND deal_id = $2 ORDER BY position, id LIMIT 200`,
    [tx.workspaceId, dealId],
  );
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
