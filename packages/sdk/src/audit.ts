// The audit log: who changed what, how far it is sealed, and whether its chain still holds.
import type { RequestOptions } from "./options.ts";
import { createList, type PageQuery } from "./pages.ts";
import type { Transport } from "./transport.ts";
import type { AuditEntry, AuditStatus } from "./types.ts";

export interface AuditQuery extends PageQuery {
  actorId?: string;
  act?: string;
  actId?: string;
  op?: string;
  object?: string;
  recordId?: string;
  /** ISO 8601; entries at or after it. */
  from?: string;
  /** ISO 8601; entries before it. */
  to?: string;
}

export const createAuditClient = (transport: Transport) => ({
  /** One page, newest first; `iterate` goes through all of them. */
  ...createList<AuditEntry, AuditQuery>(transport, "/audit"),
  /** How far the chain is sealed, and the last checkpoint outside the database. */
  status: (options?: RequestOptions): Promise<AuditStatus> =>
    transport.get<AuditStatus>("/audit/status", {}, options),
});
