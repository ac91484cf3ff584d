// The reports room: numbers about records, kept as questions. See README.md for its words and invariants.
import type { Acts } from "../../platform/acts.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { type ActDeps, reportActs } from "./report-acts.ts";
import { reportRoutes } from "./routes.ts";

export interface ReportsDeps extends ActDeps {
  acts: Acts;
}

export interface Reports {
  name: "reports";
  routes: AnyRoute[];
}

export function createReports(deps: ReportsDeps): Reports {
  deps.acts.register(...reportActs(deps));
  return { name: "reports", routes: reportRoutes(deps) };
}
