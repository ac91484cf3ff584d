// How a stream stands, for those who look at the screen: kept in memory and written every few seconds, at once when the
// state changes. What cannot be written now is written later; a stream never fails over it.
import type { StreamStanding, StreamState } from "@rapport/contracts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { readStandings, saveStanding } from "./standing.store.ts";
import type { Stream } from "./streams-file.ts";

export interface Standing {
  connecting(): void;
  running(): void;
  waiting(error: unknown): void;
  stopped(): void;
  handled(count: number, dead: number): void;
  /** How many wait. */
  waits(lag: number | null): void;
  /** Writes what is not written yet, and from time to time that it lives. */
  flush(): Promise<void>;
}

const writeEveryMs = 3000;
/** Without news too, so that a stream whose process was killed can be told from one that is idle. */
const signOfLifeMs = 20_000;
const maxErrorLength = 300;

export function listStandings(db: Database, ctx: Ctx): Promise<StreamStanding[]> {
  return readStandings(db.reader(ctx));
}

/** Of a library's error: its kind and message, on one line. */
export function errorText(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const parts = [code, message].filter((part): part is string => typeof part === "string");
  const text = parts.join(": ").replace(/\s+/g, " ").trim();
  return (text || "It failed without a word.").slice(0, maxErrorLength);
}

export function createStanding(
  deps: { db: Database; clock: Clock; logger: Logger },
  stream: Stream,
): Standing {
  const { db, clock, logger } = deps;
  let state: StreamState = "connecting";
  let error: string | null = null;
  let lag: number | null = null;
  let handled = 0;
  let dead = 0;
  let lastAt: string | null = null;
  let writtenMs = 0;
  let isChanged = true;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const { name, direction, kind, workspace: workspaceId } = stream;
    const one = { name, direction, kind, state, error, lag, handled, dead, lastAt };
    [handled, dead, error, isChanged] = [0, 0, null, false];
    writtenMs = clock.nowMs();
    try {
      await db.tenant({ workspaceId }, (tx) => saveStanding(tx, one, nowIso(clock)));
    } catch (cause) {
      handled += one.handled;
      dead += one.dead;
      error ??= one.error;
      isChanged = true;
      logger.warn({ error: cause, stream: name }, "How a stream stands was not written");
    }
  }

  function note(next: StreamState): void {
    const isOther = next !== state;
    state = next;
    isChanged = true;
    if (!isOther && clock.nowMs() - writtenMs < writeEveryMs) return;
    writing = writing.then(write);
  }

  return {
    connecting: () => note("connecting"),
    running: () => note("running"),
    waiting: (cause) => {
      error = errorText(cause);
      note("waiting");
    },
    stopped: () => note("stopped"),
    handled: (count, deadCount) => {
      handled += count;
      dead += deadCount;
      lastAt = nowIso(clock);
      note(state);
    },
    waits: (count) => {
      lag = count;
      note(state);
    },
    flush: async () => {
      await writing;
      const isQuiet = clock.nowMs() - writtenMs >= signOfLifeMs;
      if (isChanged || isQuiet) await write();
    },
  };
}
