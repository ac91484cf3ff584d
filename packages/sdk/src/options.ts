// How to reach a server, and what every call may be told. Shared by all parts of the client.

/** How to reach a server. */
export type ClientOptions = {
  /** Origin of the server, e.g. `http://localhost:4100`; empty in a page served by it. */
  baseUrl: string;
  /** A key that starts with `rk_`. Without one, the session cookie of the page is used. */
  apiKey?: string;
  /** Another fetch, for tests and for runtimes with one of their own. */
  fetch?: typeof globalThis.fetch;
  /** Further attempts after the first failed one. Default 2; 0 turns them off. */
  retries?: number;
  /** Longest wait for an answer, in ms an attempt. Default 30,000; 0: none. Uploads and exports have none. */
  timeoutMs?: number;
  /**
   * Longest wait before a repeat, in ms. When the server asks for more (`Retry-After`), the call fails at
   * once instead of coming too early. Default 60,000.
   */
  maxRetryWaitMs?: number;
  /** Sent with every request, for instance a `user-agent`. */
  headers?: Record<string, string>;
  /** Told before each repeat, for logs and meters. */
  onRetry?: (retry: Retry) => void;
};

/** A repeat that is about to be waited for. */
export type Retry = {
  method: string;
  path: string;
  /** 1 before the first repeat. */
  attempt: number;
  waitMs: number;
  /** Status of the answer; 0 when none came. */
  status: number;
};

/** What the last argument of every method may hold. */
export type RequestOptions = {
  /** Gives up: the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Instead of the client's, in ms an attempt; 0: none. */
  timeoutMs?: number;
  /** Instead of the client's. */
  retries?: number;
  /**
   * For writes: your own name of this write, so that it happens once even if your program is started again.
   * 1 to 200 printable ASCII characters without spaces, kept for a day. Made for each call unless given.
   */
  idempotencyKey?: string;
  headers?: Record<string, string>;
};

/** The version that a write refers to: a record's `version`, or its ETag. */
export type VersionOption = { version?: number | string };

export const ifMatch = ({ version }: VersionOption): Record<string, string> => {
  if (version === undefined) return {};
  return { "if-match": typeof version === "number" ? `"${version}"` : version };
};
