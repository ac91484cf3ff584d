// What the inbox room is given.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Records } from "../records/index.ts";

export interface InboxDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  records: Pick<Records, "addUndoable">;
  /** Whether the caller sees a conversation, and its last seq; null: not. */
  seen(tx: Reader, ctx: Ctx, conversationId: string): Promise<{ lastSeq: number } | null>;
}
