// Custom object types and custom fields of a workspace.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { CustomFieldRow, ObjectTypeRow } from "./object-type.rules.ts";

const fieldColumns =
  "id, object, key, label, type, required, options, ref_object, position, removed_at, computed";

export function readFieldRows(tx: Reader): Promise<CustomFieldRow[]> {
  return tx.query<CustomFieldRow>(
    `SELECT ${fieldColumns} FROM records.fields WHERE workspace_id = $1 ORDER BY position, key`,
    [tx.workspaceId],
  );
}

export function readObjectTypeRows(tx: Reader): Promise<ObjectTypeRow[]> {
  return tx.query<ObjectTypeRow>(
    "SELECT id, key, label, label_plural FROM records.object_types WHERE workspace_id = $1 ORDER BY key",
    [tx.workspaceId],
  );
}

export async function insertField(tx: Tx, row: CustomFieldRow): Promise<void> {
  await tx.query(
    `INSERT INTO records.fields (workspace_id, ${fieldColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tx.workspaceId,
      row.id,
      row.object,
      row.key,
      row.label,
      row.type,
      row.required,
      JSON.stringify(row.options),
      row.ref_object,
      row.position,
      row.removed_at,
      row.computed === true,
    ],
  );
}

export async function updateField(tx: Tx, row: CustomFieldRow): Promise<void> {
  await tx.query(
    "UPDATE records.fields SET label = $3, required = $4, options = $5, position = $6, removed_at = $7 WHERE workspace_id = $1 AND id = $2",
    [
      tx.workspaceId,
      row.id,
      row.label,
      row.required,
      JSON.stringify(row.options),
      row.position,
      row.removed_at,
    ],
  );
}

export async function insertObjectType(tx: Tx, row: ObjectTypeRow): Promise<void> {
  await tx.query(
    "INSERT INTO records.object_types (workspace_id, id, key, label, label_plural) VALUES ($1, $2, $3, $4, $5)",
    [tx.workspaceId, row.id, row.key, row.label, row.label_plural],
  );
}

export async function updateObjectType(tx: Tx, row: ObjectTypeRow): Promise<void> {
  await tx.query(
    "UPDATE records.object_types SET label = $3, label_plural = $4 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, row.id, row.label, row.label_plural],
  );
}

/** Its fields go with it as removed ones do: records in the trash may still hold their values. */
export async function deleteObjectType(tx: Tx, row: ObjectTypeRow, at: string): Promise<void> {
  tx.send(
    "UPDATE records.fields SET removed_at = $3 WHERE workspace_id = $1 AND object = $2 AND removed_at IS NULL",
    [tx.workspaceId, row.key, at],
  );
  await tx.query("DELETE FROM records.object_types WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    row.id,
  ]);
}

export async function hasLiveRecords(tx: Tx, objectKey: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM records.custom_records
     WHERE workspace_id = $1 AND object = $2 AND deleted_at IS NULL LIMIT 1`,
    [tx.workspaceId, objectKey],
  );
  return rows.length > 0;
}
