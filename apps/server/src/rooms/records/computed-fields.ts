// Fields that the server computes (scores): described, filtered, sorted and hidden like custom fields, read only for
// everyone, and written without audit entries or new versions, since nobody decided anything. A record's own writers
// lock its row and write back what they read, so a value that is computed meanwhile is never lost, only computed anew.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { announce } from "./announce.ts";
import type { ComputedField, ComputedValue } from "./computed-field.rules.ts";
import { writeComputedRows } from "./computed-fields.store.ts";
import type { CustomFieldRow } from "./object-type.rules.ts";
import { insertField, readFieldRows } from "./schema.store.ts";
import type { SchemaCache } from "./schema-cache.ts";

/**
 * Makes the field where it is missing. False where a workspace took it away, or has a field of its own with this key:
 * then there is no such column.
 */
export async function ensureComputedField(
  { schema }: { schema: SchemaCache },
  tx: Tx,
  act: Act,
  field: ComputedField,
): Promise<boolean> {
  const rows = await readFieldRows(tx);
  const known = rows.find(({ object, key }) => object === field.object && key === field.key);
  if (known) return known.computed === true && known.removed_at === null;
  const row: CustomFieldRow = {
    ...field,
    id: newId(),
    required: false,
    options: [],
    ref_object: null,
    position: 900,
    removed_at: null,
    computed: true,
  };
  await insertField(tx, row);
  await announce(tx, act, "fields", null, row);
  schema.forget(tx.workspaceId);
  return true;
}

export async function writeComputedValues(
  { schema }: { schema: SchemaCache },
  tx: Tx,
  field: Pick<ComputedField, "object" | "key">,
  values: readonly ComputedValue[],
): Promise<void> {
  const type = await schema.findObjectType(tx, field.object);
  const known = type?.fields.get(`custom.${field.key}`);
  if (!type || !known?.computed || values.length === 0) return;
  await writeComputedRows(tx, type, known, values);
}
