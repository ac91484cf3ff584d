// What the automations room needs of records and of the audit log, lent to it as functions: it imports neither.
import type { Reader, Tx } from "../platform/db/index.ts";
import type { ObjectShape, RecordsPort } from "../rooms/automations/index.ts";
import { pastChanges } from "../rooms/governance/index.ts";
import {
  checkMatchable,
  matchFilter,
  type ObjectType,
  type Records,
  type StoredRecord,
  titleOf,
  valueFault,
} from "../rooms/records/index.ts";

export function lendRecords(records: Records): RecordsPort {
  const typeOf = (tx: Reader, object: string): Promise<ObjectType> =>
    records.objectType(tx as Tx, object);
  return {
    objectTypes: async (tx): Promise<ReadonlyMap<string, ObjectShape>> =>
      records.objectTypes(tx as Tx),
    readVisible: (tx, ctx, wanted) => records.readVisible(tx, ctx, wanted),
    titleOf: async (tx, ctx, record) =>
      titleOf(record as StoredRecord, await typeOf(tx, record.object), ctx.principal),
    checkFilter: async (tx, object, rights, filter) =>
      checkMatchable(await typeOf(tx, object), rights, filter),
    matchFilter: async (tx, { object, rights, asker }, filter, record) =>
      matchFilter(
        { type: await typeOf(tx, object), rights, asker },
        filter,
        record as StoredRecord,
      ),
    valueFault: async (tx, object, field, value) =>
      valueFault(await typeOf(tx, object), field, value),
    stream: (ctx, object, filter) =>
      records.stream(ctx, object, { filter: JSON.stringify(filter) }),
    stageNames: async (tx) => {
      const pipelines = await records.pipelines(tx as Tx);
      const named = pipelines.flatMap(({ id, name, stages }) => [
        [id, name] as const,
        ...stages.map((stage) => [stage.id, stage.name] as const),
      ]);
      return new Map(named);
    },
    pastChanges: (tx, page) => pastChanges(tx, page),
    addUndoable: (object, part) => records.addUndoable(object, part),
  };
}
