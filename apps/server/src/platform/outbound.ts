// The one way out of the server: every HTTP call to an address that a person, a record or another
// system named goes through here. A name is resolved once, all its addresses must be public, and the
// connection goes to exactly those addresses, so a second, different answer of the DNS changes nothing.
// Redirects are not followed, time and size are capped, and only the hosts that the operator lists
// (RAPPORT_OUTBOUND_ALLOW, host:port) may lie inside the network. It does not retry and does not sign.
// Nothing is asked inside a transaction: a slow stranger would hold a connection of the database.
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher, request } from "undici";
import { inTransaction } from "./db/index.ts";
import { AppError } from "./errors.ts";
import {
  addressOf,
  bareHost,
  endpointOf,
  parseTarget,
  type Resolve,
  type ResolvedAddress,
  resolveChecked,
  unavailable,
} from "./outbound-target.ts";

export interface OutboundRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  timeoutMs?: number;
  maxResponseBytes?: number;
  /**
   * What becomes of an answer that is too large or too slow once its status is known: refused unless told;
   * `cut`: what has come so far is the answer. For callers to whom the status is all that counts.
   */
  excess?: "refuse" | "cut";
  signal?: AbortSignal;
}

export interface OutboundResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** True when more was to come and was not read. */
  isCut: boolean;
}

/** An answer as it comes: read its body to the end, or cancel it. */
export interface OutboundStream {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: ReadableStream<Uint8Array>;
}

export type { ResolvedAddress };

export interface OutboundOptions {
  /** host:port entries that may be called although they are not public. */
  allow: readonly string[];
  resolve?: Resolve;
  /** Calls to one host at once; 16 unless told. */
  connections?: number;
}

export interface Outbound {
  send(call: OutboundRequest): Promise<OutboundResponse>;
  /** Answers once the status is known. `timeoutMs` holds for that, and again for each pause of the body. */
  open(call: Omit<OutboundRequest, "excess">): Promise<OutboundStream>;
  /** Throws if the address could not be called: for settings, before they are saved. */
  check(url: string): Promise<void>;
  /**
   * For other protocols than HTTP: the address to connect to, and to no other, in place of the name. `ports`: those that
   * the protocol has.
   */
  addressOf(host: string, port: number, ports: readonly number[]): Promise<string>;
  close(): Promise<void>;
}

const defaultTimeoutMs = 10_000;
const defaultMaxResponseBytes = 1024 * 1024;
const connectTimeoutMs = 5_000;

const resolveBySystem: Resolve = (hostname) =>
  systemLookup(hostname, { all: true, verbatim: true });

export function createOutbound(options: OutboundOptions): Outbound {
  const allowed = new Set(options.allow.map((entry) => entry.toLowerCase()));
  const resolve = options.resolve ?? resolveBySystem;
  const agent = createAgent(allowed, resolve, options.connections ?? 16);
  const admit = (url: string) => {
    refuseInTransaction();
    return parseTarget(url, allowed);
  };
  return {
    send: async (call) => send(agent, admit(call.url), call),
    open: async (call) => open(agent, admit(call.url), call),
    async check(url) {
      const target = admit(url);
      const host = bareHost(target.hostname);
      if (allowed.has(endpointOf(target)) || isIP(host)) return;
      await resolveChecked(host, resolve);
    },
    addressOf: async (host, port, ports) => {
      refuseInTransaction();
      return addressOf({ host, port, ports }, allowed, resolve);
    },
    close: () => (agent.closed || agent.destroyed ? Promise.resolve() : agent.close()),
  };
}

function refuseInTransaction(): void {
  if (!inTransaction()) return;
  throw new AppError(
    "internal",
    "platform.call_in_transaction",
    "Another system was called inside a transaction. Call it before or after.",
  );
}

function createAgent(allowed: ReadonlySet<string>, resolve: Resolve, connections: number): Agent {
  const strict = connectorWith((host) => resolveChecked(host, resolve));
  const trusting = connectorWith((host) => resolve(host));
  const connect: buildConnector.connector = (options, callback) => {
    const port = Number(options.port) || (options.protocol === "https:" ? 443 : 80);
    const isAllowed = allowed.has(`${bareHost(options.hostname)}:${port}`);
    (isAllowed ? trusting : strict)(options, callback);
  };
  return new Agent({
    connect,
    connections,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32 * 1024,
  });
}

/** The socket asks this lookup, and only this, so what was checked is what is connected to. */
function connectorWith(addressesOf: (host: string) => Promise<readonly ResolvedAddress[]>) {
  const lookup: LookupFunction = (hostname, options, callback) => {
    addressesOf(bareHost(hostname)).then(
      (addresses) => {
        if (options.all) callback(null, [...addresses]);
        else callback(null, addresses[0]?.address ?? "", addresses[0]?.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ""),
    );
  };
  return buildConnector({ timeout: connectTimeoutMs, lookup });
}

async function send(agent: Agent, target: URL, call: OutboundRequest): Promise<OutboundResponse> {
  const timeoutMs = call.timeoutMs ?? defaultTimeoutMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = call.signal ? AbortSignal.any([deadline, call.signal]) : deadline;
  try {
    const response = await request(target, {
      dispatcher: agent,
      method: call.method,
      headers: { "user-agent": "Rapport", ...call.headers },
      body: call.body ?? null,
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const maxBytes = call.maxResponseBytes ?? defaultMaxResponseBytes;
    const read = call.excess === "cut" ? readCut : readCapped;
    const { body, isCut } = await read(response, maxBytes);
    return { status: response.statusCode, headers: flatHeaders(response.headers), body, isCut };
  } catch (error) {
    throw explain(error, deadline.aborted, timeoutMs);
  }
}

async function open(
  agent: Agent,
  target: URL,
  call: Omit<OutboundRequest, "excess">,
): Promise<OutboundStream> {
  const timeoutMs = call.timeoutMs ?? defaultTimeoutMs;
  try {
    const { statusCode, headers, body } = await request(target, {
      dispatcher: agent,
      method: call.method,
      headers: { "user-agent": "Rapport", ...call.headers },
      body: call.body ?? null,
      ...(call.signal ? { signal: call.signal } : {}),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const maxBytes = call.maxResponseBytes ?? defaultMaxResponseBytes;
    const parts = ReadableStream.from(partsOf(body, maxBytes, timeoutMs));
    return { status: statusCode, headers: flatHeaders(headers), body: parts };
  } catch (error) {
    throw explain(error, isSlow(error), timeoutMs);
  }
}

async function* partsOf(body: AsyncIterable<Uint8Array>, maxBytes: number, timeoutMs: number) {
  let length = 0;
  try {
    for await (const part of body) {
      length += part.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      yield part;
    }
  } catch (error) {
    throw explain(error, isSlow(error), timeoutMs);
  }
}

const slowCodes = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const isSlow = (error: unknown) => slowCodes.has((error as NodeJS.ErrnoException).code ?? "");

type ReadBody = Pick<OutboundResponse, "body" | "isCut">;

async function readCapped(response: Dispatcher.ResponseData, maxBytes: number): Promise<ReadBody> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response.body) {
    const bytes = part as Buffer;
    length += bytes.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    parts.push(bytes);
  }
  return { body: Buffer.concat(parts, length), isCut: false };
}

/** Leaving the loop early closes the connection, so that an endless answer ends here. */
async function readCut(response: Dispatcher.ResponseData, maxBytes: number): Promise<ReadBody> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response.body) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length > maxBytes) break;
    }
  } catch {
    // Broken off, or later than the time allowed: the status came, and so did these parts.
    return { body: Buffer.concat(parts).subarray(0, maxBytes), isCut: true };
  }
  return { body: Buffer.concat(parts).subarray(0, maxBytes), isCut: length > maxBytes };
}

function tooLarge(maxBytes: number): AppError {
  const message = `The answer is larger than ${maxBytes} bytes and was not read on.`;
  return new AppError("unavailable", "platform.outbound_too_large", message);
}

function flatHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function explain(error: unknown, isLate: boolean, timeoutMs: number): unknown {
  if (error instanceof AppError) return error;
  if (isLate) {
    const message = `The other side did not answer within ${timeoutMs} ms.`;
    return unavailable("platform.outbound_timeout", message, error);
  }
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return unavailable("platform.outbound_failed", `The call failed (${code}).`, error);
}
