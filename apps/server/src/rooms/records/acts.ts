// The acts on records: what the catalogue offers to people, API, imports, automations and agents alike.
import { bulkOperationSchema, maxBulkOperations } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, invalid, isAppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project } from "./project.rules.ts";
import type { StoredRecord } from "./stored-record.ts";
import { type UndoDeps, undoAct } from "./undo-act.ts";
import { missing, type WriteOp, type WriteResult, type WriteStatus } from "./write-batch.ts";
import { onlyResult, type WriteDeps, writeRecords } from "./write-records.ts";

const objectKey = z.string().min(1).max(60);
const data = z.unknown();
const ifMatch = z.string().max(500).optional();

const expecting = (version: string | undefined) =>
  version === undefined ? {} : { ifMatch: version };

export interface WrittenRecord {
  status: WriteStatus;
  record: StoredRecord;
}

const undoable = { by: "undo" } as const;
const rowsChecked = () => undefined;

export function recordActs(deps: WriteDeps & UndoDeps) {
  async function one(tx: Tx, act: Act, object: string, op: WriteOp): Promise<WrittenRecord> {
    const { status, record } = onlyResult(await writeRecords(deps, tx, act, object, [op]));
    return { status, record: await shown(tx, act, object, record) };
  }

  async function shown(
    tx: Tx,
    act: Act,
    object: string,
    record: StoredRecord,
  ): Promise<StoredRecord> {
    return project(record, await deps.schema.objectType(tx, object), act.ctx.principal);
  }

  const create = defineAct({
    name: "records.create",
    title: "Create a record",
    input: z.object({ object: objectKey, data }),
    permission: "create on the object; write on each field",
    effect: "internal",
    risk: "low",
    compensation: undoable,
    usableIn: ["automations"],
    check: rowsChecked,
    run: (tx, act, input) => one(tx, act, input.object, { op: "create", data: input.data }),
  });

  const update = defineAct({
    name: "records.update",
    title: "Change a record",
    input: z.object({ object: objectKey, id: z.string(), data, ifMatch }),
    permission: "update on the row; write on each field",
    effect: "internal",
    risk: "low",
    compensation: undoable,
    usableIn: ["automations"],
    check: rowsChecked,
    run: (tx, act, { object, id, data: values, ifMatch: version }) =>
      one(tx, act, object, { op: "update", id, data: values, ...expecting(version) }),
  });

  const remove = defineAct({
    name: "records.delete",
    title: "Move a record to the trash",
    input: z.object({ object: objectKey, id: z.string(), ifMatch }),
    permission: "delete on the row",
    effect: "internal",
    risk: "medium",
    compensation: undoable,
    check: rowsChecked,
    run: (tx, act, { object, id, ifMatch: version }) =>
      one(tx, act, object, { op: "delete", id, ...expecting(version) }),
  });

  const restore = defineAct({
    name: "records.restore",
    title: "Take a record out of the trash",
    input: z.object({ object: objectKey, id: z.string(), ifMatch }),
    permission: "delete on the row",
    effect: "internal",
    risk: "low",
    compensation: undoable,
    check: rowsChecked,
    run: (tx, act, { object, id, ifMatch: version }) =>
      one(tx, act, object, { op: "restore", id, ...expecting(version) }),
  });

  const bulk = defineAct({
    name: "records.bulk",
    title: "Write many records",
    input: z.object({
      object: objectKey,
      operations: z.array(bulkOperationSchema).min(1).max(maxBulkOperations),
    }),
    permission: "as for each operation alone",
    effect: "internal",
    risk: "medium",
    compensation: undoable,
    check: rowsChecked,
    run: async (tx, act, { object, operations }): Promise<WriteResult[]> => {
      const type = await deps.schema.objectType(tx, object);
      const ops = operations.map((operation) => writeOp(type, operation));
      const results = await writeMany(deps, tx, act, object, ops);
      return results.map((result) =>
        result.status === "failed"
          ? result
          : { ...result, record: project(result.record, type, act.ctx.principal) },
      );
    },
  });

  const undo = defineAct({
    name: "records.undo",
    title: "Undo an act",
    input: z.object({ actId: z.uuid() }),
    permission: "one's own acts; others' with unrestricted rights on the records",
    effect: "internal",
    risk: "medium",
    compensation: undoable,
    check: rowsChecked,
    run: (tx, act, input) => undoAct(deps, tx, act, input.actId),
  });

  return [create, update, remove, restore, bulk, undo];
}

/** Field that identifies a record where an upsert names none. */
export const naturalKeys: Record<string, string> = {
  people: "email",
  companies: "domain",
  deals: "name",
  tickets: "subject",
  tasks: "title",
  activities: "subject",
};

type BulkOperation = z.infer<typeof bulkOperationSchema>;

/** A bulk operation that cannot be meant is refused by itself, not read as something else. */
function writeOp(type: ObjectType, operation: BulkOperation): WriteOp | AppError {
  const { op, id, key, data: values = {}, ifMatch: version } = operation;
  if (op === "update" || op === "delete") return opOnRecord(type, { ...operation, op });
  if (id !== undefined)
    return invalid("records.id_unexpected", `"${op}" takes no "id": the server gives it.`);
  if (version !== undefined)
    return invalid(
      "records.if_match_unexpected",
      `"${op}" takes no "ifMatch": it names no record that was read. Use "update" with its "id".`,
    );
  if (op === "create") return { op, data: values };
  return { op, key: key ?? naturalKeys[type.key] ?? "name", data: values };
}

function opOnRecord(
  type: ObjectType,
  { op, id, data: values = {}, ifMatch }: BulkOperation & { op: "update" | "delete" },
): WriteOp | AppError {
  if (id === undefined)
    return invalid("records.id_missing", `Say which record to ${op}: send its "id".`);
  if (!isId(id.toLowerCase())) return missing(type);
  const named = { id: id.toLowerCase(), ...expecting(ifMatch) };
  return op === "delete" ? { op, ...named } : { op, ...named, data: values };
}

/** Writes the operations that are whole; the others are refused, each in its place. */
async function writeMany(
  deps: WriteDeps,
  tx: Tx,
  act: Act,
  object: string,
  ops: readonly (WriteOp | AppError)[],
): Promise<WriteResult[]> {
  const good = ops.filter((op): op is WriteOp => !isAppError(op));
  const written = (await writeRecords(deps, tx, act, object, good)).values();
  return ops.map((op) => {
    if (isAppError(op)) return { status: "failed", error: op };
    const { value } = written.next();
    if (!value) throw new AppError("internal", "records.no_result", "The write gave no result.");
    return value;
  });
}
