// What the inbox room is given.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Records } from "../records/index.ts";

export interface InboxDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  logger: Logger;
  workspaceIds(): Promise<readonly string[]>;
  /** Of those people, the ones who do not consent to being learned from. */
  withoutTraining(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether it learns without being asked to. */
  isAutomatic: boolean;
  records: Pick<Records, "addUndoable">;
  /** Whether the caller sees a conversation, and its last seq; null: not. */
  seen(tx: Reader, ctx: Ctx, conversationId: string): Promise<{ lastSeq: number } | null>;
}
