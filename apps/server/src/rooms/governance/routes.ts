// GET /audit, GET /audit/status, POST /audit/verify.
import { idSchema, pageQuerySchema, pageSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { AuditVerification } from "./audit-verification.ts";
import { listEntries } from "./list-entries.ts";

interface RouteDeps {
  db: Database;
  verification: AuditVerification;
}

const time = z.iso.datetime({ offset: true });
const image = z.record(z.string(), z.unknown()).nullable();
const count = z.int().min(0);
const readAudit = { setting: "audit.read" } as const;
const defaultLimit = 60;

const entrySchema = z
  .object({
    entryNo: z.int(),
    id: idSchema,
    at: time,
    actId: idSchema,
    act: z.string(),
    actor: z.object({ kind: z.string(), id: idSchema, label: z.string() }),
    source: z.string(),
    ip: z.string().nullable(),
    requestId: z.string(),
    object: z.string(),
    recordId: idSchema,
    op: z.enum(["create", "update", "trash", "restore", "purge"]),
    before: image,
    after: image,
  })
  .meta({ id: "AuditEntry" });

const listQuery = pageQuerySchema.extend({
  object: z.string().max(100).optional().describe("For example `people`."),
  recordId: idSchema.optional(),
  actorId: idSchema.optional().describe("User or API key."),
  actId: idSchema
    .optional()
    .describe("All that one act changed: the id in its `Rapport-Act` header."),
  act: z.string().max(100).optional().describe("For example `records.update`."),
  op: z.enum(["create", "update", "trash", "restore", "purge"]).optional(),
  from: time.optional().describe("Not before this time."),
  to: time.optional().describe("Before this time."),
});

const statusSchema = z
  .object({
    entries: count.describe("Sealed entries."),
    seals: count,
    sealedAt: time.nullable(),
    unsealed: count.describe("Entries that await the next sealing; counted up to 10,000."),
    chain: z.string().nullable(),
    lastCheckpoint: z
      .object({ sealNo: z.int(), entries: count, at: time, keyId: z.string() })
      .nullable(),
  })
  .meta({ id: "AuditStatus" });

const findingSchema = z.object({
  entryId: z.string().nullable(),
  entryNo: z.int().nullable(),
  kind: z.enum([
    "edited",
    "deleted",
    "inserted",
    "reordered",
    "truncated",
    "rewritten",
    "seal-forged",
    "checkpoint-forged",
  ]),
  message: z.string(),
});

const verdictSchema = z
  .object({
    workspaceId: idSchema,
    ok: z.boolean(),
    complete: z
      .boolean()
      .describe("False when the log is too long for one request; use `rapport audit verify`."),
    entries: count,
    seals: count,
    checkpoints: count,
    unsealed: count,
    firstBad: findingSchema.optional(),
    warnings: z.array(z.string()),
  })
  .meta({ id: "AuditVerdict" });

/** In UTC: the database knows fewer offsets than the standard. */
function instant<K extends string>(key: K, value: string | undefined) {
  return value === undefined ? {} : ({ [key]: new Date(value).toISOString() } as Record<K, string>);
}

export function auditRoutes({ db, verification }: RouteDeps): AnyRoute[] {
  return [
    defineRoute({
      method: "GET",
      path: "/audit",
      operationId: "listAuditEntries",
      summary: "Who changed what, when, from where; newest first",
      tag: "Audit",
      permission: readAudit,
      limit: "standard",
      query: listQuery,
      responses: { 200: { description: "A page of entries", schema: pageSchema(entrySchema) } },
      handler: async ({ ctx, query }) => {
        const { cursor, limit = defaultLimit, from, to, ...rest } = query;
        const filter = { ...rest, ...instant("from", from), ...instant("to", to) };
        return { status: 200, body: await listEntries(db, ctx, { filter, cursor, limit }) };
      },
    }),
    defineRoute({
      method: "GET",
      path: "/audit/status",
      operationId: "getAuditStatus",
      summary: "How far the log is sealed, and its last checkpoint",
      tag: "Audit",
      permission: readAudit,
      limit: "standard",
      responses: { 200: { description: "Standing of the log", schema: statusSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await verification.statusOf(ctx) }),
    }),
    defineRoute({
      method: "POST",
      path: "/audit/verify",
      operationId: "verifyAudit",
      summary: "Verify the whole log against its seals and checkpoints",
      tag: "Audit",
      permission: readAudit,
      limit: "standard",
      responses: { 200: { description: "The verdict", schema: verdictSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await verification.verify(ctx) }),
    }),
  ];
}
