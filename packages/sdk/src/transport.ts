// One request at a time over fetch: address, credentials, problem details, retries.
// Retries happen only where a repeat is harmless: reads, and writes, which all carry an Idempotency-Key that
// stays the same over the attempts of one call. Streams (exports, uploads) are never repeated.

import type { Problem } from "@rapport/contracts";
import { RapportError } from "./errors.ts";

/** How to reach a server. */
export type ClientOptions = {
  /** Origin of the server, e.g. `http://localhost:4100`; empty in a page served by it. */
  baseUrl: string;
  /** A key that starts with `rk_`. Without one, the session cookie of the page is used. */
  apiKey?: string;
  /** Another fetch, for tests and for old runtimes. */
  fetch?: typeof globalThis.fetch;
  /** Further attempts after the first failed one. Default 2. */
  retries?: number;
};

export type QueryValue = string | number | boolean | null | undefined | object;

export type CallOptions = {
  query?: Record<string, QueryValue>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; such a call is never repeated. */
  raw?: { body: NonNullable<RequestInit["body"]>; contentType?: string };
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** The parsed body and what the headers said. */
export type Answer<T> = { body: T; actId: string | null; etag: string | null };

export type Transport = {
  call: <T>(method: string, path: string, options?: CallOptions) => Promise<Answer<T>>;
  stream: (path: string, options?: CallOptions) => Promise<Response>;
  url: (path: string, query?: Record<string, QueryValue>) => string;
};

const REPEATABLE_STATUSES = new Set([429, 502, 503, 504]);
const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

const queryText = (value: Exclude<QueryValue, null | undefined>): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

const buildUrl = (
  baseUrl: string,
  path: string,
  query: Record<string, QueryValue> = {},
): string => {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "")
      parameters.set(key, queryText(value));
  }
  const text = parameters.toString();
  return `${baseUrl.replace(/\/$/, "")}/api/v1${path}${text ? `?${text}` : ""}`;
};

/** `crypto.randomUUID` is missing on plain-http pages, so the key is made from random bytes. */
const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const waitMs = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

const delayMs = (attempt: number, retryAfter: string | null): number => {
  const askedMs = Number(retryAfter) * 1000;
  if (retryAfter !== null && Number.isFinite(askedMs)) return Math.min(askedMs, MAX_DELAY_MS);
  return Math.min(BASE_DELAY_MS * 2 ** attempt, MAX_DELAY_MS);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemOf = async (response: Response): Promise<Problem> => {
  const body = parseJson(await response.text());
  const fields = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  return {
    type: "about:blank",
    title: response.statusText,
    detail: `The server answered ${response.status}.`,
    code: `http.${response.status}`,
    ...fields,
    status: response.status,
  };
};

const unreachable = (cause: unknown): RapportError =>
  new RapportError(
    {
      type: "about:blank",
      title: "Unreachable",
      status: 0,
      code: "sdk.unreachable",
      detail: "The server cannot be reached. Check the connection and try again.",
    },
    { cause },
  );

const headersOf = (options: ClientOptions, method: string, call: CallOptions) => {
  const headers: Record<string, string> = { accept: "application/json", ...call.headers };
  if (options.apiKey) headers.authorization = `Bearer ${options.apiKey}`;
  if (call.json !== undefined) headers["content-type"] = "application/json";
  if (call.raw?.contentType) headers["content-type"] = call.raw.contentType;
  if (method !== "GET" && !call.raw) headers["idempotency-key"] ??= newIdempotencyKey();
  return headers;
};

const requestOf = (options: ClientOptions, method: string, call: CallOptions): RequestInit => {
  const headers = headersOf(options, method, call);
  const request: RequestInit = { method, headers, credentials: "same-origin" };
  if (call.json !== undefined) request.body = JSON.stringify(call.json);
  if (call.raw) request.body = call.raw.body;
  if (call.signal) request.signal = call.signal;
  return request;
};

const isRepeatable = (outcome: Response | RapportError): boolean =>
  outcome instanceof RapportError || REPEATABLE_STATUSES.has(outcome.status);

const resultOf = async (outcome: Response | RapportError): Promise<Response> => {
  if (outcome instanceof RapportError) throw outcome;
  if (!outcome.ok) throw new RapportError(await problemOf(outcome));
  return outcome;
};

/** Makes the transport that every part of the client shares. */
export const createTransport = (options: ClientOptions): Transport => {
  const fetchOnce = options.fetch ?? globalThis.fetch.bind(globalThis);
  const retries = options.retries ?? 2;

  const attempt = async (url: string, request: RequestInit): Promise<Response | RapportError> => {
    try {
      return await fetchOnce(url, request);
    } catch (cause) {
      if (request.signal?.aborted) throw cause;
      return unreachable(cause);
    }
  };

  const send = async (method: string, path: string, call: CallOptions): Promise<Response> => {
    const url = buildUrl(options.baseUrl, path, call.query);
    const request = requestOf(options, method, call);
    const repeats = call.raw ? 0 : retries;
    let outcome = await attempt(url, request);
    for (let index = 0; index < repeats && isRepeatable(outcome); index += 1) {
      const retryAfter = outcome instanceof Response ? outcome.headers.get("retry-after") : null;
      await waitMs(delayMs(index, retryAfter), call.signal);
      outcome = await attempt(url, request);
    }
    return resultOf(outcome);
  };

  return {
    call: async <T>(method: string, path: string, call: CallOptions = {}) => {
      const response = await send(method, path, call);
      const text = response.status === 204 ? "" : await response.text();
      return {
        body: (text === "" ? undefined : parseJson(text)) as T,
        actId: response.headers.get("rapport-act"),
        etag: response.headers.get("etag"),
      };
    },
    stream: (path, call = {}) => send("GET", path, call),
    url: (path, query) => buildUrl(options.baseUrl, path, query),
  };
};
