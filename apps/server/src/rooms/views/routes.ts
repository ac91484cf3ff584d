// Routes of saved views.
import {
  idSchema,
  type SavedView,
  viewChangeSchema,
  viewInputSchema,
  viewSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts, Performed } from "../../platform/acts.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import { allViews, getView, type ReadDeps } from "./describe-view.ts";

const shared = { tag: "Views", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["ETag", "Rapport-Act"];

function reply(status: number, { actId, result }: Performed<SavedView>): RouteReply {
  return { status, body: result, headers: { etag: etagOf(result), "rapport-act": actId } };
}

export function viewRoutes(deps: ReadDeps & { acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/views",
      operationId: "listViews",
      summary: "List the saved views that you may see: your own and those shared with you",
      query: z.strictObject({
        object: z.string().min(1).max(60).optional().describe("Of one object only."),
      }),
      responses: {
        200: {
          description: "In the order of their tabs.",
          schema: z.object({ data: z.array(viewSchema) }),
        },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await allViews(deps, ctx, query.object ?? null) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/views",
      operationId: "createView",
      summary: "Save a view",
      body: viewInputSchema,
      responses: {
        201: { description: "The view.", schema: viewSchema, headers },
        404: { description: "There is no such object, or you may not see it." },
      },
      handler: async ({ ctx, body, idempotency }) =>
        reply(201, await deps.acts.perform<SavedView>(ctx, "views.create", body, idempotency)),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/views/:id",
      operationId: "getView",
      summary: "Read one saved view, as you can ask it",
      params,
      responses: { 200: { description: "The view.", schema: viewSchema, headers: ["ETag"] } },
      handler: async ({ ctx, params: { id } }) => {
        const view = await getView(deps, ctx, id);
        return { status: 200, body: view, headers: { etag: etagOf(view) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/views/:id",
      operationId: "updateView",
      summary: "Change a saved view; `favourite` is your own mark",
      params,
      body: viewChangeSchema,
      responses: {
        200: { description: "The view as it is now.", schema: viewSchema, headers },
        412: { description: "Changed meanwhile." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        const done = await deps.acts.perform<SavedView>(ctx, "views.update", input, idempotency);
        return reply(200, done);
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/views/:id",
      operationId: "deleteView",
      summary: "Delete a saved view; its records stay",
      params,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(ctx, "views.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
