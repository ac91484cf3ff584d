// The route that compares hosted models with machines of one's own.
import { aiTotalCostInputSchema, aiTotalCostSchema } from "@rapport/contracts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { sharedRoute } from "./provider-routes.ts";
import { type TotalCostDeps, totalCost } from "./total-cost.ts";

export const totalCostRoutes = (deps: TotalCostDeps): AnyRoute[] => [
  defineRoute({
    ...sharedRoute,
    method: "POST",
    path: "/ai/total-cost",
    operationId: "compareAiTotalCost",
    summary: "Compare what hosted models and machines of your own cost over 12 to 24 months",
    body: aiTotalCostInputSchema,
    responses: {
      200: { description: "Each option, month by month.", schema: aiTotalCostSchema },
    },
    handler: async ({ ctx, body }) => ({ status: 200, body: await totalCost(deps, ctx, body) }),
  }),
];
