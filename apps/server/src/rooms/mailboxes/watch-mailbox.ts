// One mailbox, watched for as long as this process holds it: looked through when the server tells of news, when somebody
// wants it, and every half minute whatever was told. What fails is written down in words, and tried again with growing
// pauses on a new connection.
import { nowIso, sleep } from "../../platform/clock.ts";
import { isAppError } from "../../platform/errors.ts";
import { type ImapSession, openImap } from "./imap.ts";
import { lookThrough } from "./look-through.ts";
import type { Mailbox } from "./mailbox.ts";
import { holdMailbox, noteFailure, noteOk } from "./mailbox-states.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";

const everyMs = 30_000;
const heldMs = 90_000;
const renewMs = 20_000;
const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;

export interface MailboxWatch {
  /** Looks as soon as it can, and compares all anew. */
  wake(): void;
  stop(): Promise<void>;
}

export function watchMailbox(deps: MailboxesDeps, mailbox: Mailbox, by: string): MailboxWatch {
  const { db, clock, logger } = deps;
  const { channelId } = mailbox;
  const stopping = new AbortController();
  const { signal } = stopping;
  let resting = new AbortController();
  const compared = new Map<string, string>();
  let isWoken = false;
  let renewedMs = Number.NEGATIVE_INFINITY;

  function rouse(): void {
    isWoken = true;
    resting.abort();
  }

  async function rest(ms: number): Promise<void> {
    if (!isWoken) {
      resting = new AbortController();
      await sleep(ms, AbortSignal.any([resting.signal, signal]));
    }
    isWoken = false;
  }

  /** Whether this process still holds the mailbox. */
  async function isHeld(): Promise<boolean> {
    if (signal.aborted) return false;
    if (clock.nowMs() - renewedMs < renewMs) return true;
    const until = new Date(clock.nowMs() + heldMs).toISOString();
    const times = { now: nowIso(clock), until };
    const held = await db.tenant(mailbox, (tx) => holdMailbox(tx, channelId, by, times));
    renewedMs = held ? clock.nowMs() : Number.NEGATIVE_INFINITY;
    return held;
  }

  /** Until the connection ends, or somebody else has the mailbox. */
  async function serve(session: ImapSession): Promise<void> {
    session.onNews(rouse);
    compared.clear();
    while (session.isUsable() && (await isHeld())) {
      // What comes while we look is looked for once more.
      isWoken = false;
      if (!(await lookThrough(deps, mailbox, session, { goOn: isHeld, compared }))) return;
      await db.tenant(mailbox, (tx) => noteOk(tx, channelId, nowIso(clock)));
      await rest(everyMs);
    }
  }

  async function attempt(): Promise<boolean> {
    let session: ImapSession | null = null;
    try {
      session = await openImap(deps.outbound, mailbox);
      await serve(session);
      return true;
    } catch (error) {
      logger.warn({ error, channelId }, "A mailbox could not be read just now; trying again");
      const words = isAppError(error)
        ? error.message
        : "The mail server broke off. It is tried again.";
      await db
        .tenant(mailbox, (tx) => noteFailure(tx, channelId, words, nowIso(clock)))
        .catch(() => undefined);
      return false;
    } finally {
      await session?.close();
    }
  }

  async function loop(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const isOurs = await isHeld().catch(() => false);
      const went = isOurs && (await attempt());
      pauseMs = went || !isOurs ? firstPauseMs : Math.min(longestPauseMs, pauseMs * 2);
      await rest(isOurs ? pauseMs : renewMs);
    }
  }

  const running = loop();
  return {
    wake: () => {
      compared.clear();
      rouse();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
