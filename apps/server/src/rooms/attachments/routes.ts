// Routes of files on records. Bytes go out with what keeps a browser from taking them for anything but a picture
// or a download: no guessing of types, nothing that runs, a place of their own without this site's rights.
import { Readable } from "node:stream";
import {
  type Attachment,
  attachmentChangeSchema,
  attachmentSchema,
  attachmentsQuerySchema,
  attachmentUploadQuerySchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Performed } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute, type RouteReply } from "../../platform/http/index.ts";
import { type AttachmentDeps, addAttachment, readContent } from "./add-attachment.ts";
import { getAttachment, listAttachments } from "./describe-attachment.ts";
import { dispositionOf, isImageType, servedType } from "./file-type.rules.ts";

const shared = { tag: "Attachments", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["Rapport-Act"];
const one = { description: "The attachment.", schema: attachmentSchema, headers };
const missing = { 404: { description: "There is no such record, or you may not see it." } };
const contentPolicy =
  "default-src 'none'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

function reply(status: number, { actId, result }: Performed<Attachment>): RouteReply {
  return { status, body: result, headers: { "rapport-act": actId } };
}

export function attachmentRoutes(deps: AttachmentDeps): AnyRoute[] {
  return [...ownRoutes(deps), contentRoute(deps)];
}

function ownRoutes(deps: AttachmentDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/attachments",
      operationId: "listAttachments",
      summary: "List the files of a record",
      query: attachmentsQuerySchema,
      responses: {
        200: {
          description: "Newest first.",
          schema: z.object({ data: z.array(attachmentSchema) }),
        },
        ...missing,
      },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: { data: await listAttachments(deps, ctx, query) },
      }),
    }),
    defineRoute({
      ...shared,
      limit: "upload",
      keyed: false,
      method: "POST",
      path: "/attachments",
      operationId: "addAttachment",
      summary: "Attach a file to a record; the body is the file",
      query: attachmentUploadQuerySchema,
      bodyTypes: ["application/octet-stream"],
      responses: { 201: one, ...missing },
      handler: async ({ ctx, query, stream }) => {
        // Without a body there is no stream.
        const content = stream instanceof Readable ? stream : Readable.from([]);
        return reply(201, await addAttachment(deps, ctx, { ...query, content }));
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/attachments/:id",
      operationId: "getAttachment",
      summary: "Read what is told of a file",
      params,
      responses: { 200: { ...one, headers: [] } },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await getAttachment(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/attachments/:id",
      operationId: "renameAttachment",
      summary: "Rename a file",
      params,
      body: attachmentChangeSchema,
      responses: { 200: one },
      handler: async ({ ctx, params: { id }, body, idempotency }) => {
        const input = { ...body, id };
        return reply(200, await deps.acts.perform(ctx, "attachments.rename", input, idempotency));
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/attachments/:id",
      operationId: "deleteAttachment",
      summary: "Delete a file; its bytes stay for 30 days, so that this can be undone",
      params,
      responses: { 204: { description: "Deleted.", headers } },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await deps.acts.perform(ctx, "attachments.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
  ];
}

function contentRoute(deps: AttachmentDeps): AnyRoute {
  return defineRoute({
    ...shared,
    method: "GET",
    path: "/attachments/:id/content",
    operationId: "getAttachmentContent",
    summary: "The file itself: pictures as themselves, everything else as a download",
    params,
    query: z.strictObject({
      download: z.enum(["true", "false"]).optional().describe("Offer a picture as a file, too."),
    }),
    responses: {
      200: {
        description: "The bytes.",
        contentType: [
          "application/octet-stream",
          "image/*",
          "application/pdf",
          "audio/*",
          "video/*",
        ],
        headers: ["Content-Disposition", "ETag"],
      },
    },
    handler: async ({ ctx, params: { id }, query }) => {
      const { fileName, type, bytes, sha256, stream } = await readContent(deps, ctx, id);
      const isInline = isImageType(type) && query.download !== "true";
      return {
        status: 200,
        stream,
        headers: {
          "content-type": servedType(type),
          "content-length": String(bytes),
          "content-disposition": dispositionOf(fileName, isInline),
          "content-security-policy": contentPolicy,
          "x-content-type-options": "nosniff",
          "cache-control": "private, no-cache",
          etag: `"${sha256}"`,
        },
      };
    },
  });
}
