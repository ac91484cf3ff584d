// SQL of what the upkeep looks through: identities and groups that point at no record yet, and how far it has come.
import type { Reader, Tx } from "../../platform/db/index.ts";

/** The last identity that was looked at; null: none yet. */
export async function readLinkedId(tx: Reader): Promise<string | null> {
  const [row] = await tx.query<{ linked_id: string | null }>(
    "SELECT linked_id FROM events.heads WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return row?.linked_id ?? null;
}

export function saveLinkedId(tx: Tx, id: string): void {
  tx.send("UPDATE events.heads SET linked_id = $2 WHERE workspace_id = $1", [tx.workspaceId, id]);
}

/** E-mail addresses that are nobody's, in the order in which they were first seen. */
export async function unlinkedEmails(
  tx: Reader,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<{ id: string; email: string }[]> {
  return tx.query<{ id: string; email: string }>(
    `SELECT id, value AS email FROM events.identities
     WHERE workspace_id = $1 AND id > $2 AND kind = 'email' AND own_person_id IS NULL ORDER BY id LIMIT $3`,
    [tx.workspaceId, afterId, limit],
  );
}

/** Groups that are no company, by their domains. */
export async function unlinkedDomains(
  tx: Reader,
  { afterDomain, limit }: { afterDomain: string; limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ domain: string }>(
    `SELECT DISTINCT domain FROM events.groups
     WHERE workspace_id = $1 AND domain > $2 AND company_id IS NULL ORDER BY domain LIMIT $3`,
    [tx.workspaceId, afterDomain, limit],
  );
  return rows.map(({ domain }) => domain);
}
