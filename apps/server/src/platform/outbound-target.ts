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
    throw unavailable("platform.outbound_unknown_host", "The host name cannot be resolved.", error);
  }
  if (addresses.length === 0) {
    throw unavailable("platform.outbound_unknown_host", "The host name has no address.");
  }
  if (!addresses.every(({ address }) => isPublicAddress(address))) throw refusedAddress();
  return addresses;
}

export function unavailable(code: string, message: string, cause?: unknown): AppError {
  return new AppError(
    "unavailable",
    code,
    `${message} Check the address, then try again.`,
    {},
    cause,
  );
}
