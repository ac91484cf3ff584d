// The views room: saved views over lists of records. See README.md for its words and invariants.
import type { Acts } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Records } from "../records/index.ts";
import { viewRoutes } from "./routes.ts";
import { viewActs } from "./view-acts.ts";

export interface ViewsDeps {
  db: Database;
  acts: Acts;
  records: Records;
}

export interface Views {
  name: "views";
  routes: AnyRoute[];
}

export function createViews(deps: ViewsDeps): Views {
  deps.acts.register(...viewActs(deps));
  return { name: "views", routes: viewRoutes(deps) };
}
