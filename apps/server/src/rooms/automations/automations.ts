// The automations room: rules over changes and dates, the runs that they make, and the texts that they use. See
// README.md for its words and invariants.
import type { ChangeListener } from "../../platform/acts.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { RoomDeps } from "./deps.ts";
import { sendMailAct } from "./mail-act.ts";
import { createWatching } from "./note-changes.ts";
import { ruleActs } from "./rule-acts.ts";
import { ruleRoutes } from "./rule-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { templateActs } from "./template-acts.ts";
import { templateRoutes } from "./template-routes.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export type AutomationsDeps = RoomDeps;

export interface Automations {
  name: "automations";
  routes: AnyRoute[];
  /** Writes down what changes set off, in the transaction of the change. */
  onChange: ChangeListener;
  /** Background work; one process at least must run it. */
  upkeep: Upkeep;
}

export function createAutomations(deps: AutomationsDeps): Automations {
  const upkeep = createUpkeep(deps);
  const watching = createWatching(deps.clock, upkeep.noted);
  deps.acts.register(
    sendMailAct,
    ...ruleActs({ ...deps, changed: watching.forget }),
    ...templateActs(deps),
  );
  return {
    name: "automations",
    routes: [...runRoutes(deps, upkeep.noted), ...ruleRoutes(deps), ...templateRoutes(deps)],
    onChange: watching.onChange,
    upkeep,
  };
}
