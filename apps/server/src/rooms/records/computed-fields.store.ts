// Values of computed fields: into the record's custom values and the typed index rows, in one go.
import { arrayOf, type Tx } from "../../platform/db/index.ts";
import type { ComputedValue } from "./computed-field.rules.ts";
import { foldKey } from "./fold.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";

const texts = (values: readonly ComputedValue[]) =>
  values.map(({ value }) => (value === null ? null : JSON.stringify(value)));

/** Rows are locked in the order of their ids, so that two writers never wait for each other in a ring. */
export async function writeComputedRows(
  tx: Tx,
  type: ObjectType,
  field: Field,
  values: readonly ComputedValue[],
): Promise<void> {
  const sorted = [...values].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = sorted.map(({ id }) => id);
  const held = await tx.query<{ id: string }>(
    `SELECT id FROM ${type.table} WHERE workspace_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`,
    [tx.workspaceId, ids],
  );
  const isHeld = new Set(held.map(({ id }) => id));
  const written = sorted.filter(({ id }) => isHeld.has(id));
  const writtenIds = written.map(({ id }) => id);
  tx.send(
    `UPDATE ${type.table} t
     SET custom = CASE WHEN u.value IS NULL THEN t.custom - $2::text
       ELSE jsonb_set(t.custom, ARRAY[$2::text], u.value::jsonb) END
     FROM unnest($3::uuid[], $4::text[]) AS u(id, value) WHERE t.workspace_id = $1 AND t.id = u.id`,
    [tx.workspaceId, field.key, arrayOf("uuid", writtenIds), arrayOf("text", texts(written))],
  );
  tx.send(
    `DELETE FROM records.field_values v USING unnest($3::uuid[]) AS u (id)
     WHERE v.workspace_id = $1 AND v.field_id = $2 AND v.record_id = u.id`,
    [tx.workspaceId, field.customId, writtenIds],
  );
  const column = field.type === "integer" ? "number_value" : "text_value";
  const sqlType = field.type === "integer" ? "float8" : "text";
  const kept = written.filter(({ value }) => value !== null);
  tx.send(
    `INSERT INTO records.field_values (workspace_id, field_id, record_id, position, ${column})
     SELECT $1, $2, u.id, 0, u.value FROM unnest($3::uuid[], $4::${sqlType}[]) AS u(id, value)`,
    [
      tx.workspaceId,
      field.customId,
      arrayOf(
        "uuid",
        kept.map(({ id }) => id),
      ),
      arrayOf(
        sqlType,
        kept.map(({ value }) => (field.type === "text" ? foldKey(String(value)) : value)),
      ),
    ],
  );
}
