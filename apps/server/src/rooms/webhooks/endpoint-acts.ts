// Acts on endpoints. Who sets one up, or changes where and what it sends, is whom it acts for from then on, so
// that nobody can point somebody else's rights at an address of their own. Secrets are in the answer of the
// act that made them and nowhere else.
import {
  type CreatedWebhook,
  idSchema,
  rotateSecretSchema,
  type Webhook,
  type WebhookChange,
  type WebhookInput,
  webhookChangeSchema,
  webhookInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import { type Ctx, systemUserId } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { newSecret } from "../../platform/webhook-signing.ts";
import { isMatch, saidOnly } from "../../platform/whole-changes.ts";
import { permissionsOf, requireGrantableRole, requireSetting } from "../access/index.ts";
import { checkAsked } from "./check-endpoint.ts";
import { describeEndpoint, wireOf } from "./describe.ts";
import { type StoredEndpoint, unharmed } from "./endpoint.ts";
import { endpointChange, hostOf } from "./endpoint-image.rules.ts";
import {
  listEndpoints,
  readEndpoint,
  readHealth,
  removeEndpoint,
  saveEndpoint,
  saveHealth,
} from "./endpoints.store.ts";
import { changedMeanwhile, missingEndpoint, roleGone, tooManyEndpoints } from "./errors.ts";
import { bringForward } from "./outcomes.store.ts";
import { opens, sealSecret } from "./secrets.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export type ActDeps = Pick<WebhooksDeps, "records" | "sealer"> & {
  /** What was asked for may have changed, once it is committed. */
  onChanged(workspaceId: string): void;
};

const maxEndpoints = 100;
const defaultOverlapHours = 24;
const hourMs = 3600 * 1000;

export const mayManage = (ctx: Ctx) => requireSetting(ctx, "webhooks.manage");

export const sharedAct = {
  permission: "webhooks.manage",
  effect: "internal",
  check: mayManage,
} as const;

/** Whom it acts for: whoever sets it up, with what they may do now as its bound. */
function actingFor({ principal }: Ctx): Pick<StoredEndpoint, "memberId" | "ceiling"> {
  const memberId = principal.id === systemUserId ? null : principal.memberId;
  return { memberId, ceiling: permissionsOf(principal) };
}

/** Nobody stands behind it any more: whoever resumes it does, within the same role, which they may give. */
async function takenOver(tx: Tx, act: Act, { roleId }: StoredEndpoint) {
  if (roleId !== null) {
    await requireGrantableRole(tx, act.ctx, roleId).catch((error: unknown) => {
      throw isAppError(error, "access.unknown_role") ? roleGone() : error;
    });
  }
  return actingFor(act.ctx);
}

export async function lockedEndpoint(tx: Tx, id: string): Promise<StoredEndpoint> {
  const endpoint = await readEndpoint(tx, id, "FOR UPDATE");
  if (!endpoint) throw missingEndpoint();
  return endpoint;
}

function newEndpoint(act: Act, input: WebhookInput): StoredEndpoint {
  return {
    id: newId(),
    name: input.name ?? hostOf(input.url),
    url: input.url,
    events: input.events,
    fields: input.fields ?? [],
    payload: input.payload ?? "full",
    bulk: input.bulk ?? false,
    roleId: input.roleId ?? null,
    ...actingFor(act.ctx),
    secret: "",
    oldSecret: null,
    oldSecretUntil: null,
    status: "active",
    disabledReason: null,
    statusSince: act.at,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
}

async function check(deps: ActDeps, tx: Tx, act: Act, asked: WebhookChange): Promise<void> {
  await checkAsked(deps, tx, act.ctx.principal.rights, asked);
  if (asked.roleId) await requireGrantableRole(tx, act.ctx, asked.roleId);
}

/** Writes the new state, as the next version, and hands it on. */
export async function change(
  tx: Tx,
  act: Act,
  before: StoredEndpoint,
  parts: Partial<StoredEndpoint>,
): Promise<StoredEndpoint> {
  const after = { ...before, ...parts, version: before.version + 1, updatedAt: act.at };
  await saveEndpoint(tx, after);
  await act.changed(tx, [endpointChange(before, after)]);
  return after;
}

export function endpointActs(deps: ActDeps) {
  const shared = { ...sharedAct, committed: (ctx: Ctx) => deps.onChanged(ctx.workspaceId) };

  const create = defineAct({
    ...shared,
    name: "webhooks.create",
    title: "Set up a webhook",
    input: webhookInputSchema,
    risk: "high",
    compensation: { by: "act", act: "webhooks.delete" },
    run: async (tx, act, input): Promise<CreatedWebhook> => {
      const all = await listEndpoints(tx);
      if (all.length >= maxEndpoints) throw tooManyEndpoints(maxEndpoints);
      await check(deps, tx, act, input);
      const fresh = newEndpoint(act, input);
      const secret = newSecret();
      const endpoint = { ...fresh, secret: sealSecret(deps, fresh.id, secret) };
      await saveEndpoint(tx, endpoint);
      saveHealth(tx, endpoint.id, unharmed);
      await act.changed(tx, [endpointChange(null, endpoint)]);
      return { ...wireOf(endpoint), secret };
    },
  });

  const update = defineAct({
    ...shared,
    name: "webhooks.update",
    title: "Change a webhook",
    input: z.object({
      id: idSchema,
      change: webhookChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    risk: "high",
    compensation: {
      by: "none",
      because: "it acts for whoever changed it; change it back to take it over again",
    },
    run: async (tx, act, { id, change: wished, ifMatch }): Promise<Webhook> => {
      const before = await lockedEndpoint(tx, id);
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile(await describeEndpoint(tx, before));
      }
      await check(deps, tx, act, wished);
      const { name, ...sending } = saidOnly(wished);
      const isTakenOver = Object.keys(sending).length > 0;
      if (!isTakenOver && name === undefined) return describeEndpoint(tx, before);
      const owner = isTakenOver ? actingFor(act.ctx) : {};
      const parts = { ...saidOnly({ name }), ...sending, ...owner };
      return describeEndpoint(tx, await change(tx, act, before, parts));
    },
  });

  const remove = defineAct({
    ...shared,
    name: "webhooks.delete",
    title: "Delete a webhook",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "its secret is gone; set up a new one" },
    run: async (tx, act, { id }): Promise<null> => {
      const before = await lockedEndpoint(tx, id);
      await removeEndpoint(tx, id, act.at);
      await act.changed(tx, [endpointChange(before, null)]);
      return null;
    },
  });

  const rotate = defineAct({
    ...shared,
    name: "webhooks.rotate-secret",
    title: "Make a new secret for a webhook",
    input: rotateSecretSchema.extend({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "the old secret may have leaked" },
    run: async (tx, act, { id, overlapHours = defaultOverlapHours }): Promise<CreatedWebhook> => {
      const before = await lockedEndpoint(tx, id);
      const secret = newSecret();
      // One that cannot be read signs nothing, and would switch the webhook off again.
      const overlaps = overlapHours > 0 && opens(deps, id, before.secret);
      const until = new Date(Date.parse(act.at) + overlapHours * hourMs).toISOString();
      const after = await change(tx, act, before, {
        secret: sealSecret(deps, id, secret),
        oldSecret: overlaps ? before.secret : null,
        oldSecretUntil: overlaps ? until : null,
      });
      return { ...(await describeEndpoint(tx, after)), secret };
    },
  });

  const pause = defineAct({
    ...shared,
    name: "webhooks.pause",
    title: "Pause a webhook; what happens meanwhile waits",
    input: z.object({ id: idSchema }),
    risk: "low",
    compensation: { by: "act", act: "webhooks.resume" },
    run: async (tx, act, { id }): Promise<Webhook> => {
      const before = await lockedEndpoint(tx, id);
      if (before.status !== "active") return describeEndpoint(tx, before);
      const parts = { status: "paused" as const, statusSince: act.at };
      return describeEndpoint(tx, await change(tx, act, before, parts));
    },
  });

  const resume = defineAct({
    ...shared,
    name: "webhooks.resume",
    title: "Resume a webhook",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "act", act: "webhooks.pause" },
    run: async (tx, act, { id }): Promise<Webhook> => {
      // In the order in which outcomes are written.
      await readHealth(tx, [id], "FOR UPDATE");
      const before = await lockedEndpoint(tx, id);
      if (before.status === "active") return describeEndpoint(tx, before);
      const owner = before.disabledReason === "no_member" ? await takenOver(tx, act, before) : {};
      const on = { status: "active" as const, disabledReason: null, statusSince: act.at };
      saveHealth(tx, id, unharmed);
      bringForward(tx, id, act.at);
      return describeEndpoint(tx, await change(tx, act, before, { ...on, ...owner }));
    },
  });

  return [create, update, remove, rotate, pause, resume];
}
