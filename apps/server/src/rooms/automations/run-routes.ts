// Routes of runs: the log, one run, running again, undoing.
import {
  idSchema,
  runDetailSchema,
  runQuerySchema,
  runSchema,
  runUndoSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { RoomDeps } from "./deps.ts";
import { replay, undoRun } from "./run-acts.ts";
import { describeRun, runPage } from "./see-run.ts";

const shared = { tag: "Automations", permission: "signed-in", limit: "standard" } as const;
const managed = { ...shared, permission: { setting: "automations.manage" } } as const;
const params = z.object({ id: idSchema });

export function runRoutes(deps: RoomDeps, onDue: () => void): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/automations/runs",
      operationId: "listAutomationRuns",
      summary: "List runs, newest first",
      query: runQuerySchema,
      responses: {
        200: {
          description: "A page of the log.",
          schema: z.object({ data: z.array(runSchema), nextCursor: z.string().nullable() }),
        },
      },
      handler: async ({ ctx, query }) => ({ status: 200, body: await runPage(deps, ctx, query) }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/automations/runs/:id",
      operationId: "getAutomationRun",
      summary: "Read one run: what set it off, why it ran or did not, and what each step did",
      params,
      responses: { 200: { description: "The run.", schema: runDetailSchema } },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await deps.db.tenant(ctx, (tx) => describeRun(deps, tx, ctx, id)),
      }),
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/automations/runs/:id/replay",
      operationId: "replayAutomationRun",
      summary: "Run again what failed or did not run, from the step where it stopped",
      params,
      responses: {
        200: {
          description: "The run, due now.",
          schema: runDetailSchema,
          headers: ["Rapport-Act"],
        },
        409: { description: "It waits, or is done." },
      },
      handler: async ({ ctx, params: { id } }) => {
        const { actId, result } = await replay(deps, ctx, id);
        onDue();
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...managed,
      method: "POST",
      path: "/automations/runs/:id/undo",
      operationId: "undoAutomationRun",
      summary: "Take back what a run did, as far as it can be taken back",
      params,
      responses: {
        200: { description: "What was taken back and what was kept.", schema: runUndoSchema },
        409: { description: "There is nothing to undo." },
      },
      handler: async ({ ctx, params: { id } }) => ({
        status: 200,
        body: await undoRun(deps, ctx, id),
      }),
    }),
  ];
}
