// Whether an address may be called at all: what can be told from its text, and what the DNS answers for it.
import { isIP } from "node:net";
import { AppError } from "./errors.ts";
import { isPublicAddress } from "./outbound-addresses.ts";

export interface ResolvedAddress {
  address: string;
  family: number;
}

export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

const openPorts = new Set([80, 443, 8080, 8443]);

/** Everything that can be decided without the DNS. */
export function parseTarget(url: string, allowed: ReadonlySet<string>): URL {
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
    throw refusedPort([...openPorts]);
  }
  const host = bareHost(target.hostname);
  if (isIP(host) && !isPublicAddress(host)) throw refusedAddress();
  return target;
}

function portOf(target: URL): number {
  if (target.port) return Number(target.port);
  return target.protocol === "https:" ? 443 : 80;
}

export function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "");
}

export function endpointOf(target: URL): string {
  return `${bareHost(target.hostname)}:${portOf(target)}`;
}

function refused(why: string): AppError {
  return new AppError(
    "invalid",
    "platform.outbound_refused",
    `This address cannot be called. ${why}`,
  );
}

function refusedPort(ports: readonly number[]): AppError {
  return refused(
    `Only the ports ${ports.join(", ")} can be called, or what RAPPORT_OUTBOUND_ALLOW lists.`,
  );
}

/** For other protocols than HTTP, each with ports of its own: the address to connect to, in place of the name. */
export async function addressOf(
  place: { host: string; port: number; ports: readonly number[] },
  allowed: ReadonlySet<string>,
  resolve: Resolve,
): Promise<string> {
  const host = bareHost(place.host);
  const isAllowed = allowed.has(`${host}:${place.port}`);
  if (!isAllowed && !place.ports.includes(place.port)) throw refusedPort(place.ports);
  if (isIP(host) && !isAllowed && !isPublicAddress(host)) throw refusedAddress();
  if (isIP(host)) return host;
  const [first] = await (isAllowed ? resolve(host) : resolveChecked(host, resolve));
  if (!first) throw unknownHost("The host name has no address.");
  return first.address;
}

function refusedAddress(): AppError {
  return refused(
    "It lies inside a private network. If it should be reachable, the operator can list it as host:port in RAPPORT_OUTBOUND_ALLOW.",
  );
}

/** One private address among many is enough to refuse the name. */
export async function resolveChecked(
  host: string,
  resolve: Resolve,
): Promise<readonly ResolvedAddress[]> {
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    throw unknownHost("The host name cannot be resolved.", error);
  }
  if (addresses.length === 0) throw unknownHost("The host name has no address.");
  if (!addresses.every(({ address }) => isPublicAddress(address))) throw refusedAddress();
  return addresses;
}

const unknownHost = (message: string, cause?: unknown): AppError =>
  unavailable("platform.outbound_unknown_host", message, cause);

export function unavailable(code: string, message: string, cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    code,
    `${message} Check the address, then try again.`,
    {},
    cause,
  );
}
