// Rows of copilot.suggestions and copilot.macro_uses.
import type { CopilotSuggestionState } from "@rapport/contracts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";

export interface StoredSuggestion {
  id: string;
  conversationId: string;
  principalId: string;
  text: string | null;
  rung: string;
  callId: string | null;
  confidence: number;
  sensitive: string[];
  state: CopilotSuggestionState;
  messageId: string | null;
  editShare: number | null;
  offeredAt: string;
  decidedAt: string | null;
}

const columns: Record<keyof StoredSuggestion, string> = {
  id: "id",
  conversationId: "conversation_id",
  principalId: "principal_id",
  text: "text",
  rung: "rung",
  callId: "call_id",
  confidence: "confidence",
  sensitive: "sensitive",
  state: "state",
  messageId: "message_id",
  editShare: "edit_share",
  offeredAt: "offered_at",
  decidedAt: "decided_at",
};
const keys = Object.keys(columns) as (keyof StoredSuggestion)[];

export async function addSuggestion(tx: Tx, one: StoredSuggestion): Promise<void> {
  await tx.query(
    `INSERT INTO copilot.suggestions (workspace_id, ${keys.map((key) => columns[key]).join(", ")})
     VALUES ($1, ${keys.map((_, at) => `$${at + 2}`).join(", ")})`,
    [tx.workspaceId, ...keys.map((key) => one[key])],
  );
}

/** A model worded it anew; what was already used stays. */
export async function replaceOffered(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query(
    `UPDATE copilot.suggestions SET state = 'replaced', decided_at = $3
     WHERE workspace_id = $1 AND id = $2 AND state = 'offered'`,
    [tx.workspaceId, id, at],
  );
}

export async function holdSuggestion(
  tx: Tx,
  id: string,
  principalId: string,
): Promise<StoredSuggestion | null> {
  const rows = await tx.query<StoredSuggestion>(
    `SELECT ${keys.map((key) => `${columns[key]} AS "${key}"`).join(", ")}
     FROM copilot.suggestions WHERE workspace_id = $1 AND id = $2 AND principal_id = $3 FOR UPDATE`,
    [tx.workspaceId, id, principalId],
  );
  return rows[0] ?? null;
}

export async function settleSuggestion(tx: Tx, one: StoredSuggestion): Promise<void> {
  await tx.query(
    `UPDATE copilot.suggestions SET state = $3, message_id = $4, edit_share = $5, decided_at = $6
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, one.id, one.state, one.messageId, one.editShare, one.decidedAt],
  );
}

interface RungFigures {
  rung: string;
  offered: number;
  accepted: number;
  edited: number;
  rejected: number;
  open: number;
  editShare: number | null;
  seconds: number | null;
}

export function figuresSince(tx: Reader, since: string): Promise<RungFigures[]> {
  const count = (states: string) => `(count(*) FILTER (WHERE state IN (${states})))::int`;
  return tx.query<RungFigures>(
    `SELECT rung, count(*)::int AS offered, ${count("'accepted'")} AS accepted,
       ${count("'edited'")} AS edited, ${count("'rejected'")} AS rejected,
       ${count("'offered', 'used'")} AS open, avg(edit_share)::float8 AS "editShare",
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - offered_at)::float8)
         FILTER (WHERE state IN ('accepted', 'edited', 'rejected')))::float8 AS seconds
     FROM copilot.suggestions WHERE workspace_id = $1 AND offered_at >= $2 AND state <> 'replaced'
     GROUP BY rung ORDER BY count(*) DESC, rung`,
    [tx.workspaceId, since],
  );
}

export interface MacroUse {
  macroId: string;
  conversationId: string;
  terms: number[];
}

export async function addMacroUse(
  tx: Tx,
  { id, macroId, conversationId, terms, at }: MacroUse & { id: string; at: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO copilot.macro_uses (workspace_id, id, macro_id, conversation_id, terms, used_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [tx.workspaceId, id, macroId, conversationId, terms, at],
  );
}

/** The latest ones. */
export function macroUses(tx: Reader, limit: number): Promise<MacroUse[]> {
  return tx.query<MacroUse>(
    `SELECT macro_id AS "macroId", conversation_id AS "conversationId", terms::float8[] AS terms
     FROM copilot.macro_uses WHERE workspace_id = $1 ORDER BY used_at DESC, id LIMIT $2`,
    [tx.workspaceId, limit],
  );
}

export async function countMacroUses(tx: Reader, since: string): Promise<number> {
  const rows = await tx.query<{ uses: number }>(
    "SELECT count(*)::int AS uses FROM copilot.macro_uses WHERE workspace_id = $1 AND used_at >= $2",
    [tx.workspaceId, since],
  );
  return rows[0]?.uses ?? 0;
}

export async function forgetBefore(
  db: Database,
  workspaceId: string,
  { texts, uses }: { texts: string; uses: string },
): Promise<void> {
  await db.tenant({ workspaceId }, async (tx) => {
    await tx.query(
      `UPDATE copilot.suggestions SET text = NULL
       WHERE workspace_id = $1 AND offered_at < $2 AND text IS NOT NULL`,
      [tx.workspaceId, texts],
    );
    await tx.query("DELETE FROM copilot.macro_uses WHERE workspace_id = $1 AND used_at < $2", [
      tx.workspaceId,
      uses,
    ]);
  });
}
