// One call at a time over fetch: address, credentials, deadline, repeats, problem details.
// Every write carries an Idempotency-Key that stays the same over the attempts of one call. Streams (exports)
// and uploads are never repeated, and have no deadline of their own.

import type { Problem } from "@rapport/contracts";
import { type Attempt, makeAttempt, type Outcome, type Received } from "./attempt.ts";
import { errorOf, RapportError } from "./errors.ts";
import type { ClientOptions, RequestOptions } from "./options.ts";
import { askedDelayMs, backOffMs, isWorthRepeating, statusOf, waitMs } from "./retry.ts";

export type QueryValue = string | number | boolean | null | undefined | object;

export type CallOptions = RequestOptions & {
  query?: Record<string, QueryValue>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; such a call is never repeated. */
  raw?: { body: NonNullable<RequestInit["body"]>; contentType?: string };
  /**
   * Whether doing it twice does no harm, because the server honours the Idempotency-Key here or because it
   * is so by nature. Unless told: everything but POST.
   */
  repeatable?: boolean;
  /** Instead of `/api/v1`. */
  prefix?: string;
};

/** How much of the limit is left, as the last answer said. */
export type RateLimit = { limit: number; remaining: number; resetSeconds: number };

/** The parsed body and what the headers said. */
export type Answer<T> = {
  body: T;
  status: number;
  /** The act that a write was; `undo` takes it back. */
  actId: string | null;
  etag: string | null;
  requestId: string | null;
  /** Null where nothing is limited. */
  rateLimit: RateLimit | null;
};

/** What a write answers: the new state, and the act that `undo` takes back. */
export interface Written<T> {
  data: T;
  actId: string | null;
}

/** What every part of the client is built on. */
export type Transport = {
  /** Any request under /api/v1, with all that the answer says. */
  call: <T>(method: string, path: string, options?: CallOptions) => Promise<Answer<T>>;
  /** A read; answers the body. */
  get: <T>(
    path: string,
    query?: Record<string, QueryValue>,
    options?: RequestOptions,
  ) => Promise<T>;
  /** A write; answers the body and the act. */
  write: <T>(method: string, path: string, options?: CallOptions) => Promise<Written<T>>;
  /** A read whose body the caller reads; a GET unless told. */
  stream: (path: string, options?: CallOptions, method?: string) => Promise<Response>;
  /** One attempt, answered as it comes, whatever its status; rejects only when no answer comes. */
  exchange: (method: string, path: string, options?: CallOptions) => Promise<Received>;
  url: (path: string, query?: Record<string, QueryValue>) => string;
};

type Prepared = { method: string; path: string; attempt: Attempt };

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_RETRY_WAIT_MS = 60_000;

const queryText = (value: Exclude<QueryValue, null | undefined>): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

const buildUrl = (
  baseUrl: string,
  path: string,
  query: Record<string, QueryValue> = {},
  prefix = "/api/v1",
): string => {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "")
      parameters.set(key, queryText(value));
  }
  const text = parameters.toString();
  return `${baseUrl.replace(/\/$/, "")}${prefix}${path}${text ? `?${text}` : ""}`;
};

/** `crypto.randomUUID` is missing on plain-http pages, so the key is made from random bytes. */
const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemOf = ({ response, text }: Received): Problem => {
  const body = parseJson(text);
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

const headersOf = (options: ClientOptions, method: string, call: CallOptions) => {
  const headers: Record<string, string> = {
    accept: "application/json",
    ...options.headers,
    ...call.headers,
  };
  if (options.apiKey) headers.authorization = `Bearer ${options.apiKey}`;
  if (call.json !== undefined) headers["content-type"] = "application/json";
  if (call.raw?.contentType) headers["content-type"] = call.raw.contentType;
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  if (method !== "GET" && !call.raw) headers["idempotency-key"] ??= newIdempotencyKey();
  return headers;
};

const requestOf = (options: ClientOptions, method: string, call: CallOptions): RequestInit => {
  const request: RequestInit = { method, headers: headersOf(options, method, call) };
  // Some runtimes outside browsers refuse the member; only a page has a session to send.
  if (!options.apiKey) request.credentials = "same-origin";
  if (call.json !== undefined) request.body = JSON.stringify(call.json);
  if (call.raw) request.body = call.raw.body;
  // What Node needs to send a stream; others ignore it.
  if (call.raw?.body instanceof ReadableStream) Object.assign(request, { duplex: "half" });
  return request;
};

const received = (outcome: Outcome): Received => {
  if (outcome instanceof RapportError) throw outcome;
  if (!outcome.response.ok) throw errorOf(problemOf(outcome));
  return outcome;
};

const headerNumber = (headers: Headers, name: string): number | null => {
  const text = headers.get(name);
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text);
};

const rateLimitOf = (headers: Headers): RateLimit | null => {
  const limit = headerNumber(headers, "ratelimit-limit");
  const remaining = headerNumber(headers, "ratelimit-remaining");
  if (limit === null || remaining === null) return null;
  return { limit, remaining, resetSeconds: headerNumber(headers, "ratelimit-reset") ?? 60 };
};

const answerOf = <T>({ response, text }: Received): Answer<T> => {
  const { headers, status } = response;
  const body = text === "" ? undefined : parseJson(text);
  if (text !== "" && body === undefined) {
    throw new RapportError({
      type: "about:blank",
      title: "Not JSON",
      status,
      code: "sdk.not_json",
      detail: "The answer is no JSON. Is this the address of a Rapport server?",
    });
  }
  return {
    body: body as T,
    status,
    actId: headers.get("rapport-act"),
    etag: headers.get("etag"),
    requestId: headers.get("x-request-id"),
    rateLimit: rateLimitOf(headers),
  };
};

/** Makes the transport that every part of the client shares. */
export const createTransport = (options: ClientOptions): Transport => {
  const fetchOnce = options.fetch ?? globalThis.fetch.bind(globalThis);
  const maxRetryWaitMs = options.maxRetryWaitMs ?? DEFAULT_MAX_RETRY_WAIT_MS;

  /** How long to wait before the next attempt; null when there is to be none. */
  const pauseMs = (outcome: Outcome, index: number, isHarmless: boolean): number | null => {
    if (!isWorthRepeating(outcome, isHarmless)) return null;
    const asked = outcome instanceof RapportError ? null : askedDelayMs(outcome.response.headers);
    const ms = asked ?? backOffMs(index);
    return ms > maxRetryWaitMs ? null : ms;
  };

  const send = async (prepared: Prepared, call: CallOptions): Promise<Received> => {
    const { method, path, attempt } = prepared;
    const retries = call.retries ?? options.retries ?? DEFAULT_RETRIES;
    const isHarmless = call.repeatable ?? method !== "POST";
    let outcome = await makeAttempt(fetchOnce, attempt);
    for (let index = 0; index < (call.raw ? 0 : retries); index += 1) {
      const ms = pauseMs(outcome, index, isHarmless);
      if (ms === null) break;
      const status = statusOf(outcome);
      options.onRetry?.({ method, path, attempt: index + 1, waitMs: ms, status });
      await waitMs(ms, call.signal);
      outcome = await makeAttempt(fetchOnce, attempt);
    }
    return received(outcome);
  };

  const prepare = (
    method: string,
    path: string,
    call: CallOptions,
    isStream: boolean,
  ): Prepared => {
    const isLong = isStream || call.raw !== undefined;
    const timeoutMs = call.timeoutMs ?? (isLong ? 0 : (options.timeoutMs ?? DEFAULT_TIMEOUT_MS));
    const url = buildUrl(options.baseUrl, path, call.query, call.prefix);
    const request = requestOf(options, method, call);
    const { signal } = call;
    return { method, path, attempt: { url, request, timeoutMs, isStream, signal } };
  };

  const call = async <T>(method: string, path: string, more: CallOptions = {}) =>
    answerOf<T>(await send(prepare(method, path, more, false), more));

  return {
    call,
    get: async <T>(path: string, query = {}, more: RequestOptions = {}) =>
      (await call<T>("GET", path, { ...more, query })).body,
    write: async <T>(method: string, path: string, more: CallOptions = {}) => {
      const { body, actId } = await call<T>(method, path, more);
      return { data: body, actId };
    },
    stream: async (path, more = {}, method = "GET") =>
      (await send(prepare(method, path, more, true), more)).response,
    exchange: async (method, path, more = {}) => {
      const outcome = await makeAttempt(fetchOnce, prepare(method, path, more, false).attempt);
      if (outcome instanceof RapportError) throw outcome;
      return outcome;
    },
    url: (path, query) => buildUrl(options.baseUrl, path, query),
  };
};
