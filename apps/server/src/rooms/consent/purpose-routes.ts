// Routes of purposes: what people are asked about, and what silence means.
import {
  type ConsentPurpose,
  consentPurposeChangeSchema,
  consentPurposeInputSchema,
  consentPurposeSchema,
  purposeKeySchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Acts } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { listPurposes } from "./purposes.ts";

const shared = { tag: "Consent", limit: "standard" } as const;
const manage = { setting: "workspace.manage" } as const;
const path = "/consent/purposes";
const one = {
  description: "The purpose.",
  schema: consentPurposeSchema,
  headers: ["Rapport-Act"],
};

export function purposeRoutes(deps: { db: Database; acts: Acts }): AnyRoute[] {
  const { acts } = deps;
  return [
    defineRoute({
      ...shared,
      permission: "signed-in",
      method: "GET",
      path,
      operationId: "listConsentPurposes",
      summary: "For which purposes people are asked, and what silence means for each",
      responses: {
        200: {
          description: "Those built in first.",
          schema: z.object({ data: z.array(consentPurposeSchema) }),
        },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await listPurposes(deps, ctx) } }),
    }),
    defineRoute({
      ...shared,
      permission: manage,
      method: "POST",
      path,
      operationId: "createConsentPurpose",
      summary: "Add a purpose",
      body: consentPurposeInputSchema,
      responses: { 201: one },
      handler: async ({ ctx, body }) => {
        const done = await acts.perform<ConsentPurpose>(ctx, "consent.purposes.create", body);
        return { status: 201, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
    defineRoute({
      ...shared,
      permission: manage,
      method: "PATCH",
      path: `${path}/:purpose`,
      operationId: "updateConsentPurpose",
      summary: "Change a purpose, what silence means for it, or retire it",
      params: z.object({ purpose: purposeKeySchema }),
      body: consentPurposeChangeSchema,
      responses: { 200: one, 404: { description: "There is no such purpose." } },
      handler: async ({ ctx, params, body }) => {
        const input = { ...body, key: params.purpose };
        const done = await acts.perform<ConsentPurpose>(ctx, "consent.purposes.update", input);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}
