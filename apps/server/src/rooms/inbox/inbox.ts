// The inbox room, put together. See README.md for its words and invariants.
import type { Macro } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import type { ConversationsDeps } from "../conversations/index.ts";
import type { InboxDeps } from "./deps.ts";
import { addCorrection } from "./inbox.store.ts";
import { keptActs, macroPart, macros, viewPart, views } from "./kept-acts.ts";
import { createLearningUpkeep, type LearningUpkeep } from "./learned-triage.ts";
import { keptMacros } from "./read-inbox.ts";
import { inboxRoutes } from "./routes.ts";
import { settingsAct, settingsObject, settingsPart } from "./settings-act.ts";

export interface Inbox {
  name: "inbox";
  routes: AnyRoute[];
  /** Learns from what members settled. */
  upkeep: LearningUpkeep;
  /** All of them, by name; every member sees them. */
  macros(ctx: Ctx): Promise<Macro[]>;
}

export function createInbox(deps: InboxDeps): Inbox {
  deps.acts.register(settingsAct, ...keptActs);
  deps.records.addUndoable(settingsObject, settingsPart);
  deps.records.addUndoable(macros, macroPart);
  deps.records.addUndoable(views, viewPart);
  return {
    name: "inbox",
    routes: inboxRoutes(deps),
    upkeep: createLearningUpkeep(deps),
    macros: (ctx) => keptMacros(deps, ctx),
  };
}

/** Keeps what members said, for whoever learns from it. */
export const corrected: ConversationsDeps["corrected"] = async (
  tx: Tx,
  { conversation, field, guess, value, by, at },
) =>
  addCorrection(tx, {
    id: newId(),
    conversationId: conversation.id,
    guess: guess?.value ?? null,
    rung: guess?.rung ?? null,
    ...{ field, value, by, at },
  });
