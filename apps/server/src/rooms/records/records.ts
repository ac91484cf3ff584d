// The records room: people, companies, deals, tickets, tasks, notes, activities and custom objects over
// one engine. See README.md for its words and invariants.
import type { LineItem, Page, PageQuery, QuoteLine } from "@rapport/contracts";
import type { Act, Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { ActEntry } from "../governance/index.ts";
import { absorb, type Follower } from "./absorb.ts";
import { recordActs } from "./acts.ts";
import type { KnownMembers } from "./check-references.ts";
import type { ComputedField, ComputedValue } from "./computed-field.rules.ts";
import { ensureComputedField, writeComputedValues } from "./computed-fields.ts";
import { addLines, replaceLines } from "./deal-lines.ts";
import { etagOf } from "./etag.rules.ts";
import { fieldActs } from "./field-acts.ts";
import { createFinding, type Finding } from "./find-by-values.ts";
import { lastTouched } from "./last-touched.ts";
import { lineItemActs } from "./line-item-acts.ts";
import { readLineItems } from "./line-items.store.ts";
import type { ListMember } from "./list-member.ts";
import { listMembers } from "./list-members.store.ts";
import { type ListInput, listRecords, type RecordPage } from "./list-records.ts";
import type { ListSource, VisibleLists } from "./list-source.ts";
import { livePeopleSql } from "./live-people.store.ts";
import { type LockedMerge, loadMerge, type MergeTargets } from "./lock-merge.ts";
import { createChecking, createMeasuring, type Measuring } from "./measure-records.ts";
import { type ToldWay, tellWays } from "./note-stages.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { objectTypeActs } from "./object-type-acts.ts";
import { partRoutes } from "./part-routes.ts";
import type { Pipeline } from "./pipeline.rules.ts";
import { pipelineActs } from "./pipeline-acts.ts";
import { readPipelines } from "./pipelines.store.ts";
import { type Pointing, pointingCounts } from "./pointing-counts.ts";
import { prepareWorkspace } from "./prepare-workspace.ts";
import { project } from "./project.rules.ts";
import {
  type Reach,
  readRaw,
  readRawNewest,
  readRawPage,
  readReach,
  readVisible,
  reduceSnapshots,
  type Snapshot,
} from "./read-many.ts";
import { recordRoutes } from "./record-routes.ts";
import { titlesById } from "./record-titles.ts";
import { lockUpserts, recordsByIds } from "./records.store.ts";
import { relationActs } from "./relations.ts";
import { type ChangedRow, type RowSight, rowSight } from "./row-sight.ts";
import { createSchemaCache } from "./schema-cache.ts";
import { isFreeObjectKey } from "./schema-keys.rules.ts";
import type { StoredRecord } from "./stored-record.ts";
import { streamRecords } from "./stream-records.ts";
import { structureRoutes } from "./structure-routes.ts";
import type { Successors } from "./successors.ts";
import { readTimeline, type TimelineItem, type TimelineSource } from "./timeline.ts";
import type { UndoFollower } from "./undo-act.ts";
import { undoEntries } from "./undo-entries.ts";
import type { UndoOutcome } from "./undo-outcome.ts";
import { recordParts, type UndoablePart } from "./undo-parts.ts";
import { ofRecords } from "./undo-plan.ts";
import type { Values } from "./validate.rules.ts";
import type { WriteOp, WriteResult } from "./write-batch.ts";
import { type WriteOptions, writeBatch } from "./write-records.ts";

export interface RecordsDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  knownMembers: KnownMembers;
  /** Nothing was ever merged unless told. */
  successors?: Successors;
}

export interface Records extends Finding {
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
  /**
   * Lets undo put back what another room keeps, by the name under which its acts announce it: one that no object
   * of a workspace can have.
   */
  addUndoable(object: string, part: UndoablePart): void;
  /** Lets another room keep in step with acts of its own that are undone by their id. */
  addUndoFollower(follower: UndoFollower): void;
  /** Says who keeps lists, so that filters may name one. */
  setLists(visible: VisibleLists): void;
  /** Which records are in which list; whoever keeps the lists sees to rights. */
  members: {
    insert(tx: Tx, members: readonly ListMember[]): Promise<ListMember[]>;
    remove(tx: Tx, listId: string, recordIds: readonly string[]): Promise<ListMember[]>;
    removeByIds(tx: Tx, ids: readonly string[]): Promise<void>;
    read(tx: Reader, id: string): Promise<ListMember | null>;
    of(tx: Reader, recordIds: readonly string[]): Promise<ListMember[]>;
  };
  /** Lets what another room keeps about records move along when they are merged. */
  addFollower(follower: Follower): void;
  /** Lets another room add to the story of a record. */
  addTimelineSource(source: TimelineSource): void;
  /** Throws not-found for an unknown type. Fields are not reduced to anyone's rights. */
  objectType(tx: Tx, key: string): Promise<ObjectType>;
  /**
   * All types by key, standard ones first; not reduced to anyone's rights. What another process changed within the
   * last two seconds is known only if asked for as of `now`.
   */
  objectTypes(tx: Reader, asOf?: "now"): Promise<ReadonlyMap<string, ObjectType>>;
  /** Records by id, trash included, that nobody else changes before the transaction ends. No rights apply. */
  hold(tx: Tx, object: string, ids: readonly string[]): Promise<StoredRecord[]>;
  /** Lets no other transaction upsert this kind of record until this one ends. */
  holdUpserts(tx: Tx, object: string): Promise<void>;
  pipelines(tx: Tx): Promise<Pipeline[]>;
  /** Lines of deals, whole; for the server's own writers (seed), who see to the deals' amounts. */
  addLines(tx: Tx, act: Act, lines: readonly LineItem[]): Promise<void>;
  /** Lines of one deal in order; no rights apply. */
  lines(tx: Reader, dealId: string): Promise<LineItem[]>;
  /** For work that nobody sees (detection): not reduced to anyone's rights, those in the trash included. */
  readRaw(tx: Tx, object: string, ids: readonly string[]): Promise<StoredRecord[]>;
  /** Live ones after an id, in the order of ids; not reduced to anyone's rights. */
  readRawPage(
    tx: Tx,
    object: string,
    page: { afterId: string | null; limit: number },
  ): Promise<StoredRecord[]>;
  /** The latest first, before an id. */
  readRawNewest(
    tx: Tx,
    object: string,
    page: { beforeId: string | null; limit: number },
  ): Promise<StoredRecord[]>;
  /** Those that the caller may see, as the caller may see them; live ones unless told. */
  readVisible(
    tx: Reader,
    ctx: Ctx,
    wanted: { object: string; ids: readonly string[]; withTrash?: boolean },
  ): Promise<StoredRecord[]>;
  /** A page of a list within the caller's rights. */
  list(ctx: Ctx, object: string, input: ListInput): Promise<RecordPage>;
  /** The story of a record, newest first, within the caller's rights. */
  timeline(ctx: Ctx, object: string, id: string, page: PageQuery): Promise<Page<TimelineItem>>;
  /** When something last happened around records, of what the caller may see; in ms since 1970. */
  lastTouched(
    tx: Reader,
    ctx: Ctx,
    field: "dealId" | "ticketId",
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  /** Titles by id of those that the caller may see; none of an unknown kind. */
  titles(
    tx: Reader,
    ctx: Ctx,
    object: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
  /** What each of the principals sees of some changed rows; null for an unknown kind of record. */
  sight(
    tx: Reader,
    object: string,
    rows: readonly ChangedRow[],
    principals: readonly Principal[],
  ): Promise<RowSight | null>;
  /** Those that the caller may see, as the caller may see them, and which of them he may change. */
  reach(
    tx: Reader,
    ctx: Ctx,
    object: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Reach>>;
  /** All lines of a deal, for one who may change it and its amount, which follows. */
  replaceLines(tx: Tx, act: Act, dealId: string, lines: readonly QuoteLine[]): Promise<void>;
  /** Earlier states of records, each as the caller might have seen it by today's rights; else null. */
  reduceSnapshots(
    tx: Reader,
    ctx: Ctx,
    object: string,
    snapshots: readonly Snapshot[],
  ): Promise<(Snapshot | null)[]>;
  /** How many records point at one of these, by object, of those that the caller may see; capped. */
  countPointing(tx: Reader, ctx: Ctx, object: string, ids: readonly string[]): Promise<Pointing[]>;
  /** What a merge is about, checked for this caller; `FOR UPDATE` holds it. */
  loadMerge(tx: Tx, ctx: Ctx, targets: MergeTargets, lock: "" | "FOR UPDATE"): Promise<LockedMerge>;
  /** Writes a merge; answers the survivor as it is now, not reduced to anyone's rights. */
  absorb(tx: Tx, act: Act, merge: LockedMerge, values: Values): Promise<StoredRecord>;
  /** As the caller may see it. */
  project(record: StoredRecord, type: ObjectType, principal: Principal): StoredRecord;
  etagOf(record: StoredRecord): string;
  /** SQL text of a relation of `person_id`: people who are not in the trash, under row security. */
  livePeople: string;
  /** Pages of a filtered list within the caller's rights, for exports. */
  stream(ctx: Ctx, object: string, input: ListInput): AsyncGenerator<StoredRecord[]>;
  /** Numbers about lists, for reports. */
  measuring: Measuring;
  /** The same checks, and no answers. */
  checking: Measuring;
  /** Which stages deals were in before they were made here; for the server's own writers. */
  tellWays(tx: Tx, ways: readonly ToldWay[]): void;
  /** Fields that the server computes; see computed-fields. */
  computed: {
    ensure(tx: Tx, act: Act, field: ComputedField): Promise<boolean>;
    write(
      tx: Tx,
      field: Pick<ComputedField, "object" | "key">,
      values: readonly ComputedValue[],
    ): Promise<void>;
  };
  /** A new workspace starts with one pipeline. */
  prepareWorkspace(tx: Tx): Promise<void>;
}

const neverMerged: Successors = async () => new Map();

export function createRecords(given: RecordsDeps): Records {
  const { db, clock, acts, knownMembers, successors = neverMerged } = given;
  const schema = createSchemaCache(clock);
  const parts = recordParts(schema);
  const followers: Follower[] = [];
  const lists: ListSource = { visible: async () => new Set() };
  const sources: TimelineSource[] = [];
  const undoFollowers: UndoFollower[] = [];
  const shared = { db, clock, schema, acts, knownMembers, successors, parts };
  const deps = { ...shared, followers, sources, undoFollowers, lists };
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
    undo: (tx, act, entries) => undoEntries(deps, tx, act, ofRecords(entries)),
    addUndoable: (object, part) => {
      if (isFreeObjectKey(object)) throw new Error(`"${object}" is not reserved (schema-keys).`);
      parts.set(object, part);
    },
    setLists: (visible) => {
      lists.visible = visible;
    },
    members: listMembers,
    addFollower: (follower) => void followers.push(follower),
    addUndoFollower: (follower) => void undoFollowers.push(follower),
    addTimelineSource: (source) => void sources.push(source),
    objectType: (tx, key) => schema.objectType(tx, key),
    objectTypes: (tx, asOf) => (asOf === "now" ? schema.load(tx) : schema.all(tx)),
    ...createFinding(schema),
    hold: async (tx, object, ids) => {
      const type = await schema.findObjectType(tx, object);
      return type ? recordsByIds(tx, type, ids, "FOR SHARE") : [];
    },
    holdUpserts: async (tx, object) => lockUpserts(tx, await schema.objectType(tx, object)),
    pipelines: readPipelines,
    addLines,
    lines: readLineItems,
    readRaw: (tx, object, ids) => readRaw(deps, tx, object, ids),
    readRawPage: (tx, object, page) => readRawPage(deps, tx, object, page),
    readRawNewest: (tx, object, page) => readRawNewest(deps, tx, object, page),
    readVisible: (tx, ctx, wanted) => readVisible(deps, tx, ctx, wanted),
    reach: (tx, ctx, object, ids) => readReach(deps, tx, ctx, object, ids),
    replaceLines: (tx, act, dealId, lines) => replaceLines(deps, tx, act, { dealId, lines }),
    reduceSnapshots: (tx, ctx, object, snapshots) =>
      reduceSnapshots(deps, tx, ctx, object, snapshots),
    list: (ctx, object, input) => listRecords(deps, ctx, object, input),
    timeline: (ctx, object, id, page) => readTimeline(deps, ctx, object, id, page),
    lastTouched: (tx, ctx, field, ids) => lastTouched(deps, tx, ctx, field, ids),
    titles: (tx, ctx, object, ids) => titlesById(deps, tx, ctx, object, ids),
    sight: (tx, object, rows, principals) => rowSight(deps, tx, object, rows, principals),
    countPointing: (tx, ctx, object, ids) => pointingCounts(deps, tx, ctx, object, ids),
    loadMerge: (tx, ctx, targets, lock) => loadMerge(deps, tx, ctx, targets, lock),
    absorb: (tx, act, merge, values) => absorb(deps, tx, act, merge, values),
    project,
    etagOf,
    livePeople: livePeopleSql,
    stream: (ctx, object, input) => streamRecords(deps, ctx, object, input),
    measuring: createMeasuring(deps),
    checking: createChecking(deps),
    tellWays,
    computed: {
      ensure: (tx, act, field) => ensureComputedField(deps, tx, act, field),
      write: (tx, field, values) => writeComputedValues(deps, tx, field, values),
    },
    prepareWorkspace,
  };
}
