// Who talks in bench/messages.ts: visitors with the widget's own client, and a member whose program lives on the live
// stream, as the inbox does: it reads a conversation when it hears of it, and answers each message of a customer once.
// Both note what they saw and when; neither may lose anything when the server is killed under them.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Client, isRapportError, type LiveEvent } from "@rapport/sdk";
import { createVisitorChat, openVisitorSession, type VisitorMessage } from "@rapport/sdk/visitor";

export interface Place {
  server: string;
  key: string;
  site: string;
}

/** When what was sent, by its text. */
export type Sent = Map<string, number>;

export interface Visitor {
  name: string;
  /** What it wrote, in its order. */
  written: string[];
  seen: { message: VisitorMessage; atMs: number }[];
  refused: string[];
  say(text: string): void;
  /** Until its message was answered on its own screen. */
  answered(text: string): Promise<void>;
  cut(): void;
  stop(): void;
}

export const answerTo = (text: string): string => `re: ${text}`;

export function createVisitor(place: Place, name: string, sent: Sent): Visitor {
  const { server, key, site: origin } = place;
  const waiters = new Map<string, () => void>();
  let credential: string | undefined;
  const visitor: Omit<Visitor, "say" | "answered" | "cut" | "stop"> = {
    name,
    written: [],
    seen: [],
    refused: [],
  };
  const chat = createVisitorChat({
    server,
    origin,
    session: async () => {
      const visitorPart = credential === undefined ? {} : { visitor: credential };
      const session = await openVisitorSession({ server, key, origin, ...visitorPart });
      credential = session.visitor;
      return session;
    },
    onMessage: (message) => {
      visitor.seen.push({ message, atMs: performance.now() });
      waiters.get(message.text)?.();
      waiters.delete(message.text);
    },
    onRefused: ({ text }, { status, code }) =>
      void visitor.refused.push(`${text}: ${status} ${code}`),
  });
  chat.start();
  return {
    ...visitor,
    say: (text) => {
      visitor.written.push(text);
      sent.set(text, performance.now());
      chat.send({ id: randomUUID(), text });
    },
    answered: (text) =>
      new Promise((resolve) => {
        const answer = answerTo(text);
        if (visitor.seen.some(({ message }) => message.text === answer)) resolve();
        else waiters.set(answer, resolve);
      }),
    cut: () => {
      chat.stop();
      chat.start();
    },
    stop: () => chat.stop(),
  };
}

/** Each reconnect of the widget waits 300 ms at least; whoever cuts it more often opens it anew itself. */
export interface Member {
  /** What customers wrote, as the member read it: by conversation, in the order in which it came to be seen. */
  seen: Map<string, { text: string; seq: number; atMs: number }[]>;
  /** Answers that the server took, in the order of their sending. */
  answered: Map<string, string[]>;
  faults: string[];
  stop(): Promise<void>;
}

const isPassing = (error: unknown): boolean =>
  isRapportError(error) && (error.status === 0 || error.status === 429 || error.status >= 500);

/** As long as the server is away, it is asked again. */
async function insist<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted) return null;
      if (!isPassing(error)) throw error;
      await wait(100);
    }
  }
}

export function createMember(api: Client, sent: Sent): Member {
  const stopping = new AbortController();
  const { signal } = stopping;
  const seen: Member["seen"] = new Map();
  const answered: Member["answered"] = new Map();
  const faults: string[] = [];
  /** One reading of a conversation at a time; what is heard meanwhile is read after it. */
  const reading = new Map<string, "once" | "again">();
  /** Answers to one conversation leave one after the other. */
  const answering = new Map<string, Promise<void>>();
  let running: Promise<void> = Promise.resolve();

  const fail = (error: unknown): void => {
    if (!signal.aborted) faults.push(String(error));
  };

  async function answer(id: string, text: string): Promise<void> {
    const reply = { text: answerTo(text) };
    const idempotencyKey = randomUUID();
    sent.set(reply.text, performance.now());
    await insist(() => api.conversations.reply(id, reply, { idempotencyKey, retries: 0 }), signal);
    answered.set(id, [...(answered.get(id) ?? []), reply.text]);
  }

  async function readOnce(id: string): Promise<void> {
    const thread = await insist(() => api.conversations.messages(id, { retries: 0 }), signal);
    if (thread === null) return;
    const atMs = performance.now();
    const own = seen.get(id) ?? [];
    seen.set(id, own);
    const known = own.at(-1)?.seq ?? 0;
    for (const { seq, author, text } of thread.data) {
      if (author.kind !== "customer" || seq <= known) continue;
      own.push({ text, seq, atMs });
      const before = answering.get(id) ?? Promise.resolve();
      answering.set(id, before.then(() => answer(id, text)).catch(fail));
    }
  }

  async function read(id: string): Promise<void> {
    if (reading.has(id)) {
      reading.set(id, "again");
      return;
    }
    do {
      reading.set(id, "once");
      await readOnce(id).catch(fail);
    } while (reading.get(id) === "again" && !signal.aborted);
    reading.delete(id);
  }

  /** What was missed cannot be told one by one: everything is read again. */
  async function readAll(): Promise<void> {
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: { state: "any"; limit: number; cursor?: string } = {
        ...{ state: "any", limit: 100 },
        ...(cursor === "" ? {} : { cursor }),
      };
      const page = await insist(() => api.conversations.list(query, { retries: 0 }), signal);
      for (const { id } of page?.data ?? []) void read(id);
      cursor = page?.nextCursor ?? null;
    }
  }

  function take(event: LiveEvent): void {
    if (event.type === "change" && event.object === "conversations") void read(event.id);
    const isMany = event.type === "many" && event.object === "conversations";
    if (isMany || event.type === "resync") void readAll().catch(fail);
  }

  let after: string | undefined;

  async function listenOnce(): Promise<void> {
    const query = after === undefined ? {} : { after };
    for await (const { cursor, event } of api.live.stream(query, { signal, retries: 0 })) {
      after = cursor || after;
      take(event);
    }
  }

  async function listen(): Promise<void> {
    while (!signal.aborted) {
      await listenOnce().catch((error: unknown) => {
        if (!isPassing(error)) fail(error);
      });
      await wait(100);
    }
  }

  // From here on, so that a cut before the first event loses nothing either.
  running = insist(() => api.live.page({}, { retries: 0 }), signal).then((page) => {
    after = page?.cursor;
    return listen();
  });
  return {
    seen,
    answered,
    faults,
    stop: async () => {
      stopping.abort();
      await running.catch(() => undefined);
      await Promise.all(answering.values());
    },
  };
}
