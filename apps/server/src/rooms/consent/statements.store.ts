// Rows of consent.statements: added, marked as taken back, never changed otherwise. Of one person and purpose the
// one that counts from latest holds.
import type { ConsentState } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { KeptStatement, StoredStatement } from "./statement.ts";

const stored = `id, person_id AS "personId", purpose, state, given_at AS "givenAt", known_at AS "knownAt",
  counts_from AS "countsFrom", source, said_by AS "by", text_version AS "textVersion",
  shown_text AS "shownText", proof, repeats_id AS "repeatsId"`;
const kept = `${stored}, taken_back_at AS "takenBackAt"`;

export function insertStatements(tx: Tx, statements: readonly StoredStatement[]): void {
  if (statements.length === 0) return;
  tx.send(
    `INSERT INTO consent.statements (workspace_id, id, person_id, purpose, state, given_at, known_at,
       counts_from, source, said_by, text_version, shown_text, proof, repeats_id)
     SELECT $1, s."id", s."personId", s."purpose", s."state", s."givenAt", s."knownAt", s."countsFrom",
       s."source", s."by", s."textVersion", s."shownText", s."proof", s."repeatsId"
     FROM jsonb_to_recordset($2::jsonb) AS s ("id" uuid, "personId" uuid, "purpose" text, "state" text,
       "givenAt" timestamptz, "knownAt" timestamptz, "countsFrom" timestamptz, "source" text, "by" text,
       "textVersion" text, "shownText" text, "proof" text, "repeatsId" uuid)`,
    [tx.workspaceId, JSON.stringify(statements)],
  );
}

/** Null when there is none, or when it was taken back. */
export async function readStanding(tx: Reader, id: string): Promise<StoredStatement | null> {
  const rows = await tx.query<StoredStatement>(
    `SELECT ${stored} FROM consent.statements
     WHERE workspace_id = $1 AND id = $2 AND taken_back_at IS NULL`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function markTakenBack(tx: Tx, id: string, at: string | null): Promise<void> {
  await tx.query(
    "UPDATE consent.statements SET taken_back_at = $3 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, at],
  );
}

/** What holds, of each person and purpose about which something was said; of one purpose where it is given. */
export function currentOf(
  tx: Reader,
  personIds: readonly string[],
  purpose: string | null = null,
): Promise<KeptStatement[]> {
  return tx.query<KeptStatement>(
    `SELECT DISTINCT ON (person_id, purpose) ${kept} FROM consent.statements
     WHERE workspace_id = $1 AND person_id = ANY($2::uuid[]) AND taken_back_at IS NULL
       AND ($3::text IS NULL OR purpose = $3)
     ORDER BY person_id, purpose, counts_from DESC, id DESC`,
    [tx.workspaceId, personIds, purpose],
    "by-values",
  );
}

/** Everything that was said of one person, newest first. */
export function historyOf(
  tx: Reader,
  asked: { personId: string; purpose: string | null; beforeId: string | null; limit: number },
): Promise<KeptStatement[]> {
  return tx.query<KeptStatement>(
    `SELECT ${kept} FROM consent.statements
     WHERE workspace_id = $1 AND person_id = $2 AND ($3::text IS NULL OR purpose = $3)
       AND ($4::uuid IS NULL OR id < $4)
     ORDER BY id DESC LIMIT $5`,
    [tx.workspaceId, asked.personId, asked.purpose, asked.beforeId, asked.limit],
  );
}

/** Everything that was said by anybody, newest first. */
export function statementsBefore(
  tx: Reader,
  asked: {
    purpose: string | null;
    state: ConsentState | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<KeptStatement[]> {
  return tx.query<KeptStatement>(
    `SELECT ${kept} FROM consent.statements
     WHERE workspace_id = $1 AND ($2::text IS NULL OR purpose = $2) AND ($3::text IS NULL OR state = $3)
       AND ($4::uuid IS NULL OR id < $4)
     ORDER BY id DESC LIMIT $5`,
    [tx.workspaceId, asked.purpose, asked.state, asked.beforeId, asked.limit],
    "by-values",
  );
}

export async function hasStatements(tx: Reader, purpose: string): Promise<boolean> {
  const rows = await tx.query(
    "SELECT 1 FROM consent.statements WHERE workspace_id = $1 AND purpose = $2 LIMIT 1",
    [tx.workspaceId, purpose],
  );
  return rows.length > 0;
}

/**
 * SQL text of a relation with the one column `person_id`: those of `people` (a relation of `person_id`) for whom
 * the purpose is allowed now. Row security holds within it.
 */
export function consentedSql(people: string, purpose: string, builtInDefault: string): string {
  return `(SELECT p.person_id FROM ${people} p LEFT JOIN LATERAL (
      SELECT s.state FROM consent.statements s
      WHERE s.workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid
        AND s.person_id = p.person_id AND s.purpose = '${purpose}' AND s.taken_back_at IS NULL
      ORDER BY s.counts_from DESC, s.id DESC LIMIT 1) c ON true
    WHERE coalesce(nullif(c.state, 'unknown'),
      (SELECT d.when_unknown FROM consent.purposes d WHERE d.key = '${purpose}'),
      '${builtInDefault}') = 'granted')`;
}
