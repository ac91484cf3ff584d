// The quotes room: what is offered for a deal, numbered, in versions, on paper. See README.md for its words and
// invariants.
import type { Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Records } from "../records/index.ts";
import { decideActs } from "./decide-acts.ts";
import { createDrawing } from "./draw-in-thread.ts";
import { quoteActs } from "./quote-acts.ts";
import { quoteRoutes } from "./routes.ts";
import { settingsActs } from "./settings-acts.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { quotePart, settingsPart } from "./undo-parts.ts";

export interface QuotesDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  blobs: Blobs;
  records: Records;
}

export interface Quotes {
  name: "quotes";
  routes: AnyRoute[];
}

export function createQuotes(given: QuotesDeps): Quotes {
  const { acts, records } = given;
  const deps = { ...given, draw: createDrawing() };
  acts.register(...quoteActs(deps), ...decideActs(deps), ...settingsActs());
  records.addUndoable("quotes", quotePart(deps));
  records.addUndoable("quote-settings", settingsPart);
  return { name: "quotes", routes: [...quoteRoutes(deps), ...settingsRoutes(deps)] };
}
