// Links between any two records, beside references that are fields. Whoever may change both ends may link
// them; a link is seen by those who may see both ends.
import { idSchema, type PageQuery } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid, isAppError, notFound } from "../../platform/errors.ts";
import { isId, newId } from "../../platform/ids.ts";
import { announce } from "./announce.ts";
import { checkChangeable, findRecord, type ReadDeps } from "./find-record.ts";
import { labelText } from "./label-text.ts";
import { badCursor } from "./list-cursor.ts";
import { defaultPageSize } from "./list-records.ts";
import { titlesById } from "./record-titles.ts";
import { holdRecord } from "./records.store.ts";
import {
  deleteRelation,
  insertRelation,
  type Relation,
  readRelation,
  relationsOf,
} from "./relations.store.ts";
import type { SchemaCache } from "./schema-cache.ts";

const objectKey = z.string().min(1).max(60);

export const newRelationSchema = z
  .strictObject({
    fromObject: objectKey,
    fromId: idSchema,
    toObject: objectKey,
    toId: idSchema,
    label: labelText(100),
  })
  .meta({ id: "NewRelation" });

export const relationSchema = newRelationSchema
  .extend({
    id: idSchema,
    createdAt: z.iso.datetime(),
    title: z.string().optional().describe("Of the record at the other end, in lists."),
  })
  .meta({ id: "Relation" });

type NewRelation = z.infer<typeof newRelationSchema>;

interface RelationDeps {
  schema: SchemaCache;
}

/** A link with an end that the caller may not see is missing, as one that does not exist. */
async function checkEnds(deps: RelationDeps, tx: Tx, ctx: Ctx, relation: Relation): Promise<void> {
  try {
    await checkChangeable(deps, tx, ctx, relation.fromObject, relation.fromId);
    await checkChangeable(deps, tx, ctx, relation.toObject, relation.toId);
  } catch (error) {
    throw isAppError(error) && error.kind === "not-found" ? notFound("link") : error;
  }
}

/** A link must not be made to a record that is being merged away; held in order, so that none waits in a ring. */
async function holdEnds(deps: RelationDeps, tx: Tx, input: NewRelation): Promise<void> {
  const ends = [
    [input.fromObject, input.fromId],
    [input.toObject, input.toId],
  ] as const;
  for (const [object, id] of [...ends].sort(([, a], [, b]) => (a < b ? -1 : 1))) {
    const type = await deps.schema.findObjectType(tx, object);
    if (type) holdRecord(tx, type, id);
  }
}

export function relationActs(deps: RelationDeps) {
  const shared = {
    permission: "update on both records",
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    check: () => undefined,
  } as const;

  const relate = defineAct({
    ...shared,
    usableIn: ["automations"],
    name: "records.relate",
    title: "Link two records",
    input: newRelationSchema,
    run: async (tx, act, input) => {
      if (input.fromId === input.toId) {
        throw invalid("records.self_relation", "A record cannot be linked to itself.");
      }
      await holdEnds(deps, tx, input);
      await checkChangeable(deps, tx, act.ctx, input.fromObject, input.fromId);
      await checkChangeable(deps, tx, act.ctx, input.toObject, input.toId);
      const relation: Relation = { id: newId(), ...input, createdAt: act.at };
      await insertRelation(tx, relation);
      await announce(tx, act, "relations", null, relation);
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
      await checkEnds(deps, tx, act.ctx, relation);
      await deleteRelation(tx, id);
      await announce(tx, act, "relations", relation, null);
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
    if (after !== null && !isId(after)) throw badCursor();
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
  const byObject = new Map<string, string[]>();
  for (const { fromId, fromObject, toId, toObject } of relations) {
    const [object, other] = fromId === id ? [toObject, toId] : [fromObject, fromId];
    byObject.set(object, [...(byObject.get(object) ?? []), other]);
  }
  const titles = new Map<string, string>();
  for (const [object, ids] of byObject) {
    for (const [key, title] of await titlesById(deps, tx, ctx, object, ids)) titles.set(key, title);
  }
  return titles;
}
