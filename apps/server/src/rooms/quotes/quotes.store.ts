// Rows of quotes.quotes.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredQuote } from "./stored-quote.ts";

const columns: Record<keyof StoredQuote, string> = {
  id: "id",
  rootId: "root_id",
  versionNo: "version_no",
  dealId: "deal_id",
  status: "status",
  title: "title",
  addressee: "addressee",
  currency: "currency",
  lines: "lines",
  discountPercent: "discount_percent",
  discountMinor: "discount_minor",
  notes: "notes",
  terms: "terms",
  issuedOn: "issued_on",
  validUntil: "valid_until",
  sentAt: "sent_at",
  decidedAt: "decided_at",
  declineReason: "decline_reason",
  seller: "seller",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const selected = Object.entries(columns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export async function readQuote(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredQuote | null> {
  const rows = await tx.query<StoredQuote>(
    `SELECT ${selected} FROM quotes.quotes WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Newest first. */
export function quotesOfDeal(tx: Reader, dealId: string, max: number): Promise<StoredQuote[]> {
  return tx.query<StoredQuote>(
    `SELECT ${selected} FROM quotes.quotes WHERE workspace_id = $1 AND deal_id = $2
     ORDER BY id DESC LIMIT ${max}`,
    [tx.workspaceId, dealId],
  );
}

/** Above all ids: so a list that begins anew is read like one that goes on. */
const highestId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Newest first, of one deal or of all; without their lines, so that many can be looked at. */
export function quoteKeysBefore(
  tx: Reader,
  { dealId, before }: { dealId: string | null; before: string | null },
  limit: number,
): Promise<Pick<StoredQuote, "id" | "dealId">[]> {
  const ofDeal = dealId === null ? "" : "AND deal_id = $4";
  const values = [tx.workspaceId, before ?? highestId, limit, ...(dealId === null ? [] : [dealId])];
  return tx.query(
    `SELECT id, deal_id AS "dealId" FROM quotes.quotes
     WHERE workspace_id = $1 AND id < $2 ${ofDeal} ORDER BY id DESC LIMIT $3`,
    values,
  );
}

/** Newest first. */
export function quotesByIds(tx: Reader, ids: readonly string[]): Promise<StoredQuote[]> {
  return tx.query<StoredQuote>(
    `SELECT ${selected} FROM quotes.quotes WHERE workspace_id = $1 AND id = ANY($2::uuid[])
     ORDER BY id DESC`,
    [tx.workspaceId, ids],
  );
}

/** Versions of one quote, latest first, held until the transaction ends; read after the wait, with what it brought. */
export async function holdVersions(tx: Tx, rootId: string): Promise<StoredQuote[]> {
  await tx.query(
    "SELECT 1 FROM quotes.quotes WHERE workspace_id = $1 AND root_id = $2 ORDER BY id FOR UPDATE",
    [tx.workspaceId, rootId],
  );
  return tx.query<StoredQuote>(
    `SELECT ${selected} FROM quotes.quotes WHERE workspace_id = $1 AND root_id = $2
     ORDER BY version_no DESC`,
    [tx.workspaceId, rootId],
  );
}

export async function latestVersions(
  tx: Reader,
  rootIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ root_id: string; latest: number }>(
    `SELECT root_id, max(version_no) AS latest FROM quotes.quotes
     WHERE workspace_id = $1 AND root_id = ANY($2::uuid[]) GROUP BY root_id`,
    [tx.workspaceId, rootIds],
  );
  return new Map(rows.map((row) => [row.root_id, row.latest]));
}

/** Arrays and objects are jsonb columns here. */
function toSql(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

export async function saveQuote(tx: Tx, quote: StoredQuote): Promise<void> {
  const keys = Object.keys(columns) as (keyof StoredQuote)[];
  const names = keys.map((key) => columns[key]);
  const places = keys.map((_, at) => `$${at + 2}`);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO quotes.quotes (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
    [tx.workspaceId, ...keys.map((key) => toSql(quote[key]))],
  );
}

export async function deleteQuote(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM quotes.quotes WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
