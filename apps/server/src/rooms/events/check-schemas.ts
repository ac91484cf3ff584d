// Holds messages against the schemas that hold for their names: what breaks one is flagged or refused.
import type { Tx } from "../../platform/db/index.ts";
import type { Item, Settled } from "./batch.ts";
import { activeSchemas, type NameKey, nameKeyOf } from "./names.store.ts";
import { violations, violationText } from "./schema.rules.ts";

export async function checkSchemas(
  tx: Tx,
  items: readonly Item[],
  settled: Settled,
): Promise<readonly Item[]> {
  const keys = new Map<string, NameKey>();
  for (const { draft } of items) {
    const key = nameKeyOf(draft);
    if (!keys.has(key)) keys.set(key, { type: draft.type, name: draft.name });
  }
  if (keys.size === 0) return items;
  const schemas = await activeSchemas(tx, [...keys.values()]);
  if (schemas.size === 0) return items;
  return items.filter((item) => {
    const schema = schemas.get(nameKeyOf(item.draft));
    if (!schema) return true;
    const found = violations(schema.spec, item.draft.properties);
    item.remarks = { ...item.remarks, schemaVersion: schema.version };
    if (found.length === 0) return true;
    if (schema.onViolation === "reject") {
      const detail = `Version ${schema.version}: ${violationText(found)}.`;
      settled[item.at] = { status: "rejected", reason: "breaks_schema", detail };
      return false;
    }
    item.remarks.violations = found;
    return true;
  });
}
