// Making and revoking API keys. The secret is in the answer of the invocation and nowhere else:
// neither in the audit images nor in the table.
import { newApiKeySchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import { type Ctx, systemUserId } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { insertApiKey, readApiKey, revokeApiKey, type StoredApiKey } from "./api-keys.store.ts";
import { requireGrantable, requireGrantableRole, requireSetting } from "./authority.ts";
import { missing } from "./errors.ts";
import { type KnownNames, requireKnownNames } from "./known-names.ts";
import { readMember } from "./members.store.ts";
import { permissionsOf } from "./rights.rules.ts";
import { roleByKey } from "./roles.store.ts";
import { newSecret, shownPrefix } from "./secrets.ts";

const longestLifeMs = 10 * 366 * 24 * 3600 * 1000;

export type NewApiKeyInput = z.input<typeof newApiKeySchema>;

export interface CreatedApiKey {
  key: StoredApiKey;
  secret: string;
}

const mayManageKeys = (ctx: Ctx) => requireSetting(ctx, "api-keys.manage");

export const createApiKeyAct = (known: KnownNames) =>
  defineAct<z.output<typeof newApiKeySchema>, CreatedApiKey>({
    name: "access.api-key.create",
    title: "Create an API key",
    input: newApiKeySchema,
    permission: "api-keys.manage",
    effect: "internal",
    risk: "high",
    compensation: { by: "act", act: "access.api-key.revoke" },
    check: mayManageKeys,
    run: async (tx, act, input) => {
      checkExpiry(input.expiresAt, act);
      await checkMakersEnd(tx, act.ctx, input.expiresAt);
      const ceiling = permissionsOf(act.ctx.principal);
      const roleId = input.scopes ? null : await roleOfKey(tx, act, input.roleId);
      if (input.scopes) {
        requireGrantable(act.ctx, input.scopes);
        await requireKnownNames(tx, known, input.scopes);
      }
      const secret = newSecret("rk_");
      const id = newId();
      await insertApiKey(tx, tx.workspaceId, {
        id,
        label: input.name,
        prefix: shownPrefix(secret.text),
        secretHash: secret.hash,
        memberId: makerOf(act.ctx),
        roleId,
        scopes: input.scopes ?? null,
        ceiling,
        rateLimitPerMinute: input.rateLimitPerMinute ?? null,
        expiresAt: input.expiresAt ?? null,
      });
      const key = await readApiKey(tx, tx.workspaceId, id);
      if (!key) throw missing("API key");
      await act.changed(tx, [
        { object: "api-keys", id, op: "create", before: null, after: imageOf(key), record: null },
      ]);
      return { key, secret: secret.text };
    },
  });

function checkExpiry(expiresAt: string | null | undefined, act: Act): void {
  if (!expiresAt) return;
  const leftMs = Date.parse(expiresAt) - Date.parse(act.at);
  if (leftMs > 0 && leftMs <= longestLifeMs) return;
  throw invalid("access.expiry", "Choose a time between now and ten years from now, or none.");
}

/** A key that was given for a day makes none that is good for longer. */
async function checkMakersEnd(
  tx: Tx,
  { principal }: Ctx,
  expiresAt: string | null | undefined,
): Promise<void> {
  if (principal.kind !== "api-key") return;
  const end = (await readApiKey(tx, tx.workspaceId, principal.id))?.expires_at;
  if (!end || (expiresAt && Date.parse(expiresAt) <= Date.parse(end))) return;
  const latest = new Date(end).toISOString();
  throw invalid(
    "access.expiry",
    `The key that asks for this one ends at ${latest}. Choose a time until then.`,
  );
}

/** A key made by the server's own hand stands for nobody, and outlives every member. */
function makerOf({ principal }: Ctx): string | null {
  return principal.id === systemUserId ? null : principal.memberId;
}

async function roleOfKey(tx: Tx, act: Act, wished: string | undefined): Promise<string> {
  if (wished !== undefined) return (await requireGrantableRole(tx, act.ctx, wished)).id;
  const memberId = makerOf(act.ctx);
  const member = memberId ? await readMember(tx, tx.workspaceId, memberId) : undefined;
  const roleId = member?.role_id ?? (await roleByKey(tx, tx.workspaceId, "admin"))?.id;
  if (!roleId) throw missing("role");
  return roleId;
}

export const revokeApiKeyAct = defineAct<{ id: string }, null>({
  name: "access.api-key.revoke",
  title: "Revoke an API key",
  input: z.strictObject({ id: z.uuid() }),
  permission: "api-keys.manage",
  effect: "internal",
  risk: "medium",
  compensation: { by: "none", because: "a revoked key may have leaked; make a new one" },
  check: mayManageKeys,
  run: async (tx, act, { id }) => {
    const key = await readApiKey(tx, tx.workspaceId, id);
    if (!key) throw missing("API key");
    if (!(await revokeApiKey(tx, tx.workspaceId, id, act.at))) return null;
    const change = { object: "api-keys", id, op: "update" as const, record: null };
    await act.changed(tx, [
      { ...change, before: { revokedAt: null }, after: { revokedAt: act.at } },
    ]);
    return null;
  },
});

function imageOf(key: StoredApiKey): Record<string, unknown> {
  return {
    name: key.label,
    prefix: key.prefix,
    roleId: key.role_id,
    scopes: key.scopes,
    rateLimitPerMinute: key.rate_limit_per_minute,
    expiresAt: key.expires_at,
  };
}
