// The streams of this process. Each stands at a seq of its conversation and is read on from there: at once when a
// message is told in this process, and now and then anyway, since another process may have taken it. A reader who is
// slow is read on for when it has room, so that it costs no memory.
import { Readable } from "node:stream";
import { type Clock, sleep } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { tooManyStreams } from "./errors.ts";
import type { FeedMessage, LentConversations } from "./widget-deps.ts";
import { ending, eventOf, heartbeat, opening, visitorMessage } from "./wire.rules.ts";

export interface Hub {
  open(wanted: Wanted): Readable;
  /** A visitor has a conversation now. */
  attach(visitorId: string, conversationId: string): void;
  wake(conversationId: string): void;
  told(conversationId: string, message: FeedMessage): void;
  count(): number;
  stop(): Promise<void>;
}

interface Wanted {
  workspaceId: string;
  channelId: string;
  visitorId: string;
  conversationId: string | null;
  afterSeq: number;
  expiresMs: number;
}

interface Stream extends Wanted {
  readable: Readable;
  hasRoom: boolean;
  isReading: boolean;
  /** Something came while it was read. */
  again: boolean;
}

interface HubDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  conversations: Pick<LentConversations, "feed">;
  threadOf(stream: Wanted): Promise<string | null>;
}

const atOnce = 100;
const beatMs = 15_000;
const tickMs = 1000;
const mostStreams = 10_000;
const mostOfVisitor = 6;
const highWaterMark = 65_536;
/** How often every stream is read unasked: alone, other processes cannot have taken anything. */
const unaskedMs = { embedded: 15_000, server: 2000 };

export function createHub(deps: HubDeps): Hub {
  const { db, clock, logger } = deps;
  const streams = new Set<Stream>();
  const byConversation = new Map<string, Set<Stream>>();
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  const push = (stream: Stream, text: string): void => {
    stream.hasRoom = stream.readable.push(text);
  };

  function tell(stream: Stream, message: FeedMessage): void {
    push(stream, eventOf(visitorMessage(message, stream.visitorId)));
    stream.afterSeq = message.seq;
  }

  /** One page; true when there may be more. */
  async function readPage(stream: Stream): Promise<boolean> {
    stream.conversationId ??= await deps.threadOf(stream);
    if (stream.conversationId === null) return false;
    note(stream);
    const { conversationId, afterSeq, workspaceId } = stream;
    const reader = db.reader({ workspaceId });
    const messages = await deps.conversations.feed(reader, conversationId, afterSeq, atOnce);
    for (const message of messages) if (message.seq > stream.afterSeq) tell(stream, message);
    return messages.length === atOnce;
  }

  const mayRead = (stream: Stream) => streams.has(stream) && stream.hasRoom;

  async function readOn(stream: Stream): Promise<void> {
    do {
      stream.again = false;
      let more = true;
      while (more && mayRead(stream)) more = await readPage(stream);
    } while (stream.again && mayRead(stream));
  }

  function pump(stream: Stream): void {
    if (stream.isReading) {
      stream.again = true;
      return;
    }
    stream.isReading = true;
    readOn(stream)
      .catch((error: unknown) =>
        logger.warn({ error }, "A visitor's stream could not be read just now; trying again"),
      )
      .finally(() => {
        stream.isReading = false;
      });
  }

  function note(stream: Stream): void {
    if (stream.conversationId === null) return;
    const known = byConversation.get(stream.conversationId) ?? new Set();
    byConversation.set(stream.conversationId, known.add(stream));
  }

  function remove(stream: Stream): void {
    streams.delete(stream);
    const known = byConversation.get(stream.conversationId ?? "");
    known?.delete(stream);
    if (known?.size === 0) byConversation.delete(stream.conversationId ?? "");
  }

  function end(stream: Stream, reason: "expired" | "stopping"): void {
    remove(stream);
    stream.readable.push(ending(reason));
    stream.readable.push(null);
  }

  function beat(): void {
    for (const stream of streams) {
      if (stream.expiresMs <= clock.nowMs()) end(stream, "expired");
      else if (stream.hasRoom) push(stream, heartbeat);
    }
  }

  /** Does it when it is due; answers when it was done last. */
  function every(ms: number, lastMs: number, work: () => void): number {
    const nowMs = clock.nowMs();
    if (nowMs - lastMs < ms) return lastMs;
    work();
    return nowMs;
  }

  const pumpAll = (): void => streams.forEach(pump);

  async function loop(): Promise<void> {
    const readEveryMs = db.isEmbedded ? unaskedMs.embedded : unaskedMs.server;
    let beatenMs = clock.nowMs();
    let readMs = beatenMs;
    while (!stopping.signal.aborted && streams.size > 0) {
      await sleep(tickMs, stopping.signal);
      beatenMs = every(beatMs, beatenMs, beat);
      readMs = every(readEveryMs, readMs, pumpAll);
    }
    running = null;
  }

  function checkRoom(visitorId: string): void {
    const own = [...streams].filter((stream) => stream.visitorId === visitorId);
    if (own.length >= mostOfVisitor || streams.size >= mostStreams) throw tooManyStreams();
  }

  return {
    open: (wanted) => {
      checkRoom(wanted.visitorId);
      const readable = new Readable({
        highWaterMark,
        read() {
          const wasFull = !stream.hasRoom;
          stream.hasRoom = true;
          if (wasFull) pump(stream);
        },
      });
      const stream: Stream = { ...wanted, readable, hasRoom: true, isReading: false, again: false };
      streams.add(stream);
      note(stream);
      readable.once("close", () => remove(stream));
      push(stream, opening);
      pump(stream);
      running ??= loop();
      return readable;
    },
    attach: (visitorId, conversationId) => {
      for (const stream of streams) {
        if (stream.visitorId !== visitorId || stream.conversationId !== null) continue;
        stream.conversationId = conversationId;
        note(stream);
        pump(stream);
      }
    },
    wake: (conversationId) => {
      for (const stream of byConversation.get(conversationId) ?? []) pump(stream);
    },
    told: (conversationId, message) => {
      for (const stream of byConversation.get(conversationId) ?? []) {
        const isNext = message.seq === stream.afterSeq + 1 && stream.hasRoom && !stream.isReading;
        if (isNext) tell(stream, message);
        else pump(stream);
      }
    },
    count: () => streams.size,
    stop: async () => {
      stopping.abort();
      for (const stream of streams) end(stream, "stopping");
      await running;
    },
  };
}
