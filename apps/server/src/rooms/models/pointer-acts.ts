// Which release is in force: promote, roll back, withdraw. Each is one row in one transaction, written after the artefact
// was loaded and checked; undo is another such row. Model and features go back together, since a release holds both.
import { createHash } from "node:crypto";
import {
  type ModelPromotion,
  modelKeySchema,
  modelPromotionSchema,
  type PointerRole,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, type ActDefinition, defineAct } from "../../platform/acts.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { isNamed } from "./describe.ts";
import {
  missingModel,
  missingRelease,
  needsPermission,
  needsShare,
  nothingBefore,
  notPassed,
  otherFeatures,
} from "./errors.ts";
import {
  championHistory,
  currentPointers,
  insertPointer,
  lockPointers,
  readRelease,
  type StoredRelease,
} from "./releases.store.ts";
import { definitionOfRelease, loadArtefact } from "./serving.ts";

export const mayManage = (principal: Principal): boolean => principal.rights.has("models.manage");

export const managed = {
  permission: "models.manage",
  effect: "internal",
  risk: "medium",
  check: (ctx: Ctx) => {
    if (!mayManage(ctx.principal)) throw needsPermission();
  },
} as const;

/** What holds for a model and role, as the audit log and undo know it. */
export interface PointerState {
  id: string;
  model: string;
  role: PointerRole;
  releaseId: string | null;
  share: number | null;
}

/** One name for each model and role of a workspace, in the form of an id. */
function stateId(workspaceId: string, model: string, role: PointerRole): string {
  const hex = createHash("sha256").update(`${workspaceId}/${model}/${role}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export async function stateOf(tx: Tx, model: string, role: PointerRole): Promise<PointerState> {
  const pointers = await currentPointers(tx, model);
  const found = pointers.find((pointer) => pointer.role === role);
  return {
    id: stateId(tx.workspaceId, model, role),
    model,
    role,
    releaseId: found?.releaseId ?? null,
    share: found?.share ?? null,
  };
}

export interface Pointing {
  role: PointerRole;
  releaseId: string | null;
  share: number | null;
  why: string;
}

/** Adds the row, and tells it. */
export async function point(tx: Tx, act: Act, model: string, to: Pointing): Promise<void> {
  const before = await stateOf(tx, model, to.role);
  await insertPointer(tx, {
    id: newId(),
    model,
    role: to.role,
    releaseId: to.releaseId,
    share: to.share,
    at: act.at,
    by: act.ctx.principal.label,
    why: to.why,
  });
  const after = { ...before, releaseId: to.releaseId, share: to.share };
  await act.changed(tx, [
    { object: "models", id: before.id, op: "update", before: { ...before }, after, record: null },
  ]);
}

/** Loads and checks what is about to answer; throws where it cannot. */
async function check(
  deps: ModelsDeps,
  tx: Tx,
  definition: ModelDefinition,
  release: StoredRelease,
) {
  const artefact = await loadArtefact(deps, release);
  if (artefact && !(await definitionOfRelease(deps, tx, definition, artefact)))
    throw otherFeatures(release.number);
}

export const movedTopic = "models.moved";

/** Scores follow what is in force, in a process that works. */
function moved({ outbox }: ModelsDeps, tx: Tx, model: string): void {
  outbox.publish(tx, movedTopic, { model }, newId());
}

function definitionFor(deps: ModelsDeps, key: string): ModelDefinition {
  const found = deps.definitions.find(isNamed(key));
  if (!found) throw missingModel();
  return found;
}

function promotable(
  release: StoredRelease | null,
  { model, role, share }: ModelPromotion & { model: string; role: PointerRole },
): StoredRelease {
  if (!release || release.model !== model) throw missingRelease();
  if (role === "champion" && !release.passed) throw notPassed(release.refusals);
  if (role === "canary" && share === undefined) throw needsShare();
  return release;
}

export function pointerActs(deps: ModelsDeps): ActDefinition<never, unknown>[] {
  const compensation = { by: "undo" } as const;

  const promote = defineAct({
    ...managed,
    compensation,
    name: "models.promote",
    title: "Put a release in force",
    input: modelPromotionSchema.extend({ model: modelKeySchema }),
    run: async (tx, act, input: ModelPromotion & { model: string }) => {
      const definition = definitionFor(deps, input.model);
      await lockPointers(tx, input.model);
      const role = input.role ?? "champion";
      const release = promotable(await readRelease(tx, input.releaseId), { ...input, role });
      await check(deps, tx, definition, release);
      const share = role === "canary" ? (input.share ?? null) : null;
      await point(tx, act, input.model, {
        role,
        releaseId: release.id,
        share,
        why: `Release ${release.number} was put in force as ${role}.`,
      });
      moved(deps, tx, input.model);
      return null;
    },
  });

  const rollback = defineAct({
    ...managed,
    compensation,
    name: "models.rollback",
    title: "Go back to the release before",
    input: z.strictObject({ model: modelKeySchema }),
    run: async (tx, act, { model }: { model: string }) => {
      const definition = definitionFor(deps, model);
      await lockPointers(tx, model);
      const history = await championHistory(tx, model);
      const now = history[0]?.releaseId ?? null;
      const before = history.find(({ releaseId }) => releaseId !== null && releaseId !== now);
      const release = before?.releaseId ? await readRelease(tx, before.releaseId) : null;
      if (!release) throw nothingBefore();
      await check(deps, tx, definition, release);
      await point(tx, act, model, {
        role: "champion",
        releaseId: release.id,
        share: null,
        why: `Rolled back to release ${release.number}.`,
      });
      moved(deps, tx, model);
      return null;
    },
  });

  const withdraw = defineAct({
    ...managed,
    compensation,
    name: "models.withdraw",
    title: "Take a release out of force",
    input: z.strictObject({
      model: modelKeySchema,
      role: z.enum(["champion", "shadow", "canary"]),
    }),
    run: async (tx, act, { model, role }: { model: string; role: PointerRole }) => {
      definitionFor(deps, model);
      await lockPointers(tx, model);
      await point(tx, act, model, { role, releaseId: null, share: null, why: "Withdrawn." });
      moved(deps, tx, model);
      return null;
    },
  });

  return [promote, rollback, withdraw] as unknown as ActDefinition<never, unknown>[];
}

/** Undo points back to what was in force before, by one more row. */
export function undoablePointers(deps: ModelsDeps) {
  const placeOf = (tx: Tx, id: string) =>
    deps.definitions
      .flatMap(({ key }) =>
        (["champion", "shadow", "canary"] as const).map((role) => ({ key, role })),
      )
      .find(({ key, role }) => stateId(tx.workspaceId, key, role) === id);
  return {
    read: async (tx: Tx, id: string): Promise<object | null> => {
      const place = placeOf(tx, id);
      return place ? stateOf(tx, place.key, place.role) : null;
    },
    write: async (tx: Tx, id: string, image: Record<string, unknown> | null, at: string) => {
      const place = placeOf(tx, id);
      if (!place || image === null) return;
      await insertPointer(tx, {
        id: newId(),
        model: place.key,
        role: place.role,
        releaseId: (image.releaseId as string | null) ?? null,
        share: (image.share as number | null) ?? null,
        at,
        by: "Undo",
        why: "An earlier change was undone.",
      });
      moved(deps, tx, place.key);
    },
    mayChange: async (_tx: Tx, act: Act) => mayManage(act.ctx.principal),
  };
}
