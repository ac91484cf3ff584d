// What the audit log keeps of an endpoint: no secret, and of the address only the host, since tokens stand in
// paths and queries.
import type { RecordChange } from "../../platform/acts.ts";
import type { StoredEndpoint } from "./endpoint.ts";

export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}

export function imageOf(endpoint: StoredEndpoint): Record<string, unknown> {
  const { secret: _secret, oldSecret: _old, ceiling: _ceiling, url, ...shown } = endpoint;
  return { ...shown, host: hostOf(url) };
}

/** As a whole; null where there is none. */
export function endpointChange(
  before: StoredEndpoint | null,
  after: StoredEndpoint | null,
): RecordChange {
  const removed = after === null ? "purge" : "update";
  return {
    object: "webhooks",
    id: (after ?? before)?.id ?? "",
    op: before === null ? "create" : removed,
    before: before && imageOf(before),
    after: after && imageOf(after),
    record: null,
  };
}
