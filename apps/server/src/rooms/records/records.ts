// The records room: people, companies, deals, tickets, tasks, notes, activities and custom objects over
// one engine. See README.md for its words and invariants.
import type { Act, Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import type { ActEntry } from "../governance/index.ts";
import { recordActs } from "./acts.ts";
import type { KnownMembers } from "./check-references.ts";
import { fieldActs } from "./field-acts.ts";
import { findByValues, type ValueQuery } from "./find-by-values.ts";
import { lineItemActs } from "./line-item-acts.ts";
import type { ListInput } from "./list-records.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { objectTypeActs } from "./object-type-acts.ts";
import { partRoutes } from "./part-routes.ts";
import type { Pipeline } from "./pipeline.rules.ts";
import { pipelineActs } from "./pipeline-acts.ts";
import { readPipelines, upsertPipeline } from "./pipelines.store.ts";
import { recordRoutes } from "./record-routes.ts";
import { lockUpserts, recordsByIds } from "./records.store.ts";
import { relationActs } from "./relations.ts";
import { createSchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";
import { streamRecords } from "./stream-records.ts";
import { structureRoutes } from "./structure-routes.ts";
import { undoEntries } from "./undo-entries.ts";
import type { UndoOutcome } from "./undo-outcome.ts";
import { recordParts, type UndoablePart } from "./undo-parts.ts";
import type { WriteOp, WriteResult } from "./write-batch.ts";
import { type WriteOptions, writeBatch } from "./write-records.ts";

export interface RecordsDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  knownMembers: KnownMembers;
}

export interface Records {
  name: "records";
  routes: AnyRoute[];
  /** Set-based writing within a transaction and an act that are already open (imports, seeding). */
  write(
    tx: Tx,
    act: Act,
    object: string,
    ops: readonly WriteOp[],
    options?: WriteOptions,
  ): Promise<WriteResult[]>;
  /** Puts back what these audit entries changed; newest first. For acts too large for one request. */
  undo(tx: Tx, act: Act, entries: readonly ActEntry[]): Promise<UndoOutcome>;
  /** Lets undo put back what another room keeps, by the name under which its acts announce it. */
  addUndoable(object: string, part: UndoablePart): void;
  /** Throws not-found for an unknown type. Fields are not reduced to anyone's rights. */
  objectType(tx: Tx, key: string): Promise<ObjectType>;
  /** All types by key, standard ones first; not reduced to anyone's rights. */
  objectTypes(tx: Tx): Promise<ReadonlyMap<string, ObjectType>>;
  /** Live records that hold one of the values, within the caller's rights. */
  find(tx: Tx, ctx: Ctx, query: ValueQuery): Promise<StoredRecord[]>;
  /** Records by id, trash included, that nobody else changes before the transaction ends. No rights apply. */
  hold(tx: Tx, object: string, ids: readonly string[]): Promise<StoredRecord[]>;
  /** Lets no other transaction upsert this kind of record until this one ends. */
  holdUpserts(tx: Tx, object: string): Promise<void>;
  pipelines(tx: Tx): Promise<Pipeline[]>;
  /** Keys of the workspace's own object types. */
  customObjectKeys(ctx: Ctx): Promise<string[]>;
  /** Pages of a filtered list within the caller's rights, for exports. */
  stream(ctx: Ctx, object: string, input: ListInput): AsyncGenerator<StoredRecord[]>;
  /** A new workspace starts with one pipeline. */
  prepareWorkspace(tx: Tx): Promise<void>;
}

const firstStages = [
  ["New", "open", 0.1],
  ["Qualified", "open", 0.25],
  ["Proposal", "open", 0.5],
  ["Negotiation", "open", 0.75],
  ["Won", "won", 1],
  ["Lost", "lost", 0],
] as const;

async function prepareWorkspace(tx: Tx): Promise<void> {
  if ((await readPipelines(tx)).length > 0) return;
  const id = newId();
  const stages = firstStages.map(([name, kind, probability], position) => ({
    id: newId(),
    pipelineId: id,
    name,
    position,
    kind,
    probability,
  }));
  await upsertPipeline(tx, { id, name: "Sales", position: 0, stages });
}

export function createRecords({ db, clock, acts, knownMembers }: RecordsDeps): Records {
  const schema = createSchemaCache(clock);
  const parts = recordParts(schema);
  const deps = { db, clock, schema, acts, knownMembers, parts };
  acts.register(
    ...recordActs(deps),
    ...pipelineActs(),
    ...lineItemActs(deps),
    ...relationActs(deps),
  );
  acts.register(...fieldActs(schema), ...objectTypeActs(schema));

  return {
    name: "records",
    routes: [...recordRoutes(deps), ...structureRoutes(deps), ...partRoutes(deps)],
    write: (tx, act, object, ops, options) => writeBatch(deps, tx, act, { object, ops, options }),
    undo: (tx, act, entries) => undoEntries(deps, tx, act, entries),
    addUndoable: (object, part) => void parts.set(object, part),
    objectType: (tx, key) => schema.objectType(tx, key),
    objectTypes: (tx) => schema.all(tx),
    find: (tx, ctx, query) => findByValues(deps, tx, ctx, query),
    hold: async (tx, object, ids) => {
      const type = await schema.findObjectType(tx, object);
      return type ? recordsByIds(tx, type, ids, "FOR SHARE") : [];
    },
    holdUpserts: async (tx, object) => lockUpserts(tx, await schema.objectType(tx, object)),
    pipelines: readPipelines,
    customObjectKeys: (ctx) => schema.customObjectKeys(db, ctx),
    stream: (ctx, object, input) => streamRecords(deps, ctx, object, input),
    prepareWorkspace,
  };
}
