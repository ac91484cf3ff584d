// Acts on saved views. Each hands its images on, so that it is in the audit log and can be undone like a
// change of a record.
import {
  idSchema,
  type SavedView,
  type ViewChange,
  type ViewInput,
  viewChangeSchema,
  viewInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import type { ObjectType, Records, UndoablePart } from "../records/index.ts";
import { checkParts, labelsOf } from "./check-parts.ts";
import { describeView, type ReadDeps, visibleView } from "./describe-view.ts";
import { changedMeanwhile, needsMember, notYourView, tooManyViews } from "./errors.ts";
import { fieldsOf } from "./reduce-view.ts";
import type { StoredView } from "./saved-view.ts";
import { mayChange } from "./view-rights.rules.ts";
import { countViews, deleteView, markFavourite, readView, saveView } from "./views.store.ts";

export interface ViewDeps extends ReadDeps {
  records: Pick<Records, "objectTypes" | "objectType" | "addUndoable">;
}

const maxViewsOfMember = 200;
const shared = {
  permission: "read on the object; one's own views",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
} as const;

async function readableType(deps: ViewDeps, tx: Tx, act: Act, object: string): Promise<ObjectType> {
  const type = await deps.records.objectType(tx, object);
  if (act.ctx.principal.rights.object(object).read !== "none") return type;
  throw forbidden(
    `Your role may not see ${type.labelPlural.toLowerCase()}. An administrator can allow it.`,
  );
}

function newView(act: Act, ownerId: string, input: ViewInput, position: number): StoredView {
  return {
    id: newId(),
    object: input.object,
    name: input.name,
    layout: input.layout ?? "table",
    columns: input.columns ?? [],
    filter: input.filter ?? null,
    sort: input.sort ?? null,
    groupBy: input.groupBy ?? null,
    sharedWith: input.sharedWith ?? "me",
    ownerId,
    position: input.position ?? position,
    labels: {},
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
}

function changedView(
  act: Act,
  type: ObjectType,
  before: StoredView,
  change: ViewChange,
): StoredView {
  const { favourite: _own, ...parts } = saidOnly(change);
  if (Object.keys(parts).length === 0) return before;
  checkParts(type, act.ctx.principal.rights, parts);
  const after = { ...before, ...parts, version: before.version + 1, updatedAt: act.at };
  return { ...after, labels: { ...before.labels, ...labelsOf(type, fieldsOf(after)) } };
}

/** Undo puts a view back as a whole, for those who may change it as it was and as it is. */
const undoable: UndoablePart = {
  read: readView,
  write: (tx, id, image) =>
    image === null ? deleteView(tx, id) : saveView(tx, image as unknown as StoredView),
  mayChange: async (_tx, act, { image, current }) =>
    [image, current].every(
      (state) => state === null || mayChange(act.ctx.principal, state as StoredView),
    ),
};

export function viewActs(deps: ViewDeps) {
  deps.records.addUndoable("views", undoable);

  const create = defineAct({
    ...shared,
    name: "views.create",
    title: "Save a view",
    input: viewInputSchema,
    run: async (tx, act, input): Promise<SavedView> => {
      const { memberId, rights } = act.ctx.principal;
      if (memberId === null) throw needsMember();
      const type = await readableType(deps, tx, act, input.object);
      const count = await countViews(tx, memberId, input.object);
      if (count >= maxViewsOfMember) throw tooManyViews(maxViewsOfMember);
      const fresh = newView(act, memberId, input, count);
      checkParts(type, rights, fresh);
      const view = { ...fresh, labels: labelsOf(type, fieldsOf(fresh)) };
      await saveView(tx, view);
      await act.changed(tx, [wholeChange("views", null, view)]);
      return describeView(deps, tx, act.ctx, view);
    },
  });

  const update = defineAct({
    ...shared,
    name: "views.update",
    title: "Change a view",
    input: z.object({
      id: idSchema,
      change: viewChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    run: async (tx, act, { id, change, ifMatch }): Promise<SavedView> => {
      const { principal } = act.ctx;
      const before = await visibleView(tx, act.ctx, id, "FOR UPDATE");
      if (change.favourite !== undefined) {
        if (principal.memberId === null) throw needsMember();
        markFavourite(tx, principal.memberId, id, change.favourite);
      }
      const type = await deps.records.objectType(tx, before.object);
      const after = changedView(act, type, before, change);
      if (after === before) return describeView(deps, tx, act.ctx, before);
      if (!mayChange(principal, before)) throw notYourView();
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile(await describeView(deps, tx, act.ctx, before));
      }
      await saveView(tx, after);
      await act.changed(tx, [wholeChange("views", before, after)]);
      return describeView(deps, tx, act.ctx, after);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "views.delete",
    title: "Delete a view",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const before = await visibleView(tx, act.ctx, id, "FOR UPDATE");
      if (!mayChange(act.ctx.principal, before)) throw notYourView();
      await deleteView(tx, id);
      await act.changed(tx, [wholeChange("views", before, null)]);
      return null;
    },
  });

  return [create, update, remove];
}
