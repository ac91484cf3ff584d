// Routes of home.
import {
  changeLineSchema,
  changesQuerySchema,
  firstStepsChangeSchema,
  firstStepsSchema,
  risksQuerySchema,
  risksSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { changesSinceYesterday } from "./changes.ts";
import { findRisks } from "./find-risks.ts";
import { changeFirstSteps, readFirstSteps } from "./first-steps.ts";
import type { HomeDeps } from "./home-deps.ts";

const shared = { tag: "Home", permission: "signed-in", limit: "standard" } as const;

export function homeRoutes(deps: HomeDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/home/risks",
      operationId: "recordsAtRisk",
      summary: "Open deals and tickets at risk, with the reasons in words",
      query: risksQuerySchema,
      responses: { 200: { description: "The gravest first.", schema: risksSchema } },
      handler: async ({ ctx, query: { scope = "mine" } }) => ({
        status: 200,
        body: await findRisks(deps, ctx, scope),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/home/changes",
      operationId: "changesSinceYesterday",
      summary: "What others changed since the beginning of yesterday, of what you may see",
      query: changesQuerySchema,
      responses: {
        200: {
          description: "By who did it and to what, the newest first.",
          schema: z.object({ data: z.array(changeLineSchema) }),
        },
      },
      handler: async ({ ctx, query: { zone } }) => ({
        status: 200,
        body: { data: await changesSinceYesterday(deps, ctx, zone) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/home/first-steps",
      operationId: "firstSteps",
      summary: "Your first steps, and which of them you have done",
      responses: { 200: { description: "The steps.", schema: firstStepsSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await readFirstSteps(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: "/home/first-steps",
      operationId: "changeFirstSteps",
      summary: "Say that a step was done on the screen, or hide the list",
      body: firstStepsChangeSchema,
      responses: { 200: { description: "The steps.", schema: firstStepsSchema } },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await changeFirstSteps(deps, ctx, body),
      }),
    }),
  ];
}
