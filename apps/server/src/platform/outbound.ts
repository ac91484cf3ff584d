// The one way out of the server: every HTTP call to an address that a person, a record or another
// system named goes through here. A name is resolved once, all its addresses must be public, and the
// connection goes to exactly those addresses, so a second, different answer of the DNS changes nothing.
// Redirects are not followed, time and size are capped, and only the hosts that the operator lists
// (RAPPORT_OUTBOUND_ALLOW, host:port) may lie inside the network. It does not retry and does not sign.
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher, request } from "undici";
import { AppError } from "./errors.ts";
import { isPublicAddress } from "./outbound-addresses.ts";

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

export interface ResolvedAddress {
  address: string;
  family: number;
}

export interface OutboundOptions {
  /** host:port entries that may be called although they are not public. */
  allow: readonly string[];
  resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}

export interface Outbound {
  send(call: OutboundRequest): Promise<OutboundResponse>;
  /** Throws if the address could not be called: for settings, before they are saved. */
  check(url: string): Promise<void>;
  close(): Promise<void>;
}

const defaultTimeoutMs = 10_000;
const defaultMaxResponseBytes = 1024 * 1024;
const connectTimeoutMs = 5_000;
const openPorts = new Set([80, 443, 8080, 8443]);

type Resolve = NonNullable<OutboundOptions["resolve"]>;
const resolveBySystem: Resolve = (hostname) =>
  systemLookup(hostname, { all: true, verbatim: true });

export function createOutbound(options: OutboundOptions): Outbound {
  const allowed = new Set(options.allow.map((entry) => entry.toLowerCase()));
  const resolve = options.resolve ?? resolveBySystem;
  const agent = createAgent(allowed, resolve);
  const admit = (url: string) => parseTarget(url, allowed);
  return {
    send: async (call) => send(agent, admit(call.url), call),
    async check(url) {
      const target = admit(url);
      const host = bareHost(target.hostname);
      if (allowed.has(endpointOf(target)) || isIP(host)) return;
      await resolveChecked(host, resolve);
    },
    close: () => agent.close(),
  };
}

/** Everything that can be decided without the DNS. */
function parseTarget(url: string, allowed: ReadonlySet<string>): URL {
  const target = URL.parse(url);
  if (!target) throw refused("It is not a web address.");
  if (target.protocol !== "http:" && target.protocol !== "https:") {
    throw refused("Only http and https can be called.");
  }
  if (target.username || target.password) {
    throw refused("It holds a user name or password; put them in a header instead.");
  }
  if (allowed.has(endpointOf(target))) return target;
  if (!openPorts.has(portOf(target))) {
    throw refused(
      `Only the ports ${[...openPorts].join(", ")} can be called, or what RAPPORT_OUTBOUND_ALLOW lists.`,
    );
  }
  const host = bareHost(target.hostname);
  if (isIP(host) && !isPublicAddress(host)) throw refusedAddress();
  return target;
}

function portOf(target: URL): number {
  if (target.port) return Number(target.port);
  return target.protocol === "https:" ? 443 : 80;
}

function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "");
}

function endpointOf(target: URL): string {
  return `${bareHost(target.hostname)}:${portOf(target)}`;
}

function refused(why: string): AppError {
  return new AppError(
    "invalid",
    "platform.outbound_refused",
    `This address cannot be called. ${why}`,
  );
}

function refusedAddress(): AppError {
  return refused(
    "It lies inside a private network. If it should be reachable, the operator can list it as host:port in RAPPORT_OUTBOUND_ALLOW.",
  );
}

/** One private address among many is enough to refuse the name. */
async function resolveChecked(host: string, resolve: Resolve): Promise<readonly ResolvedAddress[]> {
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    throw unavailable("platform.outbound_unknown_host", "The host name cannot be resolved.", error);
  }
  if (addresses.length === 0) {
    throw unavailable("platform.outbound_unknown_host", "The host name has no address.");
  }
  if (!addresses.every(({ address }) => isPublicAddress(address))) throw refusedAddress();
  return addresses;
}

function unavailable(code: string, message: string, cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    code,
    `${message} Check the address, then try again.`,
    {},
    cause,
  );
}

function createAgent(allowed: ReadonlySet<string>, resolve: Resolve): Agent {
  const strict = connectorWith((host) => resolveChecked(host, resolve));
  const trusting = connectorWith((host) => resolve(host));
  const connect: buildConnector.connector = (options, callback) => {
    const port = Number(options.port) || (options.protocol === "https:" ? 443 : 80);
    const isAllowed = allowed.has(`${bareHost(options.hostname)}:${port}`);
    (isAllowed ? trusting : strict)(options, callback);
  };
  return new Agent({
    connect,
    connections: 16,
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
