// Routes of which sources of events are believed about consent.
import {
  type ConsentHearing,
  consentHearingChangeSchema,
  consentHearingSchema,
} from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { getHearing } from "./hear-consent.ts";

const shared = {
  tag: "Consent",
  limit: "standard",
  permission: { setting: "workspace.manage" },
  path: "/consent/hearing",
} as const;
const hearing = { description: "What is believed.", schema: consentHearingSchema };

export function hearingRoutes(deps: { db: Database; acts: Acts }): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      operationId: "getConsentHearing",
      summary: "Which sources of events are believed about consent, and what their categories mean",
      responses: { 200: hearing },
      handler: async ({ ctx }) => ({ status: 200, body: await getHearing(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      operationId: "updateConsentHearing",
      summary: "Change which sources of events are believed about consent",
      body: consentHearingChangeSchema,
      responses: { 200: { ...hearing, headers: ["Rapport-Act"] } },
      handler: async ({ ctx, body }) => {
        const done = await deps.acts.perform<ConsentHearing>(ctx, "consent.hearing.update", body);
        return { status: 200, body: done.result, headers: { "rapport-act": done.actId } };
      },
    }),
  ];
}
