// Making, changing and deleting a connection: by who has all rights alone. The
// secret is sealed before it is stored and is in no image. Which domains must use single sign-on follows
// from the connections that are on and enforced, and is kept with what the workspace asks at sign-in.
import {
  builtInRoles,
  type ConnectionPatch,
  connectionPatchSchema,
  type GroupRule,
  type NewConnection,
  newConnectionSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import {
  requireGrantable,
  requireGrantableRole,
  requirePlaceable,
  requireSetting,
  requireSignOnFor,
} from "../access/index.ts";
import {
  type ConnectionRow,
  deleteConnection,
  forgetIdentities,
  lockConnections,
  putConnection,
} from "./connections.store.ts";
import { missingConnection, ssoError } from "./errors.ts";

/** What the acts need beside their input. */
export interface ConnectionDeps {
  seal(secret: string): string;
  /** Whether the operator lets issuers without https be called at this address. */
  allowsPlain(issuer: string): boolean;
}

const maxConnections = 20;

/**
 * A provider vouches for every member, administrators too: who names one could come in as any of them, and who could
 * not make a connection again does not take it away.
 */
function requireAllRights(ctx: Ctx): void {
  requireSetting(ctx, "workspace.manage");
  requireGrantable(ctx, builtInRoles.admin);
}

const shared = {
  permission: "all rights",
  effect: "internal",
  risk: "high",
  check: requireAllRights,
} as const;
const back = { by: "act", act: "sso.connection.change" } as const;

export function connectionActs(deps: ConnectionDeps) {
  const createConnectionAct = defineAct<NewConnection, ConnectionRow>({
    name: "sso.connection.create",
    title: "Connect an identity provider",
    input: newConnectionSchema,
    ...shared,
    compensation: { by: "act", act: "sso.connection.delete" },
    run: async (tx, act, input) => {
      const others = await lockConnections(tx);
      if (others.length >= maxConnections) {
        throw ssoError("conflict", "too_many", "A workspace has at most 20 connections.");
      }
      const row = withPatch(deps, emptyRow(tx.workspaceId, act.at), input, act.at);
      await check(deps, tx, act.ctx, row);
      await putConnection(tx, row);
      await requireSignOnFor(tx, act, enforcedDomains([...others, row]));
      await announce(tx, act, "create", null, row);
      return row;
    },
  });
  const changeConnectionAct = defineAct<ConnectionPatch & { id: string }, ConnectionRow>({
    name: "sso.connection.change",
    title: "Change a connection to an identity provider",
    input: connectionPatchSchema.extend({ id: z.uuid() }),
    ...shared,
    compensation: back,
    run: async (tx, act, { id, ...patch }) => {
      const all = await lockConnections(tx);
      const before = all.find((row) => row.id === id);
      if (!before) throw missingConnection();
      const after = withPatch(deps, before, patch, act.at);
      await check(deps, tx, act.ctx, after);
      await putConnection(tx, after);
      if (issuerOf(after) !== issuerOf(before)) await forgetIdentities(tx, id);
      const others = all.filter((row) => row.id !== id);
      await requireSignOnFor(tx, act, enforcedDomains([...others, after]));
      await announce(tx, act, "update", before, after);
      return after;
    },
  });
  const deleteConnectionAct = defineAct<{ id: string }, null>({
    name: "sso.connection.delete",
    title: "Delete a connection to an identity provider",
    input: z.strictObject({ id: z.uuid() }),
    ...shared,
    compensation: { by: "act", act: "sso.connection.create" },
    run: async (tx, act, { id }) => {
      const all = await lockConnections(tx);
      const before = all.find((row) => row.id === id);
      if (!before) throw missingConnection();
      await deleteConnection(tx, id);
      await requireSignOnFor(tx, act, enforcedDomains(all.filter((row) => row.id !== id)));
      await announce(tx, act, "purge", before, null);
      return null;
    },
  });
  return [createConnectionAct, changeConnectionAct, deleteConnectionAct];
}

const issuerOf = ({ issuer }: ConnectionRow) => issuer.replace(/\/+$/, "");

function emptyRow(workspaceId: string, at: string): ConnectionRow {
  return {
    workspace_id: workspaceId,
    id: newId(),
    name: "",
    issuer: "",
    client_id: "",
    client_secret: null,
    scopes: ["openid", "email", "profile"],
    domains: [],
    enabled: false,
    shown: true,
    enforced: false,
    creates_members: true,
    trusts_email: false,
    default_role_id: null,
    groups_claim: "groups",
    region_claim: null,
    mapping: [],
    created_at: at,
    updated_at: at,
  };
}

function withPatch(
  deps: ConnectionDeps,
  row: ConnectionRow,
  patch: ConnectionPatch,
  at: string,
): ConnectionRow {
  const keep = <T>(given: T | undefined, known: T): T => (given === undefined ? known : given);
  const secret =
    typeof patch.clientSecret === "string" ? deps.seal(patch.clientSecret) : patch.clientSecret;
  return {
    ...row,
    name: keep(patch.name, row.name),
    issuer: keep(patch.issuer, row.issuer),
    client_id: keep(patch.clientId, row.client_id),
    client_secret: keep(secret, row.client_secret),
    scopes: [...new Set(["openid", ...keep(patch.scopes, row.scopes)])],
    domains: [...new Set(keep(patch.domains, row.domains))],
    enabled: keep(patch.enabled, row.enabled),
    shown: keep(patch.shown, row.shown),
    enforced: keep(patch.enforced, row.enforced),
    creates_members: keep(patch.createsMembers, row.creates_members),
    trusts_email: keep(patch.trustsEmail, row.trusts_email),
    default_role_id: keep(patch.defaultRoleId, row.default_role_id),
    groups_claim: keep(patch.groupsClaim, row.groups_claim),
    region_claim: keep(patch.regionClaim, row.region_claim),
    mapping: keep(patch.rules, row.mapping),
    updated_at: at,
  };
}

async function check(deps: ConnectionDeps, tx: Tx, ctx: Ctx, row: ConnectionRow): Promise<void> {
  if (!URL.canParse(row.issuer)) {
    throw ssoError("invalid", "issuer", "The issuer is not a web address.");
  }
  if (row.issuer.startsWith("http:") && !deps.allowsPlain(row.issuer)) {
    throw ssoError(
      "invalid",
      "plain_issuer",
      "The issuer must begin with https. Inside your own network the operator can allow http by listing host:port in RAPPORT_OUTBOUND_ALLOW.",
    );
  }
  if (row.enforced && row.domains.length === 0) {
    throw ssoError("invalid", "enforced_for_nobody", "Name the domains whose members must use it.");
  }
  if (row.default_role_id !== null) await requireGrantableRole(tx, ctx, row.default_role_id);
  for (const rule of row.mapping) await checkRule(tx, ctx, rule);
}

async function checkRule(tx: Tx, ctx: Ctx, rule: GroupRule): Promise<void> {
  if (rule.roleId !== null) await requireGrantableRole(tx, ctx, rule.roleId);
  await requirePlaceable(tx, ctx, { teamIds: [...new Set(rule.teamIds)], regions: rule.regions });
}

function enforcedDomains(rows: readonly ConnectionRow[]): string[] {
  return rows.filter(({ enabled, enforced }) => enabled && enforced).flatMap((row) => row.domains);
}

type Image = Record<string, unknown>;

function imageOf(row: ConnectionRow | null): Image | null {
  if (row === null) return null;
  const { workspace_id: _w, id: _id, client_secret: secret, updated_at: _at, ...rest } = row;
  return { ...rest, hasSecret: secret !== null };
}

async function announce(
  tx: Tx,
  act: Act,
  op: "create" | "update" | "purge",
  before: ConnectionRow | null,
  after: ConnectionRow | null,
): Promise<void> {
  const [was, is] = [imageOf(before), imageOf(after)];
  const isNewSecret = before?.client_secret !== after?.client_secret;
  const images =
    was && is
      ? {
          before: differing(was, is),
          after: { ...differing(is, was), ...(isNewSecret ? { secretChanged: true } : {}) },
        }
      : { before: was, after: is };
  const id = after?.id ?? before?.id ?? "";
  await act.changed(tx, [{ object: "sso-connections", id, op, record: null, ...images }]);
}

function differing(one: Image, other: Image): Image {
  return Object.fromEntries(
    Object.entries(one).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(other[key]),
    ),
  );
}
