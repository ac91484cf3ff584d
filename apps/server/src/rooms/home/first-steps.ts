// The first steps of a member: each ticks itself from what the log says that they did, and stays ticked.
import {
  type FirstStep,
  type FirstSteps,
  type FirstStepsChange,
  firstSteps,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { actsOf } from "../governance/index.ts";
import type { HomeDeps } from "./home-deps.ts";
import { addSteps, readSteps, removeStep } from "./steps.store.ts";

const dismissed = "dismissed";

interface Known {
  act: string;
  object?: string;
}

/** What in the log says that a step was done. */
const signs: Partial<Record<FirstStep, Known>> = {
  "add-person": { act: "records.create", object: "people" },
  "import-file": { act: "imports.run" },
  "save-view": { act: "views.create" },
  "invite-member": { act: "access.invitation.create" },
};

function memberOf({ principal }: Ctx): string {
  if (principal.memberId !== null) return principal.memberId;
  throw forbidden("First steps belong to members: sign in, or use the API key of a member.");
}

function isOffered(ctx: Ctx, step: FirstStep): boolean {
  const { rights } = ctx.principal;
  if (step === "add-person") return rights.object("people").create;
  if (step === "import-file") return rights.has("imports.run");
  if (step === "invite-member") return rights.has("members.manage");
  return true;
}

async function newlyDone(tx: Tx, ctx: Ctx, done: ReadonlySet<string>): Promise<FirstStep[]> {
  const open = firstSteps.filter((step) => !done.has(step) && signs[step] && isOffered(ctx, step));
  if (open.length === 0) return [];
  const acts = await actsOf(tx, {
    actorId: ctx.principal.id,
    acts: open.flatMap((step) => signs[step]?.act ?? []),
  });
  return open.filter((step) => {
    const sign = signs[step];
    return acts.some(({ act, object }) => act === sign?.act && object === (sign.object ?? object));
  });
}

async function current(tx: Tx, ctx: Ctx, memberId: string): Promise<FirstSteps> {
  const done = await readSteps(tx, memberId);
  const fresh = done.has(dismissed) ? [] : await newlyDone(tx, ctx, done);
  if (fresh.length > 0) await addSteps(tx, memberId, fresh);
  const all = new Set<string>([...done, ...fresh]);
  return {
    steps: firstSteps
      .filter((step) => isOffered(ctx, step))
      .map((step) => ({ step, done: all.has(step) })),
    dismissed: all.has(dismissed),
  };
}

export function readFirstSteps(deps: HomeDeps, ctx: Ctx): Promise<FirstSteps> {
  const memberId = memberOf(ctx);
  return deps.db.tenant(ctx, (tx) => current(tx, ctx, memberId));
}

export function changeFirstSteps(
  deps: HomeDeps,
  ctx: Ctx,
  change: FirstStepsChange,
): Promise<FirstSteps> {
  const memberId = memberOf(ctx);
  return deps.db.tenant(ctx, async (tx) => {
    if (change.done) await addSteps(tx, memberId, [change.done]);
    if (change.dismissed === true) await addSteps(tx, memberId, [dismissed]);
    if (change.dismissed === false) await removeStep(tx, memberId, dismissed);
    return current(tx, ctx, memberId);
  });
}
