// Routes of campaigns.
import {
  idSchema,
  type NpsCampaign,
  npsAnswersQuerySchema,
  npsAnswersSchema,
  npsCampaignChangeSchema,
  npsCampaignInputSchema,
  npsCampaignSchema,
  npsPreviewSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { allCampaigns, answersOf, oneCampaign, previewOf } from "./describe.ts";
import type { NpsDeps } from "./nps-deps.ts";

const shared = {
  tag: "NPS",
  permission: { setting: "channels.manage" },
  limit: "standard",
} as const;
const params = z.object({ id: idSchema });
const missing = { 404: { description: "There is no such campaign." } };
const headers = ["Rapport-Act"];
const campaign = { schema: npsCampaignSchema, headers };

export function npsRoutes(deps: NpsDeps): AnyRoute[] {
  const { acts } = deps;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/nps/campaigns",
      operationId: "listNpsCampaigns",
      summary: "List campaigns with their progress and scores, newest first",
      responses: {
        200: {
          description: "All of them.",
          schema: z.object({ data: z.array(npsCampaignSchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await allCampaigns(deps, ctx) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/nps/campaigns",
      operationId: "createNpsCampaign",
      summary: "Make a campaign; it asks nobody until it is started",
      keyed: true,
      body: npsCampaignInputSchema,
      responses: {
        201: { description: "The campaign.", ...campaign },
        409: { description: "There are too many." },
      },
      handler: async ({ ctx, body, idempotency }) => {
        const made = await acts.perform<NpsCampaign>(ctx, "nps.create", body, idempotency);
        return { status: 201, body: made.result, headers: { "rapport-act": made.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/nps/campaigns/:id",
      operationId: "getNpsCampaign",
      summary: "Read one campaign with its progress and score",
      params,
      responses: { 200: { description: "The campaign.", schema: npsCampaignSchema }, ...missing },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await oneCampaign(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/nps/campaigns/:id",
      operationId: "updateNpsCampaign",
      summary: "Change a campaign that is not sending",
      params,
      body: npsCampaignChangeSchema,
      responses: {
        200: { description: "The campaign.", ...campaign },
        ...missing,
        409: { description: "It is sending." },
      },
      handler: async ({ ctx, params: { id }, body, idempotency }) => {
        const input = { id, change: body };
        const made = await acts.perform<NpsCampaign>(ctx, "nps.update", input, idempotency);
        return { status: 200, body: made.result, headers: { "rapport-act": made.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: "/nps/campaigns/:id",
      operationId: "deleteNpsCampaign",
      summary: "Delete a campaign that was never started",
      params,
      responses: {
        204: { description: "Deleted.", headers },
        ...missing,
        409: { description: "It asked people already." },
      },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const { actId } = await acts.perform(ctx, "nps.delete", { id }, idempotency);
        return { status: 204, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/nps/campaigns/:id/preview",
      operationId: "previewNpsCampaign",
      summary: "Count whom a start would ask now, and why not the others",
      params,
      responses: {
        200: { description: "The counts.", schema: npsPreviewSchema },
        ...missing,
        409: { description: "Too many people." },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await previewOf(deps, ctx, id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/nps/campaigns/:id/start",
      operationId: "startNpsCampaign",
      summary: "Ask by mail whom it may ask now; those asked within the period are left out",
      params,
      keyed: true,
      responses: {
        200: { description: "The campaign, as it sends.", ...campaign },
        ...missing,
        409: { description: "It is sending, there is nobody to ask, or no consent is asked for." },
        422: { description: "Its segment or its mailbox is gone." },
      },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const made = await acts.perform<NpsCampaign>(ctx, "nps.start", { id }, idempotency);
        return { status: 200, body: made.result, headers: { "rapport-act": made.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/nps/campaigns/:id/stop",
      operationId: "stopNpsCampaign",
      summary: "Stop a campaign; mails on their way still arrive",
      params,
      keyed: true,
      responses: {
        200: { description: "The campaign.", ...campaign },
        ...missing,
        409: { description: "It is not sending." },
      },
      handler: async ({ ctx, params: { id }, idempotency }) => {
        const made = await acts.perform<NpsCampaign>(ctx, "nps.stop", { id }, idempotency);
        return { status: 200, body: made.result, headers: { "rapport-act": made.actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/nps/campaigns/:id/answers",
      operationId: "listNpsAnswers",
      summary: "List what people answered, the latest mails first",
      params,
      query: npsAnswersQuerySchema,
      responses: { 200: { description: "A page.", schema: npsAnswersSchema }, ...missing },
      handler: async ({ ctx, params: { id }, query }) => ({
        status: 200,
        body: await answersOf(deps, ctx, { id, ...query }),
      }),
    }),
  ];
}
