// What this room takes.
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Channels } from "../channels/index.ts";
import type { MailReader } from "./mail-reader.ts";

export interface MailboxesDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  blobs: Pick<Blobs, "put" | "get">;
  outbound: Pick<Outbound, "addressOf">;
  channels: Pick<Channels, "receive" | "infoOf" | "find" | "addAdapter">;
  /** Of those conversations, the ones that the asker may read. */
  readableConversations(tx: Reader, ctx: Ctx, ids: readonly string[]): Promise<ReadonlySet<string>>;
  reader: MailReader;
}
