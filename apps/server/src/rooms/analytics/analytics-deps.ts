// What this room takes.
import type { ChannelKind } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { ForFigures } from "../conversations/index.ts";

export interface AnalyticsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  outbox: Pick<Outbox, "subscribeGroups">;
  figures: ForFigures;
  workspaceIds(): Promise<readonly string[]>;
  /** Of all channels, removed ones too. */
  channelNames(tx: Reader): Promise<readonly { id: string; kind: ChannelKind; name: string }[]>;
  memberNames(tx: Reader): Promise<readonly { id: string; name: string }[]>;
  teamNames(tx: Reader): Promise<readonly { id: string; name: string }[]>;
}
