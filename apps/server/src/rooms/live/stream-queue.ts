// What one reader has not taken yet, bounded: a slow phone costs at most this, and learns by a `resync` that it
// missed something. The texts go out through a Readable that is asked for more when the socket has room.
import { Readable } from "node:stream";
import type { LiveEvent } from "@rapport/contracts";
import { ending, eventText, heartbeat, opening } from "./wire.rules.ts";

/** Holds a whole catch-up (`mostMissed` entries). */
export const maxWaiting = 500;
const highWaterMark = 16_384;
const stuckMs = 60_000;

export interface StreamQueue {
  readonly readable: Readable;
  push(event: LiveEvent, cursor: number): void;
  /**
   * What the reader missed, and the cursor that it has then reached. Up to here every event goes on from where the
   * reader came, so that one who is cut off in the middle is told all of it again.
   */
  catchUp(missed: readonly LiveEvent[], cursor: number): void;
  /** Keeps the connection warm; false when the reader has taken nothing for a minute. */
  beat(nowMs: number): boolean;
  end(reason: "rights" | "stopping"): void;
  readonly waiting: number;
}

interface Waiting {
  event: LiveEvent;
  cursor: number;
}

/** Only the last of these says anything. */
const isRepeatable = ({ type }: LiveEvent) => type === "notifications" || type === "settings";

/** `from`: where the reader goes on, until it has caught up; null: it begins at the cursor. */
export function createStreamQueue(cursor: number, from: number | null): StreamQueue {
  let heldAt = from;
  let waiting: Waiting[] = [];
  let hasRoom = true;
  /** Since when nothing was taken; 0 while there is room. */
  let stuckSinceMs = 0;
  let isOpen = true;

  const write = (text: string): void => {
    hasRoom = readable.push(text);
  };

  const flush = (): void => {
    while (hasRoom && waiting.length > 0) {
      const next = waiting.shift();
      if (next) write(eventText(next.event, next.cursor));
    }
  };

  const readable = new Readable({
    highWaterMark,
    read() {
      hasRoom = true;
      stuckSinceMs = 0;
      flush();
    },
  });

  const isTwin = (event: LiveEvent): boolean =>
    isRepeatable(event) &&
    waiting.some((one) => JSON.stringify(one.event) === JSON.stringify(event));

  const add = (event: LiveEvent, at: number): void => {
    if (!isOpen || isTwin(event)) return;
    waiting.push({ event, cursor: at });
    if (waiting.length > maxWaiting) waiting = [{ event: { type: "resync" }, cursor: at }];
    flush();
  };

  write(opening(from ?? cursor));
  return {
    readable,
    get waiting() {
      return waiting.length;
    },
    push: (event, at) => add(event, heldAt ?? at),
    catchUp(missed, reached) {
      for (const event of missed.slice(0, -1)) add(event, heldAt ?? reached);
      heldAt = null;
      for (const event of missed.slice(-1)) add(event, reached);
    },
    beat(nowMs) {
      if (isOpen && hasRoom) {
        write(heartbeat);
        return true;
      }
      if (stuckSinceMs === 0) stuckSinceMs = nowMs;
      return nowMs - stuckSinceMs < stuckMs;
    },
    end(reason) {
      if (!isOpen) return;
      isOpen = false;
      readable.push(ending(reason));
      readable.push(null);
    },
  };
}
