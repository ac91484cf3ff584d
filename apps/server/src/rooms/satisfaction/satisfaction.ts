// The satisfaction room, put together. See README.md for its words and invariants.
import type { AnyRoute, FormPage } from "../../platform/http/index.ts";
import { createSignedLinks } from "../../platform/signed-links.ts";
import { conversationsTopic } from "../conversations/index.ts";
import { askDue, onConversations } from "./ask-customer.ts";
import { askingAct, askingObject, askingPart } from "./asking-act.ts";
import { createRatingPage } from "./rating-page.ts";
import { satisfactionRoutes } from "./routes.ts";
import type { SatisfactionDeps } from "./satisfaction-deps.ts";
import { createRatings, type Ratings } from "./take-rating.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface Satisfaction extends Pick<Ratings, "give" | "shown"> {
  name: "satisfaction";
  routes: AnyRoute[];
  page: FormPage;
  upkeep: Upkeep;
  /** Asks all that is due in a workspace; answers how many were looked at. */
  askDue(workspaceId: string): Promise<number>;
}

export function createSatisfaction(deps: SatisfactionDeps): Satisfaction {
  const links = createSignedLinks(deps.secret, "rapport.satisfaction");
  const ratings = createRatings(deps);
  const asking = { ...deps, links };
  deps.acts.register(askingAct(deps));
  deps.records.addUndoable(askingObject, askingPart);
  deps.outbox.subscribe(conversationsTopic, (event) => onConversations(asking, event));
  return {
    name: "satisfaction",
    routes: satisfactionRoutes(deps),
    page: createRatingPage({ clock: deps.clock, links, ratings }),
    upkeep: createUpkeep(asking),
    askDue: (workspaceId) => askDue(asking, workspaceId),
    give: ratings.give,
    shown: ratings.shown,
  };
}
