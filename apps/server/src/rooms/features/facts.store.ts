// SQL of features.facts: versions of records, with the time from and until which each was known.
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import type { Fact } from "./fold-facts.rules.ts";

interface Belonging {
  recordId: string;
  personId: string | null;
  companyId: string | null;
  dealId: string | null;
  ticketId: string | null;
}

/** In place of what is there of these records; answers what that belonged to. */
export async function replaceFacts(
  tx: Tx,
  recordIds: readonly string[],
  facts: readonly Fact[],
): Promise<Belonging[]> {
  const before = await tx.query<Belonging>(
    `DELETE FROM features.facts WHERE workspace_id = $1 AND record_id = ANY($2::uuid[])
     RETURNING record_id AS "recordId", person_id AS "personId", company_id AS "companyId",
       deal_id AS "dealId", ticket_id AS "ticketId"`,
    [tx.workspaceId, arrayOf("uuid", recordIds)],
  );
  if (facts.length > 0) insertFacts(tx, facts);
  return before;
}

function insertFacts(tx: Tx, facts: readonly Fact[]): void {
  const link = (name: keyof Fact["links"]) =>
    arrayOf(
      "uuid",
      facts.map(({ links }) => links[name] ?? null),
    );
  tx.send(
    `INSERT INTO features.facts (workspace_id, record_id, fact_no, object, known_at, gone_at, claimed_at,
       person_id, company_id, deal_id, ticket_id, properties)
     SELECT $1, u.* FROM unnest($2::uuid[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[],
       $7::timestamptz[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::jsonb[]) u`,
    [
      tx.workspaceId,
      arrayOf(
        "uuid",
        facts.map(({ recordId }) => recordId),
      ),
      facts.map(({ factNo }) => factNo),
      facts.map(({ object }) => object),
      facts.map(({ knownAt }) => knownAt),
      facts.map(({ goneAt }) => goneAt),
      facts.map(({ claimedAt }) => claimedAt),
      link("person"),
      link("company"),
      link("deal"),
      link("ticket"),
      arrayOf(
        "jsonb",
        facts.map(({ properties }) => JSON.stringify(properties)),
      ),
    ],
  );
}

/** Those of the ids that are live records of this kind. */
export async function liveOf(
  tx: Reader,
  object: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT record_id AS id FROM features.facts
     WHERE workspace_id = $1 AND object = $2 AND record_id = ANY($3::uuid[]) AND gone_at IS NULL`,
    [tx.workspaceId, object, ids],
  );
  return rows.map(({ id }) => id);
}

/** Live records of a kind after one, in order. */
export async function liveAfter(
  tx: Reader,
  object: string,
  afterId: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT record_id AS id FROM features.facts
     WHERE workspace_id = $1 AND object = $2 AND ($3::uuid IS NULL OR record_id > $3) AND gone_at IS NULL
     ORDER BY record_id LIMIT $4`,
    [tx.workspaceId, object, afterId, limit],
    "by-values",
  );
  return rows.map(({ id }) => id);
}

/** Live records of a kind that belong to one of these companies or people. */
export async function liveBelonging(
  tx: Reader,
  object: string,
  through: "company" | "person",
  ids: readonly string[],
): Promise<string[]> {
  const column = through === "company" ? "company_id" : "person_id";
  const rows = await tx.query<{ id: string }>(
    `SELECT record_id AS id FROM features.facts
     WHERE workspace_id = $1 AND object = $2 AND ${column} = ANY($3::uuid[]) AND gone_at IS NULL`,
    [tx.workspaceId, object, ids],
  );
  return rows.map(({ id }) => id);
}

export async function countLive(tx: Reader, object: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM features.facts WHERE workspace_id = $1 AND object = $2 AND gone_at IS NULL`,
    [tx.workspaceId, object],
  );
  return row?.count ?? 0;
}

/** Of records that were made here, how many had a property changed later; by property. */
export async function changedLater(
  tx: Reader,
  object: string,
  property: string,
): Promise<{ records: number; changed: number }> {
  const [row] = await tx.query<{ records: number; changed: number }>(
    `SELECT count(*)::int AS records, count(*) FILTER (WHERE k.values > 1)::int AS changed
     FROM (SELECT record_id, count(DISTINCT coalesce(properties #>> $3::text[], '')) AS values
       FROM features.facts WHERE workspace_id = $1 AND object = $2 GROUP BY record_id) k`,
    [tx.workspaceId, object, property.split(".")],
  );
  return row ?? { records: 0, changed: 0 };
}
