// The analytics room, put together. See README.md for its words and invariants.
import type { AnyRoute } from "../../platform/http/index.ts";
import { conversationsTopic } from "../conversations/index.ts";
import type { AnalyticsDeps } from "./analytics-deps.ts";
import { createUpkeep, onConversations, type Upkeep } from "./keep-facts.ts";
import { analyticsRoutes } from "./routes.ts";

export interface Analytics {
  name: "analytics";
  routes: AnyRoute[];
  upkeep: Upkeep;
}

export function createAnalytics(deps: AnalyticsDeps): Analytics {
  deps.outbox.subscribeGroups(conversationsTopic, (workspaceId, events) =>
    onConversations(deps, workspaceId, events),
  );
  return { name: "analytics", routes: analyticsRoutes(deps), upkeep: createUpkeep(deps) };
}
