// The home room, put together.
import type { AnyRoute } from "../../platform/http/index.ts";
import type { HomeDeps } from "./home-deps.ts";
import { homeRoutes } from "./routes.ts";

export type { HomeDeps };

export interface Home {
  name: "home";
  routes: AnyRoute[];
}

export function createHome(deps: HomeDeps): Home {
  return { name: "home", routes: homeRoutes(deps) };
}
