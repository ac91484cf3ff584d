// Titles of the records that others point at: one query a type of target, however many rows there are.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { type ObjectType, unlistedTargets } from "./object-type.rules.ts";
import { titleOf } from "./project.rules.ts";
import { visibleRecords } from "./references.store.ts";
import { limitOf } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";

interface TitleDeps {
  schema: SchemaCache;
}

/** Ids by the object type that they belong to. */
type Targets = Map<string, Set<string>>;

/** By id, for the references of these records that the caller may read. */
export async function titlesOf(
  deps: TitleDeps,
  tx: Reader,
  ctx: Ctx,
  type: ObjectType,
  records: readonly StoredRecord[],
): Promise<Record<string, string>> {
  const titles: Record<string, string> = {};
  for (const [object, ids] of targetsOf(ctx, type, records)) {
    for (const [id, title] of await titlesById(deps, tx, ctx, object, [...ids])) titles[id] = title;
  }
  return titles;
}

function targetsOf(ctx: Ctx, type: ObjectType, records: readonly StoredRecord[]): Targets {
  const targets: Targets = new Map();
  for (const [key, field] of type.fields) {
    const target = field.type === "reference" ? field.refObject : undefined;
    if (target === undefined || unlistedTargets.has(target)) continue;
    if (ctx.principal.rights.field(type.key, key) === "none") continue;
    const values = records.map((record) =>
      field.customId === null ? record[key] : record.custom[field.key],
    );
    const ids = values.filter((value) => typeof value === "string");
    targets.set(target, new Set([...(targets.get(target) ?? []), ...ids]));
  }
  return targets;
}

/** Titles of those that exist and that the caller may see. */
export async function titlesById(
  deps: TitleDeps,
  tx: Reader,
  ctx: Ctx,
  object: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { principal } = ctx;
  if (ids.length === 0 || principal.rights.object(object).read === "none") return new Map();
  const type = await deps.schema.findObjectType(tx, object);
  if (!type) return new Map();
  const found = await visibleRecords(tx, type, limitOf(principal, type, "read"), ids);
  return new Map(found.map((record) => [record.id, titleOf(record, type, principal)]));
}
