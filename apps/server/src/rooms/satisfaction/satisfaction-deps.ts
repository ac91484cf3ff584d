// What this room takes. Channels and consent come as functions: the room does not know how they are kept.
import type { ChannelKind } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { Conversations } from "../conversations/index.ts";
import type { Records } from "../records/index.ts";

export interface ChannelLook {
  id: string;
  kind: ChannelKind;
  name: string;
}

export interface SatisfactionDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  outbox: Pick<Outbox, "subscribe">;
  records: Pick<Records, "addUndoable">;
  conversations: Pick<Conversations, "current" | "queueReply" | "rate">;
  /** Of those that are set up. */
  channels(tx: Reader): Promise<readonly ChannelLook[]>;
  /** Whether a person may be asked; null: nobody is known. */
  mayAsk(tx: Reader, personId: string | null): Promise<boolean>;
  workspaceIds(): Promise<readonly string[]>;
  publicUrl: string;
  /** The installation's own. */
  secret: string;
}
