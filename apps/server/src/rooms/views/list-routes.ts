// Routes of lists.
import {
  idSchema,
  listAdditionSchema,
  listChangedSchema,
  listRemovalSchema,
  type RecordList,
  recordListChangeSchema,
  recordListInputSchema,
  recordListSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute, type RouteReply } from "../../platform/http/index.ts";
import { addToList } from "./add-to-list.ts";
import { allLists, getList } from "./describe-list.ts";
import type { ListDeps } from "./list-acts.ts";

const shared = { tag: "Lists", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["Rapport-Act"];
const list = { description: "The list.", schema: recordListSchema, headers };
const counted = { description: "What became of the records.", schema: listChangedSchema, headers };

function reply(status: number, { actId, result }: Performed<unknown>): RouteReply {
  const body = status === 204 ? {} : { body: result };
  return { status, ...body, headers: { "rapport-act": actId } };
}

export function listRoutes(deps: ListDeps & { acts: Acts }): AnyRoute[] {
  return [...definitionRoutes(deps), ...memberRoutes(deps)];
}

function definitionRoutes(deps: ListDeps & { acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/lists",
      operationId: "listLists",
      summary: "List the lists that you may see, or those that a record is in",
      query: z.strictObject({
        object: z.string().min(1).max(60).optional().describe("Of one object only."),
        recordId: idSchema.optional().describe("Those that this record is in."),
      }),
      responses: {
        200: { description: "By name.", schema: z.object({ data: z.array(recordListSchema) }) },
        404: { description: "There is no such record, or you may not see it." },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await allLists(deps, ctx, query) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/lists",
      operationId: "createList",
      summary: "Make a list",
      body: recordListInputSchema,
      responses: { 201: list, 404: { description: "There is no such kind of record." } },
      handler: async ({ ctx, body, idempotency }) =>
        reply(
          201,
          await deps.acts.perform<RecordList>(ctx, "views.list.create", body, idempotency),
        ),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/lists/:id",
      operationId: "getList",
      summary: 'Read one list; its records: GET /people?filter={"list":"<id>"}',
      params,
      responses: { 200: { ...list, headers: [] } },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await getList(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/lists/:id",
      operationId: "updateList",
      summary: "Rename a list, or share it",
      params,
      body: recordListChangeSchema,
      responses: { 200: list },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(200, await deps.acts.perform(ctx, "views.list.update", { ...body, id }, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/lists/:id",
      operationId: "deleteList",
      summary: "Delete a list; its records stay",
      params,
      responses: { 204: { description: "Deleted.", headers } },
      handler: async ({ ctx, params: { id }, idempotency }) =>
        reply(204, await deps.acts.perform(ctx, "views.list.delete", { id }, idempotency)),
    }),
  ];
}

function memberRoutes(deps: ListDeps & { acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      keyed: false,
      method: "POST",
      path: "/lists/:id/members",
      operationId: "addToList",
      summary: "Add records to a list, by id or all that a filter finds",
      params,
      body: listAdditionSchema,
      responses: { 200: counted },
      handler: async ({ ctx, params: { id }, body }) =>
        reply(200, await addToList(deps, ctx, id, body)),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/lists/:id/members/remove",
      operationId: "removeFromList",
      summary: "Take records out of a list",
      params,
      body: listRemovalSchema,
      responses: { 200: counted },
      handler: async ({ ctx, params: { id }, body, idempotency }) =>
        reply(200, await deps.acts.perform(ctx, "views.list.remove", { ...body, id }, idempotency)),
    }),
  ];
}
