// Rows of records.list_members: which records are in which list.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { ListMember } from "./list-member.ts";

const columns = `id, list_id AS "listId", record_id AS "recordId", added_at AS "addedAt"`;

/** Answers those that were not in it. */
function insertMembers(tx: Tx, members: readonly ListMember[]): Promise<ListMember[]> {
  return tx.query<ListMember>(
    `INSERT INTO records.list_members (workspace_id, id, list_id, record_id, added_at)
     SELECT $1, n.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) AS n
     ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [
      tx.workspaceId,
      members.map((member) => member.id),
      members.map((member) => member.listId),
      members.map((member) => member.recordId),
      members.map((member) => member.addedAt),
    ],
  );
}

/** Answers those that were in it. */
function removeMembers(
  tx: Tx,
  listId: string,
  recordIds: readonly string[],
): Promise<ListMember[]> {
  return tx.query<ListMember>(
    `DELETE FROM records.list_members WHERE workspace_id = $1 AND list_id = $2 AND record_id = ANY($3::uuid[])
     RETURNING ${columns}`,
    [tx.workspaceId, listId, recordIds],
  );
}

async function removeMembersByIds(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(
    "DELETE FROM records.list_members WHERE workspace_id = $1 AND id = ANY($2::uuid[])",
    [tx.workspaceId, ids],
  );
}

async function readMember(tx: Reader, id: string): Promise<ListMember | null> {
  const rows = await tx.query<ListMember>(
    `SELECT ${columns} FROM records.list_members WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

function membersOfRecords(tx: Reader, recordIds: readonly string[]): Promise<ListMember[]> {
  return tx.query<ListMember>(
    `SELECT ${columns} FROM records.list_members WHERE workspace_id = $1 AND record_id = ANY($2::uuid[])
     ORDER BY list_id, id`,
    [tx.workspaceId, recordIds],
  );
}

/** What the room that owns lists does with their members. */
export const listMembers = {
  insert: insertMembers,
  remove: removeMembers,
  removeByIds: removeMembersByIds,
  read: readMember,
  of: membersOfRecords,
};
