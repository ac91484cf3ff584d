// The home room, put together.
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Records } from "../records/index.ts";
import { homeRoutes } from "./routes.ts";

export interface HomeDeps {
  db: Database;
  clock: Clock;
  records: Pick<Records, "list" | "titles" | "lastTouched" | "pipelines">;
}

export interface Home {
  name: "home";
  routes: AnyRoute[];
}

export function createHome(deps: HomeDeps): Home {
  return { name: "home", routes: homeRoutes(deps) };
}
