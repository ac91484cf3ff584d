// What this room takes.
import type { Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Channels } from "../channels/index.ts";
import type { Captured, CapturedMail } from "./capture-port.ts";
import type { MailReader } from "./mail-reader.ts";

export interface MailboxesDeps {
  acts: Pick<Acts, "register" | "perform">;
  db: Database;
  clock: Clock;
  logger: Logger;
  blobs: Pick<Blobs, "put" | "get">;
  outbound: Pick<Outbound, "addressOf">;
  channels: Pick<Channels, "receive" | "infoOf" | "find" | "addAdapter">;
  /** Of those conversations, the ones that the asker may read. */
  readableConversations(tx: Reader, ctx: Ctx, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether the caller may do all with records that the member behind it may do: a key may be narrower. */
  reachesAllOfItsMember(tx: Reader, ctx: Ctx): Promise<boolean>;
  /** Active ones. */
  members(tx: Reader): Promise<readonly { id: string; email: string }[]>;
  /** As whom a member acts, with the rights of this moment; null: there is no such member any more. */
  memberContext(tx: Reader, memberId: string): Promise<Ctx | null>;
  captureMail(ctx: Ctx, mail: CapturedMail): Promise<Captured>;
  /** Whether a mail with one of these ids is in a conversation of the channel. */
  knowsAny(tx: Reader, channelId: string, ids: readonly string[]): Promise<boolean>;
  /** What those of these ids say that are in a conversation of the channel. */
  textsOf(tx: Reader, channelId: string, ids: readonly string[]): Promise<readonly string[]>;
  reader: MailReader;
}
