// What this room takes.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Durable } from "../../platform/durable.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Llm } from "../llm/index.ts";
import type { Records } from "../records/index.ts";
import type { InForce } from "./in-force.ts";

export interface PromptsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  durable: Durable;
  llm: Pick<Llm, "complete">;
  records: Pick<Records, "addUndoable">;
  workspaceIds(): Promise<readonly string[]>;
}

export type RoomDeps = PromptsDeps & { inForce: InForce };
