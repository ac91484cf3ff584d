// Rows of inbox.learned.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { Learned, LearnedField } from "./learn-triage.rules.ts";

export interface LearnedRow extends Omit<Learned, "file"> {
  field: LearnedField;
  version: string;
  trainedAt: string;
}

const columns = `field, version, is_used AS "isUsed", words, examples, tested, learned_right AS "learnedRight",
  rules_right AS "rulesRight", trained_at AS "trainedAt"`;

export function learnedRows(tx: Reader): Promise<LearnedRow[]> {
  return tx.query<LearnedRow>(
    `SELECT ${columns} FROM inbox.learned WHERE workspace_id = $1 ORDER BY field`,
    [tx.workspaceId],
  );
}

export async function learnedFile(
  tx: Reader,
  field: LearnedField,
  version: string,
): Promise<Uint8Array | null> {
  const rows = await tx.query<{ file: Uint8Array | null }>(
    "SELECT file FROM inbox.learned WHERE workspace_id = $1 AND field = $2 AND version = $3",
    [tx.workspaceId, field, version],
  );
  return rows[0]?.file ?? null;
}

export function saveLearned(tx: Tx, one: LearnedRow, file: Uint8Array | null): Promise<unknown> {
  return tx.query(
    `INSERT INTO inbox.learned (workspace_id, field, version, is_used, words, examples, tested, learned_right,
       rules_right, trained_at, file)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (workspace_id, field) DO UPDATE SET version = EXCLUDED.version, is_used = EXCLUDED.is_used,
       words = EXCLUDED.words, examples = EXCLUDED.examples, tested = EXCLUDED.tested,
       learned_right = EXCLUDED.learned_right, rules_right = EXCLUDED.rules_right,
       trained_at = EXCLUDED.trained_at, file = EXCLUDED.file`,
    [
      ...[tx.workspaceId, one.field, one.version, one.isUsed, one.words, one.examples, one.tested],
      ...[one.learnedRight, one.rulesRight, one.trainedAt, file && Buffer.from(file)],
    ],
  );
}
