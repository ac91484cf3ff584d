// What this room is given from outside.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Conversations } from "../conversations/index.ts";
import type { Knowledge } from "../knowledge/index.ts";
import type { Records } from "../records/index.ts";

export interface HarvestDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  workspaceIds(): Promise<readonly string[]>;
  records: Pick<Records, "addUndoable" | "readRaw" | "readVisible" | "hold" | "list">;
  settled: Conversations["settled"];
  knowledge: Pick<Knowledge, "answer" | "createPage" | "gaps" | "titles">;
  /** Texts with marks such as [PERSON_1] in the place of personal data. Never inside a transaction. */
  minimised(
    ctx: Ctx,
    texts: readonly string[],
    people: readonly { names: readonly string[] }[],
  ): Promise<readonly string[]>;
}
