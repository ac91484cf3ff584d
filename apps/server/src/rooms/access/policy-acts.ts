// Changing what a workspace asks of those who sign in. Whoever asks others for a second factor has one,
// so that the change does not shut out the person who made it.
import { type SecurityPolicy, securityPolicyPatchSchema } from "@rapport/contracts";
import type { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { requireSetting } from "./authority.ts";
import { conflict } from "./errors.ts";
import { readMember } from "./members.store.ts";
import { countPasswordAdmins, type PolicyRow, readPolicy, writePolicy } from "./policies.store.ts";
import { readRole } from "./roles.store.ts";

export function policyOf(row: PolicyRow): SecurityPolicy {
  return {
    secondFactor: row.second_factor,
    secondFactorRoleIds: row.second_factor_role_ids,
    rememberDays: row.remember_days,
    ssoDomains: row.sso_domains,
  };
}

type PolicyPatch = z.output<typeof securityPolicyPatchSchema>;

export const changePolicyAct = defineAct<PolicyPatch, SecurityPolicy>({
  name: "access.security-policy.change",
  title: "Change what is asked at sign-in",
  input: securityPolicyPatchSchema,
  permission: "workspace.manage",
  effect: "internal",
  risk: "high",
  compensation: { by: "act", act: "access.security-policy.change" },
  check: (ctx) => requireSetting(ctx, "workspace.manage"),
  run: async (tx, act, patch) => {
    const before = await readPolicy(tx);
    const roleIds = patch.secondFactorRoleIds ?? before.second_factor_role_ids;
    const after: PolicyRow = {
      ...before,
      second_factor: patch.secondFactor ?? before.second_factor,
      second_factor_role_ids: [...new Set(roleIds)],
      remember_days: patch.rememberDays ?? before.remember_days,
    };
    await requireRoles(tx, after.second_factor_role_ids);
    await requireOwnFactor(tx, act.ctx, after);
    await writePolicy(tx, after, act.at);
    await announcePolicy(tx, act, before, after);
    return policyOf(after);
  },
});

async function requireOwnFactor(tx: Tx, ctx: Ctx, after: PolicyRow): Promise<void> {
  const { session, memberId } = ctx.principal;
  if (session?.method !== "password" || session.secondFactor || !memberId) return;
  const self = await readMember(tx, tx.workspaceId, memberId);
  const isAsked =
    after.second_factor === "everyone" ||
    (after.second_factor === "roles" && after.second_factor_role_ids.includes(self?.role_id ?? ""));
  if (!isAsked) return;
  throw conflict(
    "own_factor_first",
    "Set up your own second factor first, under Settings, Security: this would end your session.",
  );
}

async function requireRoles(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    if (await readRole(tx, tx.workspaceId, id)) continue;
    throw invalid("access.unknown_role", "There is no such role in this workspace.");
  }
}

async function announcePolicy(tx: Tx, act: Act, before: PolicyRow, after: PolicyRow) {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const change = { object: "security-policies", id: tx.workspaceId, record: null };
  const images = { before: { ...policyOf(before) }, after: { ...policyOf(after) } };
  await act.changed(tx, [{ ...change, op: "update", ...images }]);
}

/**
 * Sets the domains whose members must use single sign-on; for the room that knows the connections. Some
 * admin must be left who can come in by password when the provider is away.
 */
export async function requireSignOnFor(
  tx: Tx,
  act: Act,
  domains: readonly string[],
): Promise<void> {
  const before = await readPolicy(tx);
  const after = { ...before, sso_domains: [...new Set(domains)].sort() };
  if (JSON.stringify(before.sso_domains) === JSON.stringify(after.sso_domains)) return;
  if (after.sso_domains.length > 0 && (await countPasswordAdmins(tx, null)) === 0) {
    throw conflict(
      "no_way_back",
      "First choose an admin under Settings, Members who may still sign in by password. Otherwise nobody could when the identity provider is away.",
    );
  }
  await writePolicy(tx, after, act.at);
  await announcePolicy(tx, act, before, after);
}

/** The last admin who can come in by password stays one while single sign-on is a must. */
export async function keepAPasswordAdmin(tx: Tx, memberId: string): Promise<void> {
  const { sso_domains: domains } = await readPolicy(tx);
  if (domains.length === 0 || (await countPasswordAdmins(tx, memberId)) > 0) return;
  throw conflict(
    "last_password_admin",
    "This is the last admin who can sign in by password when the identity provider is away. Allow it to another admin first.",
  );
}
