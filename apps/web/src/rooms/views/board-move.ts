// Moving a card to another column: shown at once, put back when the server refuses, undone by its act. A version
// conflict goes to the dialog that all edits share; a column that is gone puts the card back and says so.
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import type { Filter, RecordData, RecordGroups, RecordPage } from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { type InfiniteData, useMutation } from "@tanstack/react-query";
import { queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { baseOf } from "../records/collision.rules.ts";
import { patchCachedRecord, refreshObject } from "../records/record-queries.ts";
import { editOf } from "../records/record-writes.ts";
import { titleOf, writeOf } from "../records/schema.ts";
import { isForLater, keepConflict, keepEdit, saveInTurn } from "../records/unsaved.ts";
import { type BoardColumn, movedGroups, summedField, withinGroup } from "./group.rules.ts";
import { groupsKey } from "./group-queries.ts";

type Pages = InfiniteData<RecordPage, string | undefined>;

export interface CardMove {
  record: RapportRecord;
  from: BoardColumn;
  to: BoardColumn;
  /** Written with the move, such as the reason of a loss. */
  more?: RecordData;
}

interface BoardPlace {
  object: SchemaObject;
  field: SchemaField;
  filter: Filter | undefined;
  sort: string | undefined;
}

const columnKey = (place: BoardPlace, column: BoardColumn) =>
  [
    "list",
    place.object.key,
    withinGroup(place.filter, place.field, column.value),
    place.sort ?? null,
  ] as const;

const NONE: RapportRecord[] = [];

/** Rows of a list, as far as they are loaded. */
export const rowsIn = (list: {
  object: string;
  filter: Filter | undefined;
  sort: string | undefined;
}): RapportRecord[] => {
  const key = ["list", list.object, list.filter ?? null, list.sort ?? null];
  const pages = queryClient.getQueryData<Pages>(key)?.pages;
  return pages?.flatMap(({ data }) => data) ?? NONE;
};

const without = (pages: Pages, id: string): Pages => ({
  ...pages,
  pages: pages.pages.map((page) => ({ ...page, data: page.data.filter((row) => row.id !== id) })),
});

const withFirst = (pages: Pages, record: RapportRecord): Pages => {
  const [first, ...rest] = without(pages, record.id).pages;
  if (!first) return pages;
  return { ...pages, pages: [{ ...first, data: [record, ...first.data] }, ...rest] };
};

/** Shows the move; answers how things were. */
const showMove = (place: BoardPlace, { record, from, to }: CardMove, shown: RapportRecord) => {
  const keys = {
    from: columnKey(place, from),
    to: columnKey(place, to),
    groups: groupsKey(place.object.key, place.field.key, place.filter),
  };
  const before = [keys.from, keys.to, keys.groups].map(
    (key) => [key, queryClient.getQueryData(key)] as const,
  );
  queryClient.setQueryData<Pages>(keys.from, (old) => (old ? without(old, record.id) : old));
  queryClient.setQueryData<Pages>(keys.to, (old) => (old ? withFirst(old, shown) : old));
  queryClient.setQueryData<RecordGroups>(keys.groups, (old) =>
    old
      ? movedGroups(old, {
          record,
          from: from.value,
          to: to.value,
          summed: summedField(place.object),
        })
      : old,
  );
  return before;
};

const reasonWords = (error: unknown, to: BoardColumn): string => {
  const isGone = isRapportError(error) && (error.status === 422 || error.status === 409);
  return isGone
    ? `It is back where it was: "${to.label}" may have been removed or changed meanwhile`
    : "It is back where it was";
};

export const useMoveCard = (place: BoardPlace) => {
  const { object, field } = place;
  const dataOf = ({ to, more }: CardMove): RecordData => ({ ...writeOf(field, to.value), ...more });
  return useMutation({
    mutationFn: (move: CardMove) =>
      saveInTurn({
        object: object.key,
        id: move.record.id,
        data: dataOf(move),
        version: move.record.version,
        base: baseOf(move.record, dataOf(move)),
      }),
    onMutate: async (move) => {
      const { record } = move;
      await queryClient.cancelQueries({ queryKey: ["list", object.key] });
      await queryClient.cancelQueries({ queryKey: ["groups", object.key] });
      const data = writeOf(field, move.to.value) as Partial<RapportRecord>;
      const shown = { ...record, ...data, custom: { ...record.custom, ...data.custom } };
      return showMove(place, move, shown as RapportRecord);
    },
    onError: (error, move, before) => {
      const change = { record: move.record, data: dataOf(move), label: field.label };
      if (isForLater(error)) {
        keepEdit(editOf(object, change));
        return;
      }
      for (const [key, data] of before ?? []) queryClient.setQueryData(key, data);
      if (isRapportError(error) && error.isConflict) {
        keepConflict(editOf(object, change), error);
      } else {
        showError(error, reasonWords(error, move.to));
        void queryClient.invalidateQueries({ queryKey: ["pipelines"] });
        void queryClient.invalidateQueries({ queryKey: ["schema"] });
      }
      void refreshObject(object.key);
    },
    onSuccess: async ({ data, actId }, { to }) => {
      patchCachedRecord(data);
      showUndo(`${titleOf(object, data)} moved to ${to.label}.`, actId);
      await refreshObject(object.key);
    },
  });
};
