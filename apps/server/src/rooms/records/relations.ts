// Links between any two records, beside references that are fields. Whoever may change both ends may link
// them; a link is seen by those who may see both ends.
import { idSchema, type PageQuery } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";
import { isId, newId } from "../../platform/ids.ts";
import { defaultPageSize, findRecord, type ReadDeps } from "./list-records.ts";
import { titleOf } from "./project.rules.ts";
import { visibleRecords } from "./references.store.ts";
import {
  deleteRelation,
  insertRelation,
  type Relation,
  readRelation,
  relationsOf,
} from "./relations.store.ts";
import { limitOf, mayTouch } from "./row-rights.rules.ts";
import type { SchemaCache } from "./schema-cache.ts";

const objectKey = z.string().min(1).max(60);

export const newRelationSchema = z.strictObject({
  fromObject: objectKey,
  fromId: idSchema,
  toObject: objectKey,
  toId: idSchema,
  label: z.string().trim().min(1).max(100),
});

export const relationSchema = newRelationSchema.extend({
  id: idSchema,
  createdAt: z.iso.datetime(),
  title: z.string().optional().describe("Of the record at the other end, in lists."),
});

interface RelationDeps {
  schema: SchemaCache;
}

async function checkEnd(
  deps: RelationDeps,
  tx: Tx,
  act: Act,
  object: string,
  id: string,
): Promise<void> {
  const type = await deps.schema.objectType(tx, object);
  const record = await findRecord(tx, act.ctx, type, id);
  if (mayTouch(limitOf(act.ctx.principal, type, "update"), record)) return;
  throw forbidden(
    `Your role may not change this ${type.label.toLowerCase()}, so it cannot be linked.`,
  );
}

export function relationActs(deps: RelationDeps) {
  const shared = {
    permission: "update on both records",
    effect: "internal",
    risk: "low",
    compensation: { by: "none", because: "The way back is the opposite act." },
    check: () => undefined,
  } as const;

  const relate = defineAct({
    ...shared,
    name: "records.relate",
    title: "Link two records",
    input: newRelationSchema,
    run: async (tx, act, input) => {
      if (input.fromId === input.toId)
        throw invalid("records.self_relation", "A record cannot be linked to itself.");
      await checkEnd(deps, tx, act, input.fromObject, input.fromId);
      await checkEnd(deps, tx, act, input.toObject, input.toId);
      const relation: Relation = { id: newId(), ...input, createdAt: act.at };
      await insertRelation(tx, relation).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw new AppError(
          "conflict",
          "records.relation_exists",
          "These records are linked in this way already.",
        );
      });
      await act.changed(tx, [
        {
          object: "relations",
          id: relation.id,
          op: "create",
          before: null,
          after: { ...relation },
          record: null,
        },
      ]);
      return relation;
    },
  });

  const unrelate = defineAct({
    ...shared,
    name: "records.unrelate",
    title: "Remove a link between two records",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const relation = isId(id) ? await readRelation(tx, id) : null;
      if (!relation) throw notFound("link");
      await checkEnd(deps, tx, act, relation.fromObject, relation.fromId);
      await checkEnd(deps, tx, act, relation.toObject, relation.toId);
      await deleteRelation(tx, id);
      await act.changed(tx, [
        {
          object: "relations",
          id,
          op: "purge",
          before: { ...relation },
          after: null,
          record: null,
        },
      ]);
      return null;
    },
  });

  return [relate, unrelate];
}

/** Links of one record with the titles of the other ends; ends that the caller may not see are left out. */
export function listRelations(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  id: string,
  page: PageQuery,
) {
  return deps.db.tenant(ctx, async (tx) => {
    await findRecord(tx, ctx, await deps.schema.objectType(tx, object), id);
    const limit = page.limit ?? defaultPageSize;
    const after = page.cursor ?? null;
    if (after !== null && !isId(after))
      throw invalid("records.bad_cursor", "This cursor does not belong to this list.");
    const rows = await relationsOf(tx, id, after, limit + 1);
    const shown = rows.slice(0, limit);
    const titles = await titlesOfEnds(deps, tx, ctx, id, shown);
    const data = shown.flatMap((relation) => {
      const title = titles.get(relation.fromId === id ? relation.toId : relation.fromId);
      return title === undefined ? [] : [{ ...relation, title }];
    });
    return { data, nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
  });
}

async function titlesOfEnds(
  deps: ReadDeps,
  tx: Tx,
  ctx: Ctx,
  id: string,
  relations: readonly Relation[],
) {
  const ends = relations.map((relation) =>
    relation.fromId === id
      ? { object: relation.toObject, id: relation.toId }
      : { object: relation.fromObject, id: relation.fromId },
  );
  const titles = new Map<string, string>();
  for (const object of new Set(ends.map((end) => end.object))) {
    const type = await deps.schema.findObjectType(tx, object);
    if (!type || ctx.principal.rights.object(object).read === "none") continue;
    const ids = ends.filter((end) => end.object === object).map((end) => end.id);
    const found = await visibleRecords(tx, type, limitOf(ctx.principal, type, "read"), ids);
    for (const record of found) titles.set(record.id, titleOf(record, type, ctx.principal));
  }
  return titles;
}
