// A batch of messages on its way in.
import type { Draft, Refusal } from "./read-message.ts";
import type { Violation } from "./schema.rules.ts";

export interface Incoming {
  message: unknown;
  /** Null: the server's own hand. */
  sourceId: string | null;
  receivedMs: number;
  /** Of the batch that it came in, by the client's clock. */
  sentAt?: unknown;
  /** Whether two messages that say the same are one, although neither has an id or a time: files, not live calls. */
  isRepeatable?: boolean;
  /** When it was known here; now, unless the server itself tells its past. */
  known?: "at-occurrence";
}

export type Outcome =
  | { status: "accepted" }
  | { status: "duplicate" }
  | { status: "withheld" }
  | ({ status: "rejected" } & Refusal);

/** What became of it on the way in. */
export interface Remarks {
  schemaVersion?: number;
  violations?: Violation[];
  /** By rule: properties that it added; `of`, where they are the person's own. */
  enriched?: { rule: string; properties: string[]; of?: "person" }[];
}

/** One message, by its place in the batch. */
export interface Item {
  at: number;
  incoming: Incoming;
  draft: Draft;
  /** Absent where there is nothing to say. */
  remarks?: Remarks;
}

/** Outcomes by place in the batch, with gaps for what is not settled. */
export type Settled = (Outcome | undefined)[];
