// The side of a website's visitor: sessions, messages that are sent until they are stored, and a stream that goes on
// where it was cut. It needs fetch and nothing else, so that a page loads little; `@rapport/sdk/visitor` is this file
// alone. A message has its id before it is sent, so sending it again does no harm; of what comes, each `seq` is told
// once and in order, however often the connection ends.
import type {
  RatingInput,
  VisitorMessage,
  VisitorMessageInput,
  VisitorRating,
  VisitorSession,
  VisitorSessionInput,
} from "@rapport/contracts";

export type {
  RatingInput,
  VisitorMessage,
  VisitorMessageInput,
  VisitorRating,
  VisitorSession,
  VisitorSessionInput,
};

export interface VisitorProblem {
  status: number;
  code: string;
  message: string;
}

/** The server's refusal, or status 0 where none came. */
export class VisitorError extends Error {
  override readonly name = "VisitorError";
  readonly problem: VisitorProblem;
  constructor(problem: VisitorProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

type Fetch = typeof fetch;

interface Call {
  method: "GET" | "POST";
  headers?: Record<string, string>;
  json?: unknown;
  signal?: AbortSignal;
}

async function problemOf(response: Response): Promise<VisitorProblem> {
  const told = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return { status: response.status, code: told.code ?? "", message: told.detail ?? "" };
}

async function call(ask: Fetch, url: string, { json, ...init }: Call): Promise<Response> {
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const headers: Record<string, string> = {
    ...(json === undefined ? {} : { "content-type": "application/json" }),
    ...init.headers,
  };
  const response = await ask(url, { ...init, ...body, headers, credentials: "omit" }).catch(
    (error: unknown) => {
      throw new VisitorError({ status: 0, code: "", message: String(error) });
    },
  );
  if (response.ok) return response;
  throw new VisitorError(await problemOf(response));
}

export interface SessionOptions extends VisitorSessionInput {
  /** Address of the server, without a slash at the end. */
  server: string;
  /** The widget's public key. */
  key: string;
  fetch?: Fetch;
  /** Outside browsers, which name the website themselves. */
  origin?: string;
}

/** Opens a session, as the page of a website. */
export const openVisitorSession = async (options: SessionOptions): Promise<VisitorSession> => {
  const { server, key, fetch: ask = fetch, origin, ...json } = options;
  const headers: Record<string, string> = origin === undefined ? {} : { origin };
  const url = `${server}/api/v1/widget/${encodeURIComponent(key)}/sessions`;
  return (
    await call(ask, url, { method: "POST", json, headers })
  ).json() as Promise<VisitorSession>;
};

export interface ChatOptions {
  server: string;
  /** Asked for a session at the start, and for a new one whenever a token is over. */
  session(): Promise<VisitorSession>;
  onMessage(message: VisitorMessage): void;
  /** What waits to be stored, whenever it changes: keep it, and give it back as `waiting`. */
  onWaiting?(waiting: readonly VisitorMessageInput[]): void;
  /** Refused for good; it is not sent again. */
  onRefused?(message: VisitorMessageInput, problem: VisitorProblem): void;
  onOnline?(isOnline: boolean): void;
  waiting?: readonly VisitorMessageInput[];
  fetch?: Fetch;
  origin?: string;
}

export interface VisitorChat {
  /** Opens the stream, and sends what waits. */
  start(): void;
  stop(): void;
  send(message: VisitorMessageInput): void;
  askForPerson(): Promise<void>;
  /** Whether the visitor is asked how satisfied they are, and what they said. */
  rating(): Promise<VisitorRating>;
  rate(rating: RatingInput): Promise<void>;
}

const firstPauseMs = 300;
const longestPauseMs = 8000;
/** The server says something every 15 seconds. */
const silentMs = 40_000;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });

interface StreamEvent {
  event: string;
  data: string;
}

function eventOf(block: string): StreamEvent {
  const found = { event: "", data: "" };
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) found.event = line.slice(7);
    if (line.startsWith("data: ")) found.data = line.slice(6);
  }
  return found;
}

/** Ends with the stream, and when it has been silent for too long. */
async function* eventsOf(response: Response, quiet: () => void): AsyncGenerator<StreamEvent> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const timer = setTimeout(quiet, silentMs);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    const blocks = (text + decoder.decode(value, { stream: true })).split("\n\n");
    text = blocks.pop() ?? "";
    yield* blocks.map(eventOf);
  }
}

/** Away, too many, or a fault of the server: it will pass. */
const isPassing = ({ status }: VisitorProblem): boolean =>
  status === 0 || status === 408 || status === 429 || status >= 500;

const problemIn = (error: unknown): VisitorProblem =>
  error instanceof VisitorError ? error.problem : { status: 0, code: "", message: String(error) };

export const createVisitorChat = (options: ChatOptions): VisitorChat => {
  const { server, fetch: ask = fetch, onOnline = () => undefined } = options;
  const own: Record<string, string> =
    options.origin === undefined ? {} : { origin: options.origin };
  let session: Promise<VisitorSession> | null = null;
  let stopping = new AbortController();
  let lastSeq = 0;
  let waiting: readonly VisitorMessageInput[] = options.waiting ?? [];
  let isSending = false;
  /** Ends the pause of what waits to be tried again. */
  let wake = new AbortController();

  /** Only the session that failed: several requests may fail with one, and the next may be asked for by then. */
  const forget = (failed: Promise<VisitorSession>): void => {
    if (session === failed) session = null;
  };

  const current = (): Promise<VisitorSession> => {
    if (session) return session;
    const asked = options.session();
    session = asked;
    asked.catch(() => forget(asked));
    return asked;
  };

  /** With a token; once more with a new one when it is over. */
  const asVisitor = async (path: string, init: Call): Promise<Response> => {
    const send = async (used: Promise<VisitorSession>) => {
      const authorization = `Bearer ${(await used).token}`;
      const headers = { ...init.headers, ...own, authorization };
      return call(ask, `${server}/api/v1/widget${path}`, { ...init, headers });
    };
    const used = current();
    try {
      return await send(used);
    } catch (error) {
      if (problemIn(error).status !== 401) throw error;
      forget(used);
      return send(current());
    }
  };

  const keep = (messages: readonly VisitorMessageInput[]): void => {
    waiting = messages;
    options.onWaiting?.(waiting);
  };

  /** Null when it was stored, else how long to wait before it is tried again. */
  const tryOne = async (message: VisitorMessageInput, lastPauseMs: number) => {
    try {
      await asVisitor("/messages", { method: "POST", json: message, signal: stopping.signal });
    } catch (error) {
      const problem = problemIn(error);
      if (stopping.signal.aborted || isPassing(problem))
        return Math.min(longestPauseMs, lastPauseMs * 2);
      options.onRefused?.(message, problem);
    }
    keep(waiting.filter(({ id }) => id !== message.id));
    return null;
  };

  /** One after the other, in the order in which they were written. */
  const sendAll = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    let pauseMs = firstPauseMs / 2;
    while (waiting[0] && !stopping.signal.aborted) {
      const next = await tryOne(waiting[0], pauseMs);
      pauseMs = next ?? firstPauseMs / 2;
      if (next === null) continue;
      wake = new AbortController();
      await pause(next, AbortSignal.any([wake.signal, stopping.signal]));
    }
    isSending = false;
  };

  const take = ({ event, data }: StreamEvent): void => {
    if (event !== "message") return;
    const message = JSON.parse(data) as VisitorMessage;
    if (message.seq <= lastSeq) return;
    lastSeq = message.seq;
    options.onMessage(message);
  };

  const streamOnce = async (signal: AbortSignal): Promise<void> => {
    const silent = new AbortController();
    const response = await asVisitor(`/messages?after=${lastSeq}`, {
      method: "GET",
      headers: { accept: "text/event-stream" },
      signal: AbortSignal.any([signal, silent.signal]),
    });
    onOnline(true);
    wake.abort();
    for await (const event of eventsOf(response, () => silent.abort())) take(event);
  };

  const stream = async (signal: AbortSignal): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const before = lastSeq;
      const problem = await streamOnce(signal).then(() => null, problemIn);
      if (signal.aborted) return;
      onOnline(problem === null);
      const isFine = problem === null || lastSeq > before;
      pauseMs = isFine ? firstPauseMs : Math.min(longestPauseMs, pauseMs * 2);
      await pause(pauseMs, signal);
    }
  };

  return {
    start: () => {
      stopping = new AbortController();
      void stream(stopping.signal);
      void sendAll();
    },
    stop: () => stopping.abort(),
    send: (message) => {
      keep([...waiting, message]);
      void sendAll();
    },
    askForPerson: async () => {
      await asVisitor("/person", { method: "POST" });
    },
    rating: async () =>
      (await asVisitor("/rating", { method: "GET" })).json() as Promise<VisitorRating>,
    rate: async (json) => {
      await asVisitor("/rating", { method: "POST", json });
    },
  };
};
