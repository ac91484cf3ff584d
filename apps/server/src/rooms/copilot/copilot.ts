// The copilot room: drafts, summaries and suggestions for members who work on conversations. See README.md.
import type { AnyRoute } from "../../platform/http/index.ts";
import { createRounds } from "../../platform/rounds.ts";
import type { CopilotDeps } from "./ports.ts";
import { copilotRoutes } from "./routes.ts";
import { forgetBefore } from "./suggestions.store.ts";

export interface Copilot {
  name: "copilot";
  routes: AnyRoute[];
  /** Forgets texts that were offered, and macro uses that are old. */
  upkeep: { start(): void; stop(): Promise<void> };
}

const dayMs = 86_400_000;
const keptTextDays = 90;
const keptUseDays = 400;
const roundMs = 3_600_000;

export function createCopilot(deps: CopilotDeps): Copilot {
  const { db, clock, logger } = deps;
  const rounds = createRounds({
    round: forget,
    pauseMs: roundMs,
    logger,
    failed: "Old suggestions were not forgotten; trying again",
  });

  async function forget(): Promise<void> {
    const before = (days: number) => new Date(clock.nowMs() - days * dayMs).toISOString();
    const limits = { texts: before(keptTextDays), uses: before(keptUseDays) };
    for (const id of await deps.workspaceIds()) await forgetBefore(db, id, limits);
  }

  return {
    name: "copilot",
    routes: copilotRoutes(deps),
    upkeep: rounds,
  };
}
