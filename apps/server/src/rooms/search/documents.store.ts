// SQL of search.documents: written set by set, read through search.candidates, which alone may use the
// token index (see the migration). Ids that it answers are fetched by key, under row security.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { SearchDocument } from "./document.rules.ts";

/** One statement, whatever their number; a document that stays the same is not written. */
export function sendDocuments(tx: Tx, documents: readonly SearchDocument[]): void {
  tx.send(
    `INSERT INTO search.documents AS d (workspace_id, record_id, object, owner_id, region, fields, tokens)
     SELECT $1, n.record_id, n.object, n.owner_id, n.region, n.fields, n.tokens::int[]
       FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[])
         AS n (record_id, object, owner_id, region, fields, tokens)
     ON CONFLICT (workspace_id, record_id) DO UPDATE
       SET owner_id = EXCLUDED.owner_id, region = EXCLUDED.region, fields = EXCLUDED.fields, tokens = EXCLUDED.tokens
       WHERE d.fields <> EXCLUDED.fields OR d.owner_id IS DISTINCT FROM EXCLUDED.owner_id
          OR d.region IS DISTINCT FROM EXCLUDED.region`,
    [
      tx.workspaceId,
      documents.map((document) => document.recordId),
      documents.map((document) => document.object),
      documents.map((document) => document.ownerId),
      documents.map((document) => document.region),
      documents.map((document) => JSON.stringify(document.fields)),
      documents.map((document) => arrayLiteral(document.tokens)),
    ],
  );
}

export function sendRemovals(tx: Tx, recordIds: readonly string[]): void {
  tx.send("DELETE FROM search.documents WHERE workspace_id = $1 AND record_id = ANY($2::uuid[])", [
    tx.workspaceId,
    recordIds,
  ]);
}

/** What a query asks of the index; made by query.rules. */
export interface Lookup {
  /** Sets of title tokens, each to be held whole; earlier sets are answered first. */
  titles: readonly (readonly number[])[];
  /** For each term the tokens any of which will do. */
  terms: readonly (readonly number[])[];
  /** For each term the beginning to be completed, or null. */
  prefixes: readonly (string | null)[];
  /** Whether the documents of the sample are asked first. */
  isSampled: boolean;
  /** Tokens of objects, owners and regions, one of which a document must have; null for no limit. */
  scope: readonly number[] | null;
  /** A question that brings so many is the last. */
  enough: number;
  /** Most that one question may bring. */
  limit: number;
}

export interface DocumentRow {
  record_id: string;
  object: string;
  owner_id: string | null;
  region: string | null;
  fields: string;
}

export function findDocuments(db: Reader, lookup: Lookup): Promise<DocumentRow[]> {
  return db.query<DocumentRow>(
    `SELECT record_id, object, owner_id, region, fields FROM search.documents
      WHERE workspace_id = $1
        AND record_id = ANY(ARRAY(SELECT search.candidates($2::text[], $3::text[], $4::text[], $5, $6::int[], $7, $8)))`,
    [
      db.workspaceId,
      lookup.titles.map((tokens) => arrayLiteral(tokens)),
      lookup.terms.map((tokens) => arrayLiteral(tokens)),
      lookup.prefixes,
      lookup.isSampled,
      lookup.scope,
      lookup.enough,
      lookup.limit,
    ],
  );
}

function arrayLiteral(tokens: readonly number[]): string {
  return `{${tokens.join(",")}}`;
}
