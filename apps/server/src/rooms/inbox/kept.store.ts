// Rows of inbox.macros and inbox.views: small things that are kept whole.
import type { InboxViewInput, MacroInput } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export type StoredMacro = MacroInput & { id: string };
export type StoredView = InboxViewInput & { id: string; ownerId: string };

export async function listMacros(tx: Reader): Promise<StoredMacro[]> {
  const rows = await tx.query<{ id: string; macro: MacroInput }>(
    "SELECT id, macro FROM inbox.macros WHERE workspace_id = $1 ORDER BY macro->>'name', id",
    [tx.workspaceId],
  );
  return rows.map(({ id, macro }) => ({ ...macro, id }));
}

export async function readMacro(tx: Reader, id: string): Promise<StoredMacro | null> {
  const rows = await tx.query<{ macro: MacroInput }>(
    "SELECT macro FROM inbox.macros WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id],
  );
  return rows[0] ? { ...rows[0].macro, id } : null;
}

export async function saveMacro(tx: Tx, id: string, one: StoredMacro | null): Promise<void> {
  if (one === null) {
    await tx.query("DELETE FROM inbox.macros WHERE workspace_id = $1 AND id = $2", [
      tx.workspaceId,
      id,
    ]);
    return;
  }
  const { id: _id, ...macro } = one;
  await tx.query(
    `INSERT INTO inbox.macros (workspace_id, id, macro) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, id) DO UPDATE SET macro = EXCLUDED.macro`,
    [tx.workspaceId, id, JSON.stringify(macro)],
  );
}

interface ViewRow {
  id: string;
  ownerId: string;
  view: InboxViewInput;
}

const viewOf = ({ id, ownerId, view }: ViewRow): StoredView => ({ ...view, id, ownerId });

/** One's own, and those that are everybody's. */
export async function listViews(tx: Reader, memberId: string | null): Promise<StoredView[]> {
  const rows = await tx.query<ViewRow>(
    `SELECT id, owner_id AS "ownerId", view FROM inbox.views
     WHERE workspace_id = $1 AND (owner_id = $2 OR view->'shared' = 'true'::jsonb) ORDER BY id`,
    [tx.workspaceId, memberId],
  );
  return rows.map(viewOf);
}

export async function readView(tx: Reader, id: string): Promise<StoredView | null> {
  const rows = await tx.query<ViewRow>(
    `SELECT id, owner_id AS "ownerId", view FROM inbox.views WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ? viewOf(rows[0]) : null;
}

export async function saveView(tx: Tx, id: string, one: StoredView | null): Promise<void> {
  if (one === null) {
    await tx.query("DELETE FROM inbox.views WHERE workspace_id = $1 AND id = $2", [
      tx.workspaceId,
      id,
    ]);
    return;
  }
  const { id: _id, ownerId, ...view } = one;
  await tx.query(
    `INSERT INTO inbox.views (workspace_id, id, owner_id, view) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id, id) DO UPDATE SET view = EXCLUDED.view`,
    [tx.workspaceId, id, ownerId, JSON.stringify(view)],
  );
}
