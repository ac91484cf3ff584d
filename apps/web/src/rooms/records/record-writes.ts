// Writing records: the change shows at once, is undone in the cache when the server refuses, and offers an undo when
// it is done. A version conflict is handed to the conflict dialog, with nothing overwritten.
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import { isRapportError, type RecordData } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { baseOf } from "./collision.rules.ts";
import type { FieldChange } from "./field-change.ts";
import { dropCachedRecords, patchCachedRecord, refreshObject } from "./record-queries.ts";
import { titleOf } from "./schema.ts";
import { keepTitle } from "./titles.ts";
import { isForLater, keepConflict, keepEdit, saveInTurn } from "./unsaved.ts";

const BULK_LIMIT = 1_000;

const merged = (record: RapportRecord, data: RecordData): RapportRecord => ({
  ...record,
  ...data,
  custom: { ...record.custom, ...((data.custom as RapportRecord["custom"] | undefined) ?? {}) },
});

export const editOf = (
  object: SchemaObject,
  { record, data, label, force = false }: FieldChange,
) => ({
  object: object.key,
  record,
  title: titleOf(object, record),
  label,
  data,
  force,
});

/** Changes fields of one record. What cannot be sent now stays on the screen, and is sent when it can be. */
export const useChangeRecord = (object: SchemaObject) =>
  useMutation({
    mutationFn: ({ record, data, force }: FieldChange) =>
      saveInTurn({
        object: object.key,
        id: record.id,
        data,
        version: force ? null : record.version,
        base: baseOf(record, data),
      }),
    onMutate: ({ record, data }) => patchCachedRecord(merged(record, data)),
    onError: (error, change) => {
      if (isForLater(error)) {
        keepEdit(editOf(object, change));
        return;
      }
      patchCachedRecord(change.record);
      if (isRapportError(error) && error.isConflict) keepConflict(editOf(object, change), error);
      else showError(error, `${change.label} was not saved`);
    },
    onSuccess: ({ data, actId }, change) => {
      patchCachedRecord(data);
      keepTitle(data.id, titleOf(object, data));
      void queryClient.invalidateQueries({ queryKey: ["history", object.key, data.id] });
      showUndo(`${change.label} of ${titleOf(object, data)} saved.`, actId);
    },
  });

/** Creates a record. */
export const useCreateRecord = (object: SchemaObject, message?: (title: string) => string) =>
  useMutation({
    mutationFn: (data: RecordData) => api.records(object.key).create(data),
    onSuccess: async ({ data, actId }) => {
      const title = titleOf(object, data);
      showUndo(message ? message(title) : `${object.label} ${title} created.`, actId);
      await refreshObject(object.key);
    },
  });

const chunksOf = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

type Operation = Parameters<ReturnType<typeof api.records>["bulk"]>[0][number];

const bulk = async (object: string, operations: Operation[]) => {
  const actIds: string[] = [];
  let refused = 0;
  for (const chunk of chunksOf(operations, BULK_LIMIT)) {
    const { data, actId } = await api.records(object).bulk(chunk);
    refused += data.filter((result) => result.status >= 400).length;
    if (actId) actIds.push(actId);
  }
  return { actIds, refused };
};

const outcome = (object: SchemaObject, verb: string, count: number, refused: number): string => {
  const names = [object.label.toLowerCase(), object.labelPlural.toLowerCase()] as const;
  const done = `${formatCount(count - refused, ...names)} ${verb}.`;
  return refused === 0 ? done : `${done} ${formatCount(refused, ...names)} could not be.`;
};

/** Moves records to the trash. */
export const useRemoveRecords = (object: SchemaObject) =>
  useMutation({
    mutationFn: (ids: string[]) =>
      bulk(
        object.key,
        ids.map((id) => ({ op: "delete", id })),
      ),
    onMutate: (ids) => dropCachedRecords(object.key, new Set(ids)),
    onError: (error) => showError(error, "Nothing was deleted"),
    onSuccess: ({ actIds, refused }, ids) =>
      showUndo(outcome(object, "moved to the trash", ids.length, refused), actIds),
    onSettled: () => refreshObject(object.key),
  });

/** Sets one field on many records. */
export const useChangeMany = (object: SchemaObject) =>
  useMutation({
    mutationFn: ({ ids, data }: { ids: string[]; data: RecordData; field: SchemaField }) =>
      bulk(
        object.key,
        ids.map((id) => ({ op: "update", id, data })),
      ),
    onError: (error, { field }) => showError(error, `${field.label} was not changed`),
    onSuccess: ({ actIds, refused }, { ids }) =>
      showUndo(outcome(object, "changed", ids.length, refused), actIds),
    onSettled: () => refreshObject(object.key),
  });
