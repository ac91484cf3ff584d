// Routes of what people said: of one person, of many at once, and of everybody.
import {
  consentBulkResponseSchema,
  consentBulkSchema,
  consentChangesQuerySchema,
  consentHistoryQuerySchema,
  consentInputSchema,
  consentStatementSchema,
  idSchema,
  pageSchema,
  personConsentSchema,
  purposeKeySchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import { type AnyRoute, defineRoute, toProblem } from "../../platform/http/index.ts";
import type { SetResult } from "./consent-acts.ts";
import { consentChanges, consentHistory, getConsent, type SeeDeps } from "./see-consent.ts";

export type ConsentRouteDeps = SeeDeps & { acts: Acts };

const shared = { tag: "Consent", permission: "object-rights", limit: "standard" } as const;
const params = z.object({ id: idSchema });
const headers = ["Rapport-Act"];
const missing = { 404: { description: "There is no such person, or you may not see it." } };
const page = pageSchema(consentStatementSchema);

export function consentRoutes(deps: ConsentRouteDeps): AnyRoute[] {
  return [...personRoutes(deps), ...workspaceRoutes(deps)];
}

function personRoutes(deps: ConsentRouteDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/people/:id/consent",
      operationId: "getConsent",
      summary: "What a person agreed and objected to, by purpose",
      params,
      responses: {
        200: { description: "One entry a purpose.", schema: personConsentSchema },
        ...missing,
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await getConsent(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "PUT",
      path: "/people/:id/consent/:purpose",
      operationId: "setConsent",
      summary: "Record what a person said about one purpose",
      description:
        "Adds a statement; nothing that was said before is changed. What was given last holds: one with an earlier `givenAt` than the last goes into the history only.",
      params: params.extend({ purpose: purposeKeySchema }),
      body: consentInputSchema,
      responses: {
        200: { description: "The statement.", schema: consentStatementSchema, headers },
        ...missing,
      },
      handler: async ({ ctx, params: { id, purpose }, body, idempotency }) => {
        const input = { statements: [{ ...body, personId: id, purpose }] };
        const done = await deps.acts.perform<SetResult[]>(ctx, "consent.set", input, idempotency);
        const [result] = done.result;
        if (!result || "error" in result) throw result?.error;
        return { status: 200, body: result.statement, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/people/:id/consent/history",
      operationId: "consentHistory",
      summary: "Everything that a person said, also what was taken back; newest first",
      params,
      query: consentHistoryQuerySchema,
      responses: { 200: { description: "Newest first.", schema: page }, ...missing },
      handler: async ({ ctx, params: { id }, query }) => ({
        status: 200,
        body: await consentHistory(deps, ctx, id, query),
      }),
    }),
  ];
}

function workspaceRoutes(deps: ConsentRouteDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "POST",
      path: "/consent/bulk",
      operationId: "bulkConsent",
      summary: "Record up to 1,000 statements of any people, each with its own result",
      description:
        "One that is refused leaves the others: look at each result's `status`. All of it is one act, which can be undone as a whole.",
      body: consentBulkSchema,
      responses: {
        200: {
          description: "One result a statement, in their order.",
          schema: consentBulkResponseSchema,
          headers,
        },
      },
      handler: async ({ ctx, body, idempotency }) => {
        const done = await deps.acts.perform<SetResult[]>(ctx, "consent.set", body, idempotency);
        const results = done.result.map(bulkResult);
        return { status: 200, body: { results }, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/consent/changes",
      operationId: "listConsentChanges",
      summary: "What was said by anybody that you may see; newest first",
      description:
        "A page may be short or empty before the last: go on until `nextCursor` is `null`.",
      query: consentChangesQuerySchema,
      responses: { 200: { description: "Newest first.", schema: page } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await consentChanges(deps, ctx, query),
      }),
    }),
  ];
}

function bulkResult(result: SetResult) {
  if ("statement" in result) return { status: 200, data: result.statement };
  const problem = toProblem(result.error);
  return { status: problem.status, error: problem };
}
