// The duplicates room: finds records that may be the same, and merges them. See README.md for its words and
// invariants.
import type { Acts, ChangeListener } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Records, StoredRecord } from "../records/index.ts";
import { duplicateActs } from "./acts.ts";
import { peopleWithPhone } from "./by-phone.ts";
import { createDraftCheck } from "./check-draft.ts";
import { noteChanges } from "./note-changes.ts";
import { duplicateRoutes } from "./routes.ts";
import { dismissalPart, mergePart } from "./undo-parts.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

export interface DuplicatesDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  records: Records;
  workspaceIds(): Promise<readonly string[]>;
}

export interface Duplicates {
  name: "duplicates";
  routes: AnyRoute[];
  /** Notes what changed, in the transaction of the change. */
  onChange: ChangeListener;
  /** Whose a phone number is, of those whom the caller sees, the oldest first. */
  peopleWithPhone(tx: Tx, ctx: Ctx, phone: string): Promise<StoredRecord[]>;
  /** Background work; one process at least must run it. */
  upkeep: Pick<Upkeep, "start" | "stop" | "round" | "backfill">;
}

export function createDuplicates(deps: DuplicatesDeps): Duplicates {
  const { acts, records } = deps;
  const upkeep = createUpkeep(deps);
  acts.register(...duplicateActs(deps));
  records.addUndoable("merges", mergePart);
  records.addUndoable("dismissals", dismissalPart(upkeep.noted));
  return {
    name: "duplicates",
    routes: duplicateRoutes({ ...deps, checkDraft: createDraftCheck(deps) }),
    onChange: noteChanges(upkeep.noted),
    peopleWithPhone: (tx, ctx, phone) => peopleWithPhone(deps, tx, ctx, phone),
    upkeep,
  };
}
