// Making, changing and deleting segments. Membership follows: values of the rules are computed for every entity, and
// with them who is within.
import { isDeepStrictEqual } from "node:util";
import {
  idSchema,
  type Segment,
  segmentChangeSchema,
  segmentInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { SegmentsDeps } from "./deps.ts";
import { describeSegment } from "./describe-segments.ts";
import { missingSegment, tooMany } from "./errors.ts";
import { segmentSet } from "./segment-set.ts";
import {
  holdSegment,
  readSegments,
  removeSegment,
  type StoredSegment,
  saveSegment,
} from "./segments.store.ts";
import { dropUnused, imageOf } from "./undo-segments.ts";

const maxSegments = 200;

const shared = {
  permission: "features.manage; read on all that the rules look at",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
} as const;

const check = ({ principal }: Ctx): void => {
  if (principal.rights.has("features.manage")) return;
  throw forbidden(
    'This needs the permission "features.manage". An administrator can give it to your role.',
  );
};

async function keep(
  deps: SegmentsDeps,
  tx: Tx,
  ctx: Ctx,
  stored: StoredSegment,
): Promise<StoredSegment> {
  const set = segmentSet(deps.features, stored.id, stored.definition);
  if (!deps.features.mayReadAll(ctx.principal, set)) throw missingSegment();
  const saved = { ...stored, entity: stored.definition.entity, setHash: set.hash };
  saveSegment(tx, saved);
  await deps.features.keepSet(tx, set);
  return saved;
}

/** Told without what follows from it: undoing looks at the rest alone. */
function announce(tx: Tx, act: Act, before: StoredSegment | null, now: StoredSegment | null) {
  const images = [before, now].map((one) => one && imageOf(one));
  return act.changed(tx, [wholeChange("segments", images[0] ?? null, images[1] ?? null)]);
}

export function segmentActs(deps: SegmentsDeps) {
  async function held(tx: Tx, ctx: Ctx, id: string): Promise<StoredSegment> {
    const stored = await holdSegment(tx, id);
    if (!stored) throw missingSegment();
    const set = segmentSet(deps.features, id, stored.definition);
    if (!deps.features.mayReadAll(ctx.principal, set)) throw missingSegment();
    return stored;
  }

  return [
    defineAct({
      ...shared,
      name: "segments.create",
      title: "Make a segment",
      input: segmentInputSchema,
      check,
      run: async (tx, act, { name, definition }): Promise<Segment> => {
        if ((await readSegments(tx)).length >= maxSegments) throw tooMany(maxSegments);
        const stored: StoredSegment = {
          id: newId(),
          name,
          entity: definition.entity,
          definition,
          setHash: "",
          ownerId: act.ctx.principal.memberId,
          version: 1,
          createdAt: act.at,
          updatedAt: act.at,
          filledAt: null,
        };
        const saved = await keep(deps, tx, act.ctx, stored);
        await announce(tx, act, null, saved);
        return describeSegment(deps, tx, act.ctx, saved);
      },
    }),
    defineAct({
      ...shared,
      name: "segments.update",
      title: "Change a segment",
      input: z.strictObject({ id: idSchema, change: segmentChangeSchema }),
      check,
      run: async (tx, act, { id, change }): Promise<Segment> => {
        const before = await held(tx, act.ctx, id);
        const { name = before.name, definition = before.definition } = change;
        if (
          isDeepStrictEqual(
            { name, definition },
            { name: before.name, definition: before.definition },
          )
        )
          return describeSegment(deps, tx, act.ctx, before);
        const next: StoredSegment = {
          ...before,
          name,
          definition,
          version: before.version + 1,
          updatedAt: act.at,
          filledAt: change.definition ? null : before.filledAt,
        };
        const saved = await keep(deps, tx, act.ctx, next);
        if (saved.setHash !== before.setHash) await dropUnused(deps.features, tx, before.setHash);
        await announce(tx, act, before, saved);
        return describeSegment(deps, tx, act.ctx, saved);
      },
    }),
    defineAct({
      ...shared,
      name: "segments.delete",
      title: "Delete a segment",
      input: z.strictObject({ id: idSchema }),
      check,
      run: async (tx, act, { id }): Promise<null> => {
        const before = await held(tx, act.ctx, id);
        removeSegment(tx, id, act.at);
        await dropUnused(deps.features, tx, before.setHash);
        await announce(tx, act, before, null);
        return null;
      },
    }),
  ];
}
