// The actions room: what one can do for a record, and what that adds. See README.md.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { choiceActs, choicePart } from "./choice-acts.ts";
import type { ActionsDeps } from "./deps.ts";
import type { Draw } from "./draw.ts";
import { actionRoutes } from "./routes.ts";
import { addDraws, drawnTopic, drawsPart, trialActs, trialPart, trialTopic } from "./trial-acts.ts";
import { createUpkeep } from "./upkeep.ts";

export interface Actions {
  name: "actions";
  routes: AnyRoute[];
  upkeep: { start(): void; stop(): Promise<void> };
  /** Draws of the past, for the server's own writers (seed), by an act of theirs. */
  tellDraws(tx: Tx, act: Act, action: string, draws: readonly Draw[]): Promise<void>;
  /** Measures all actions of a workspace now; for tests and simulations. */
  measureNow(workspaceId: string): Promise<void>;
}

export function createActions(deps: ActionsDeps): Actions {
  const { acts, outbox } = deps;
  acts.register(...choiceActs(deps), ...trialActs(deps));
  deps.addUndoable("action_choices", choicePart);
  deps.addUndoable("action_trials", trialPart);
  deps.addUndoable("action_draws", drawsPart(deps));
  const upkeep = createUpkeep(deps);
  outbox.subscribe(drawnTopic, async ({ workspaceId }) => upkeep.drawn(workspaceId));
  outbox.subscribe(trialTopic, async ({ workspaceId }) => upkeep.trialBegan(workspaceId));
  return {
    name: "actions",
    routes: actionRoutes(deps),
    upkeep,
    tellDraws: async (tx, act, action, draws) => {
      await addDraws(tx, act, { action, trialId: null }, draws);
      outbox.publish(tx, drawnTopic, {}, act.ctx.requestId);
    },
    measureNow: upkeep.measureNow,
  };
}
