// References must point at records that exist and that the writer may see; a record of another workspace
// is refused in the same words as one that does not exist.

import type { Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import type { Stages } from "./pipeline.rules.ts";
import { holdVisible } from "./references.store.ts";
import { limitOf } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { invalidRecord } from "./validate.rules.ts";
import { type Batch, failOne, isOpen, type Planned } from "./write-batch.ts";

/** Those of the ids that are active members of the transaction's workspace. */
export type KnownMembers = (tx: Tx, ids: readonly string[]) => Promise<ReadonlySet<string>>;

interface ReferenceDeps {
  schema: SchemaCache;
  knownMembers: KnownMembers;
}

/** One id that a field of an operation points at. */
interface Pointer {
  index: number;
  key: string;
  field: Field;
  target: string;
  id: string;
}

function pointersOf(batch: Batch): Pointer[] {
  const pointing = [...batch.type.fields].filter(
    ([, { type }]) => type === "reference" || type === "member",
  );
  const pointers: Pointer[] = [];
  for (const planned of batch.planned) {
    if (!isOpen(batch, planned)) continue;
    for (const [key, field] of pointing) {
      const pointer = pointerOf(batch, planned, key, field);
      if (pointer) pointers.push(pointer);
    }
  }
  return pointers;
}

function pointerOf(batch: Batch, planned: Planned, key: string, field: Field): Pointer | null {
  const value = planned.values.get(key);
  if (typeof value !== "string" || isUnchanged(batch, planned, key, value)) return null;
  return { index: planned.index, key, field, target: field.refObject ?? "members", id: value };
}

/** What the record points at already may since have gone, or be out of the writer's sight. */
function isUnchanged(batch: Batch, planned: Planned, key: string, value: string): boolean {
  const known = planned.id === null ? undefined : batch.pending.get(planned.id);
  if (!known) return false;
  return value === (key.startsWith("custom.") ? known.now.custom[key.slice(7)] : known.now[key]);
}

export async function checkReferences(deps: ReferenceDeps, tx: Tx, batch: Batch): Promise<void> {
  const pointers = pointersOf(batch);
  if (pointers.length === 0) return;
  const byTarget = Map.groupBy(pointers, (pointer) => pointer.target);
  for (const [target, group] of byTarget) {
    const ids = [...new Set(group.map((pointer) => pointer.id))];
    const known = await existing(deps, tx, batch, target, ids);
    for (const pointer of group) {
      if (known.has(pointer.id) || batch.results[pointer.index] !== undefined) continue;
      failOne(batch, pointer.index, dangling(batch.type, pointer));
    }
  }
}

function dangling(type: ObjectType, { key, field, target }: Pointer) {
  const what = target === "members" ? "member" : "record";
  const message = `${field.label} points at a ${what} that does not exist, or that you may not see.`;
  return invalidRecord(type, [{ path: key, message, code: "records.bad_reference" }]);
}

async function existing(
  deps: ReferenceDeps,
  tx: Tx,
  batch: Batch,
  target: string,
  ids: readonly string[],
) {
  const { principal } = batch.act.ctx;
  if (target === "members") {
    if (ids.every((id) => id === principal.memberId)) return new Set(ids);
    return deps.knownMembers(tx, ids);
  }
  if (target === "pipelines") return new Set(batch.stages.keys());
  if (target === "stages") return stageIds(batch.stages);
  return visible(deps, tx, principal, target, ids);
}

function stageIds(stages: Stages): ReadonlySet<string> {
  return new Set([...stages.values()].flatMap((list) => list.map((stage) => stage.id)));
}

async function visible(
  deps: ReferenceDeps,
  tx: Tx,
  principal: Principal,
  target: string,
  ids: readonly string[],
) {
  const type = await deps.schema.findObjectType(tx, target);
  if (!type) return new Set<string>();
  return holdVisible(tx, type, limitOf(principal, type, "read"), ids);
}
