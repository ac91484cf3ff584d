// How much hangs on records, told to one caller: of the objects, fields and rows that the caller may see.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { countPointing, fieldsPointingAt } from "./pointing.store.ts";
import { limitOf } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";

const maxCounted = 1000;

export interface Pointing {
  object: string;
  label: string;
  count: number;
  /** There are more than counted. */
  isCapped: boolean;
}

export async function pointingCounts(
  deps: { schema: SchemaCache },
  tx: Reader,
  ctx: Ctx,
  target: string,
  ids: readonly string[],
): Promise<Pointing[]> {
  const { principal } = ctx;
  const counts: Pointing[] = [];
  for (const type of (await deps.schema.all(tx)).values()) {
    if (principal.rights.object(type.key).read === "none") continue;
    const fields = fieldsPointingAt(type, target).filter((field) => {
      const path = field.customId === null ? field.key : `custom.${field.key}`;
      return type.fields.has(path) && principal.rights.field(type.key, path) !== "none";
    });
    const limit = limitOf(principal, type, "read");
    const found = await countPointing(tx, type, { fields, ids, limit, max: maxCounted + 1 });
    if (found === 0) continue;
    const count = Math.min(found, maxCounted);
    counts.push({ object: type.key, label: type.labelPlural, count, isCapped: found > maxCounted });
  }
  return counts;
}
