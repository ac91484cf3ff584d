// The mailboxes room: mail as a channel. See README.md for its words and invariants.
import type { AnyRoute } from "../../platform/http/index.ts";
import { captureActs } from "./capture-acts.ts";
import { captureRoutes } from "./capture-routes.ts";
import { leaveOutAct } from "./leave-out.ts";
import type { LookAfterDeps } from "./look-after.ts";
import { createMailReader } from "./mail-reader.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import { mailboxRoutes } from "./routes.ts";
import { createSmtpAdapter } from "./smtp-adapter.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface Mailboxes {
  name: "mailboxes";
  routes: AnyRoute[];
  upkeep: Pick<Upkeep, "start" | "stop">;
}

export function createMailboxes(given: Omit<MailboxesDeps, "reader">): Mailboxes {
  const deps: MailboxesDeps = { ...given, reader: createMailReader() };
  deps.acts.register(...captureActs(deps), leaveOutAct);
  deps.channels.addAdapter(createSmtpAdapter(deps));
  const upkeep = createUpkeep(deps);
  const lookedAfter: LookAfterDeps = {
    ...deps,
    mailboxesOf: async ({ workspaceId }) => deps.channels.find.openAll("email", workspaceId),
    wake: upkeep.wake,
  };
  return {
    name: "mailboxes",
    routes: [...mailboxRoutes(lookedAfter), ...captureRoutes(lookedAfter)],
    upkeep,
  };
}
