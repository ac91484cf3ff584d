// The harvest room: pages suggested from closed tickets and settled conversations. See README.md.
import type { AnyRoute } from "../../platform/http/index.ts";
import { caseObject, casePart, decisionActs } from "./decide.ts";
import { lookIfDue } from "./look.ts";
import type { HarvestDeps } from "./ports.ts";
import { harvestRoutes } from "./routes.ts";
import { sourceAct, sourceObject, sourcePart } from "./source-act.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface Harvest {
  name: "harvest";
  routes: AnyRoute[];
  upkeep: Upkeep;
  /** Looks if it is due; answers how many suggestions it made, or null where it was not its turn. */
  look(workspaceId: string, signal?: AbortSignal): Promise<number | null>;
}

export function createHarvest(deps: HarvestDeps): Harvest {
  deps.acts.register(...decisionActs(deps), sourceAct(deps));
  deps.records.addUndoable(caseObject, casePart);
  deps.records.addUndoable(sourceObject, sourcePart);
  return {
    name: "harvest",
    routes: harvestRoutes(deps),
    upkeep: createUpkeep(deps),
    look: (workspaceId, signal = new AbortController().signal) =>
      lookIfDue(deps, workspaceId, signal),
  };
}
