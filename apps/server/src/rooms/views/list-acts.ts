// Acts on lists and on what is in them. Each membership is a change of its own, so that adding a thousand records
// is undone as exactly that.
import {
  idSchema,
  type ListChanged,
  maxListChange,
  type RecordList,
  recordListChangeSchema,
  recordListInputSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { ListMember, Records, UndoablePart } from "../records/index.ts";
import { describedList, type ListReadDeps, visibleList } from "./describe-list.ts";
import { needsMember, notYourList, tooManyLists } from "./errors.ts";
import { countLists, deleteList, readList, type StoredList, saveList } from "./lists.store.ts";
import { mayChange } from "./view-rights.rules.ts";

export interface ListDeps extends ListReadDeps {
  records: Records;
}

const maxListsOfMember = 500;
const shared = {
  permission: "read on the object; one's own lists",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
} as const;

async function changeable(tx: Tx, act: Act, id: string): Promise<StoredList> {
  const list = await visibleList(tx, act.ctx, id, "FOR UPDATE");
  if (!mayChange(act.ctx.principal, list)) throw notYourList();
  return list;
}

function definitionActs(deps: ListDeps) {
  const create = defineAct({
    ...shared,
    name: "views.list.create",
    title: "Make a list",
    input: recordListInputSchema,
    run: async (tx, act, { object, name, sharedWith = "me" }): Promise<RecordList> => {
      const { memberId, rights } = act.ctx.principal;
      if (memberId === null) throw needsMember();
      const type = await deps.records.objectType(tx, object);
      if (rights.object(object).read === "none") {
        throw forbidden(
          `Your role may not see ${type.labelPlural.toLowerCase()}. An administrator can allow it.`,
        );
      }
      if ((await countLists(tx, memberId)) >= maxListsOfMember)
        throw tooManyLists(maxListsOfMember);
      const times = { version: 1, createdAt: act.at, updatedAt: act.at };
      const list: StoredList = {
        id: newId(),
        object,
        name,
        sharedWith,
        ownerId: memberId,
        ...times,
      };
      await saveList(tx, list);
      await act.changed(tx, [wholeChange("lists", null, list)]);
      return describedList(act.ctx, list);
    },
  });

  const update = defineAct({
    ...shared,
    name: "views.list.update",
    title: "Rename or share a list",
    input: recordListChangeSchema.extend({ id: idSchema }),
    run: async (tx, act, { id, name, sharedWith }): Promise<RecordList> => {
      const before = await changeable(tx, act, id);
      const after: StoredList = {
        ...before,
        name: name ?? before.name,
        sharedWith: sharedWith ?? before.sharedWith,
        version: before.version + 1,
        updatedAt: act.at,
      };
      await saveList(tx, after);
      await act.changed(tx, [wholeChange("lists", before, after)]);
      return describedList(act.ctx, after);
    },
  });

  const remove = defineAct({
    ...shared,
    name: "views.list.delete",
    title: "Delete a list; its records stay",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const before = await changeable(tx, act, id);
      await deleteList(tx, id);
      await act.changed(tx, [wholeChange("lists", before, null)]);
      return null;
    },
  });
  return [create, update, remove];
}

const membersInput = z.object({
  id: idSchema,
  recordIds: z.array(idSchema).max(maxListChange),
});

function memberActs({ records }: ListDeps) {
  const add = defineAct({
    ...shared,
    name: "views.list.add",
    title: "Add records to a list",
    input: membersInput,
    run: async (tx, act, { id, recordIds }): Promise<ListChanged> => {
      const list = await changeable(tx, act, id);
      const wanted = [...new Set(recordIds)];
      const seen = await records.reach(tx, act.ctx, list.object, wanted);
      const fresh = wanted
        .filter((recordId) => seen.has(recordId))
        .map((recordId) => ({ id: newId(), listId: id, recordId, addedAt: act.at }));
      const added = await records.members.insert(tx, fresh);
      await act.changed(
        tx,
        added.map((member) => wholeChange("list-members", null, member)),
      );
      return {
        changed: added.length,
        unchanged: fresh.length - added.length,
        missing: wanted.length - fresh.length,
      };
    },
  });

  const takeOut = defineAct({
    ...shared,
    name: "views.list.remove",
    title: "Take records out of a list",
    input: membersInput,
    run: async (tx, act, { id, recordIds }): Promise<ListChanged> => {
      const list = await changeable(tx, act, id);
      const wanted = [...new Set(recordIds)];
      const seen = await records.reach(tx, act.ctx, list.object, wanted);
      const within = wanted.filter((recordId) => seen.has(recordId));
      const removed = await records.members.remove(tx, id, within);
      await act.changed(
        tx,
        removed.map((member) => wholeChange("list-members", member, null)),
      );
      return {
        changed: removed.length,
        unchanged: within.length - removed.length,
        missing: wanted.length - within.length,
      };
    },
  });
  return [add, takeOut];
}

export function listActs(deps: ListDeps) {
  deps.records.addUndoable("lists", listPart);
  deps.records.addUndoable("list-members", memberPart(deps));
  return [...definitionActs(deps), ...memberActs(deps)];
}

const listPart: UndoablePart = {
  read: readList,
  write: (tx, id, image) =>
    image === null ? deleteList(tx, id) : saveList(tx, image as unknown as StoredList),
  mayChange: async (_tx, act, { image, current }) =>
    [image, current].every(
      (state) => state === null || mayChange(act.ctx.principal, state as StoredList),
    ),
};

function memberPart({ records }: ListDeps): UndoablePart {
  return {
    read: (tx, id) => records.members.read(tx, id),
    write: async (tx, id, image) => {
      const current = await records.members.read(tx, id);
      if (current) await records.members.remove(tx, current.listId, [current.recordId]);
      if (image !== null) await records.members.insert(tx, [image as unknown as ListMember]);
    },
    mayChange: async (tx, act, { image }) => {
      const list = await readList(tx, String(image.listId));
      return list !== null && mayChange(act.ctx.principal, list);
    },
  };
}

/** A record that was merged away leaves its lists to the one that stays. */
export function moveMembers({ records }: ListDeps) {
  return async (
    tx: Tx,
    act: Act,
    { from, to }: { object: string; from: readonly string[]; to: string },
  ): Promise<void> => {
    const kept = new Set((await records.members.of(tx, [to])).map(({ listId }) => listId));
    const left = await records.members.of(tx, from);
    const moves = left.map((before) => {
      const isNeeded = !kept.has(before.listId);
      kept.add(before.listId);
      return { before, after: isNeeded ? { ...before, recordId: to } : null };
    });
    const ids = left.map(({ id }) => id);
    await records.members.removeByIds(tx, ids);
    const moved = moves.flatMap(({ after }) => after ?? []);
    await records.members.insert(tx, moved);
    const changes = moves.map(({ before, after }) => wholeChange("list-members", before, after));
    await act.changed(tx, changes);
  };
}
