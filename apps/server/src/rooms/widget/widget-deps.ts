// What this room takes. Conversations come as functions: the room does not know how they are kept.
import type { RatingInput, VisitorRating } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, TenantScope } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Telemetry } from "../../platform/telemetry.ts";
import type { Channels } from "../channels/index.ts";

export interface FeedMessage {
  seq: number;
  author: { kind: "customer" | "member" | "bot" | "system"; name: string | null };
  text: string;
  at: string;
  citations: readonly { title: string; url: string | null }[];
  providerId: string | null;
}

export interface LentConversations {
  /** The conversation that a visitor began, also where it was merged into another since. */
  threadOf(tx: Reader, channelId: string, visitorId: string): Promise<string | null>;
  /** What the customer may see after a seq, in order. */
  feed(
    tx: Reader,
    conversationId: string,
    afterSeq: number,
    limit: number,
  ): Promise<readonly FeedMessage[]>;
  /** After the commit; what was missed is in the feed. */
  onMessage(
    listener: (workspaceId: string, conversationId: string, message: FeedMessage) => void,
  ): void;
  handOver(
    ctx: Ctx,
    conversationId: string,
    told: { reason: string; summary: string | null },
  ): Promise<void>;
}

/** How the visitor rates the conversation, once it is closed. */
export interface LentRatings {
  shown(scope: TenantScope, conversationId: string): Promise<VisitorRating>;
  give(scope: TenantScope, conversationId: string, input: RatingInput): Promise<void>;
}

export interface WidgetDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  telemetry: Telemetry;
  channels: Channels;
  conversations: LentConversations;
  ratings: LentRatings;
  publicUrl: string;
  /** The installation's own secret. */
  secret: string;
}
