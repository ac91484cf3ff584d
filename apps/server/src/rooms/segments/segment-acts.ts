// Making, changing and deleting segments. Membership follows: values of the rules are computed for every entity, and
// with them who is within.
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
import type { SegmentsDeps } from "./deps.ts";
import { describeSegment } from "./describe-segments.ts";
import { missingSegment, tooMany } from "./errors.ts";
import { segmentSet } from "./segment-set.ts";
import {
  holdSegment,
  isHashUsed,
  readSegments,
  removeSegment,
  type StoredSegment,
  saveSegment,
} from "./segments.store.ts";

const maxSegments = 200;
const object = "segments";

const shared = {
  permission: "features.manage; read on all that the rules look at",
  effect: "internal",
  risk: "low",
} as const;

const check = ({ principal }: Ctx): void => {
  if (principal.rights.has("features.manage")) return;
  throw forbidden(
    'This needs the permission "features.manage". An administrator can give it to your role.',
  );
};

const imageOf = ({ name, definition, version, updatedAt }: StoredSegment) => ({
  name,
  definition,
  version,
  updatedAt,
});

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

async function dropUnused(deps: SegmentsDeps, tx: Tx, hash: string): Promise<void> {
  if (!(await isHashUsed(tx, hash))) deps.features.dropSet(tx, { hash });
}

export function segmentActs(deps: SegmentsDeps) {
  const announce = (tx: Tx, act: Act, before: StoredSegment | null, now: StoredSegment | null) => {
    const id = now?.id ?? before?.id ?? "";
    let op: "create" | "update" | "purge" = "update";
    if (!before) op = "create";
    if (!now) op = "purge";
    const images = { before: before && imageOf(before), after: now && imageOf(now) };
    return act.changed(tx, [{ object, id, op, ...images, record: null }]);
  };

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
      compensation: { by: "act", act: "segments.delete" },
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
      compensation: { by: "act", act: "segments.update" },
      check,
      run: async (tx, act, { id, change }): Promise<Segment> => {
        const before = await held(tx, act.ctx, id);
        const next: StoredSegment = {
          ...before,
          name: change.name ?? before.name,
          definition: change.definition ?? before.definition,
          version: before.version + 1,
          updatedAt: act.at,
          filledAt: change.definition ? null : before.filledAt,
        };
        const saved = await keep(deps, tx, act.ctx, next);
        if (saved.setHash !== before.setHash) await dropUnused(deps, tx, before.setHash);
        await announce(tx, act, before, saved);
        return describeSegment(deps, tx, act.ctx, saved);
      },
    }),
    defineAct({
      ...shared,
      name: "segments.delete",
      title: "Delete a segment",
      input: z.strictObject({ id: idSchema }),
      compensation: {
        by: "none",
        because: "Who was within it since when goes with it; it can be made again from its rules.",
      },
      check,
      run: async (tx, act, { id }): Promise<null> => {
        const before = await held(tx, act.ctx, id);
        removeSegment(tx, id);
        await dropUnused(deps, tx, before.setHash);
        await announce(tx, act, before, null);
        return null;
      },
    }),
  ];
}
