// The nps room, put together. See README.md for its words and invariants.
import type { AnyRoute, FormPage } from "../../platform/http/index.ts";
import { createSignedLinks } from "../../platform/signed-links.ts";
import { createAnswerPage } from "./answer-page.ts";
import { campaignActs, campaignObject, campaignPart } from "./campaign-acts.ts";
import type { NpsDeps } from "./nps-deps.ts";
import { npsRoutes } from "./routes.ts";
import { createUpkeep, type Upkeep } from "./send-questions.ts";

export interface Nps {
  name: "nps";
  routes: AnyRoute[];
  page: FormPage;
  upkeep: Upkeep;
}

export function createNps(deps: NpsDeps): Nps {
  const links = createSignedLinks(deps.secret, "rapport.nps");
  const sending = { ...deps, links };
  deps.acts.register(...campaignActs(deps));
  deps.records.addUndoable(campaignObject, campaignPart);
  return {
    name: "nps",
    routes: npsRoutes(deps),
    page: createAnswerPage(sending),
    upkeep: createUpkeep(sending),
  };
}
