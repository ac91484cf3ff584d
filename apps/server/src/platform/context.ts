// Who acts, and from where: the two values that travel with every request, job and act.
// Authority comes from the principal alone; nothing in a body or a prompt can widen it.
import type { FieldAccess, ObjectRights, RowScope, SettingsPermission } from "@rapport/contracts";

export type PrincipalKind = "user" | "api-key" | "system";

/** Answers for one principal; compiled once by the access room and cached with the principal. */
export interface Rights {
  object(object: string): ObjectRights;
  field(object: string, field: string): FieldAccess;
  /** True when no field of the object is restricted, so that per-field checks can be skipped. */
  allFields(object: string): boolean;
  /** Every row and every field of every object may be read. */
  readsAll: boolean;
  has(permission: SettingsPermission): boolean;
}

export interface Principal {
  kind: PrincipalKind;
  /** User id, API key id, or the nil UUID for the system itself. */
  id: string;
  /** What the audit log shows, for instance a member's name or a key's label. */
  label: string;
  workspaceId: string;
  /** The member on whose behalf it acts; owner of what it creates. Keys act for their creator. */
  memberId: string | null;
  /** Members that count as "my team", the member included. */
  teamMemberIds: readonly string[];
  regions: readonly string[];
  rights: Rights;
  rateLimitPerMinute: number;
  /** How a person signed in; absent for keys and for the system. */
  session?: PrincipalSession;
}

export interface PrincipalSession {
  id: string;
  method: "password" | "sso";
  /** The one workspace that it opens; null: all of the person's. */
  boundTo: string | null;
  secondFactor: boolean;
}

export type Source = "api" | "web" | "cli" | "import" | "automation" | "system";

/** The run of a rule that makes a change, so that what follows from it can be told from what people do. */
export interface Cause {
  runId: string;
  /** The first run of the chain. */
  chainId: string;
  /** Runs between the change that people made and this one. */
  depth: number;
  /** `rule:record` of each run of the chain so far, this one included. */
  trail: readonly string[];
}

export interface Ctx {
  principal: Principal;
  workspaceId: string;
  requestId: string;
  source: Source;
  ip: string | null;
  /** Absent where people act. */
  cause?: Cause;
}

export const systemUserId = "00000000-0000-0000-0000-000000000000";

const allRights: ObjectRights = { create: true, read: "all", update: "all", delete: "all" };

const systemRights: Rights = {
  object: () => allRights,
  field: () => "write",
  allFields: () => true,
  readsAll: true,
  has: () => true,
};

/** The server's own hand, for jobs and seeding; never reachable from a request. */
export function systemContext(
  workspaceId: string,
  requestId: string,
  source: Source = "system",
): Ctx {
  return {
    principal: {
      kind: "system",
      id: systemUserId,
      label: "Rapport",
      workspaceId,
      memberId: null,
      teamMemberIds: [],
      regions: [],
      rights: systemRights,
      rateLimitPerMinute: Number.POSITIVE_INFINITY,
    },
    workspaceId,
    requestId,
    source,
    ip: null,
  };
}

export type { RowScope };
