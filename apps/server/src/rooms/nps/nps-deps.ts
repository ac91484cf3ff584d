// What this room takes. Segments, channels and consent come as functions: the room does not know how they are kept.
import type { ChannelKind, ConsentState } from "@rapport/contracts";
import type { Act, Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Records } from "../records/index.ts";

export interface Letter {
  channelId: string;
  /** The same for every attempt. */
  id: string;
  to: { address: string; name: string | null };
  subject: string;
  text: string;
}

/** `unknown`: it may have arrived. */
export type Sent =
  | { kind: "delivered" }
  | { kind: "refused"; reason: string; permanent: boolean }
  | { kind: "unknown"; reason: string };

export interface SegmentLook {
  id: string;
  name: string;
  entity: string;
  /** Whether it is known who is within. */
  isFilled: boolean;
}

export interface NpsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  records: Pick<Records, "addUndoable" | "readRaw" | "titles">;
  segments: {
    /** Null: gone, or the caller may not see it. */
    look(tx: Reader, ctx: Ctx, id: string): Promise<SegmentLook | null>;
    /** Who is within, in the order of ids; no rights apply. */
    memberIds(tx: Reader, id: string, afterId: string | null, limit: number): Promise<string[]>;
  };
  /** Of those that are set up. */
  channels(tx: Reader): Promise<readonly { id: string; kind: ChannelKind; name: string }[]>;
  send(ctx: Ctx, letter: Letter): Promise<Sent>;
  consent: {
    /** Whether the workspace asks people for it at all. */
    isAsked(tx: Reader): Promise<boolean>;
    of(
      tx: Reader,
      personIds: readonly string[],
    ): Promise<ReadonlyMap<string, { state: ConsentState; isAllowed: boolean }>>;
    refuse(tx: Tx, act: Act, said: { personId: string; shownText: string }): Promise<void>;
  };
  workspaceIds(): Promise<readonly string[]>;
  publicUrl: string;
  /** The installation's own. */
  secret: string;
}
