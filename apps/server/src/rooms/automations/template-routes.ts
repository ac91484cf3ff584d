// Routes of templates.
import {
  idSchema,
  placeholderSchema,
  previewInputSchema,
  previewSchema,
  type Template,
  templateChangeSchema,
  templateInputSchema,
  templateSchema,
  templateVersionSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import {
  type AnyRoute,
  defineRoute,
  etagOf,
  ifMatchOf,
  type RouteReply,
} from "../../platform/http/index.ts";
import type { RoomDeps } from "./deps.ts";
import {
  allTemplates,
  oneTemplate,
  placeholdersFor,
  preview,
  versionsFor,
} from "./see-template.ts";

const shared = { tag: "Templates", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const object = z.string().min(1).max(60);
const headers = ["ETag", "Rapport-Act"];

function reply(status: number, { actId, result }: Performed<Template>): RouteReply {
  return { status, body: result, headers: { etag: etagOf(result), "rapport-act": actId } };
}

const noObject = {
  404: { description: "There is no such object or record, or you may not see it." },
};

export function templateRoutes(deps: RoomDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/templates",
      operationId: "listTemplates",
      summary: "List the templates that you may use: your own and those shared with all",
      query: z.strictObject({ object: object.optional() }),
      responses: {
        200: { description: "By name.", schema: z.object({ data: z.array(templateSchema) }) },
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await allTemplates(deps, ctx, query.object ?? null) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/templates",
      operationId: "createTemplate",
      summary: "Make a template",
      body: templateInputSchema,
      responses: {
        201: { description: "The template.", schema: templateSchema, headers },
        404: { description: "There is no such object, or you may not see it." },
      },
      handler: async ({ ctx, body, idempotency }) =>
        reply(
          201,
          await deps.acts.perform<Template>(ctx, "automations.template.create", body, idempotency),
        ),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/templates/placeholders",
      operationId: "listPlaceholders",
      summary: "List what texts about records of an object may hold",
      query: z.strictObject({ object }),
      responses: {
        200: {
          description: "Placeholders.",
          schema: z.object({ data: z.array(placeholderSchema) }),
        },
        ...noObject,
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await placeholdersFor(deps, ctx, query.object) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/templates/preview",
      operationId: "previewTemplate",
      keyed: false,
      summary: "Fill a text in for one record, as you may see it",
      body: previewInputSchema,
      responses: { 200: { description: "The text.", schema: previewSchema }, ...noObject },
      handler: async ({ ctx, body }) => ({ status: 200, body: await preview(deps, ctx, body) }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/templates/:id",
      operationId: "getTemplate",
      summary: "Read one template",
      params,
      responses: {
        200: { description: "The template.", schema: templateSchema, headers: ["ETag"] },
      },
      handler: async ({ ctx, params: { id } }) => {
        const template = await oneTemplate(deps, ctx, id);
        return { status: 200, body: template, headers: { etag: etagOf(template) } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/templates/:id/versions",
      operationId: "listTemplateVersions",
      summary: "List the texts that a template had, newest first",
      params,
      responses: {
        200: {
          description: "Versions.",
          schema: z.object({ data: z.array(templateVersionSchema) }),
        },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: { data: await versionsFor(deps, ctx, id) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/templates/:id",
      operationId: "updateTemplate",
      summary: "Change a template; automations keep the version that they were made with",
      params,
      body: templateChangeSchema,
      responses: {
        200: { description: "The template as it is now.", schema: templateSchema, headers },
        412: { description: "Changed meanwhile." },
      },
      handler: async ({ ctx, params: { id }, body, headers: sent, idempotency }) => {
        const input = { id, change: body, ...ifMatchOf({ headers: sent }) };
        const done = await deps.acts.perform<Template>(
          ctx,
          "automations.template.update",
          input,
          idempotency,
        );
        return reply(200, done);
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/templates/:id",
      operationId: "deleteTemplate",
      summary: "Delete a template; automations that use it go on with the text that they have",
      params,
      responses: { 204: { description: "Deleted.", headers: ["Rapport-Act"] } },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(
          ctx,
          "automations.template.delete",
          { id },
          idempotency,
        );
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}
