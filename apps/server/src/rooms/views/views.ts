// The views room: saved views over lists of records, and lists that are put together by hand. See README.md for
// its words and invariants.
import type { Acts } from "../../platform/acts.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Records } from "../records/index.ts";
import { visibleLists } from "./describe-list.ts";
import { listActs, moveMembers } from "./list-acts.ts";
import { listRoutes } from "./list-routes.ts";
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
  const { acts, records } = deps;
  acts.register(...viewActs(deps), ...listActs(deps));
  records.setLists(visibleLists);
  records.addFollower(moveMembers(deps));
  return { name: "views", routes: [...viewRoutes(deps), ...listRoutes(deps)] };
}
