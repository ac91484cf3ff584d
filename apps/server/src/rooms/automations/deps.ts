// What the room asks of others. Records, the audit log and names come as functions that the composition root
// hands in: the room knows no other room but access.
import type { FieldDefinition } from "@rapport/contracts";
import type { Act, Acts, ChangeOp } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx, Rights } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Mail } from "../../platform/mail.ts";
import type { Outbox } from "../../platform/outbox.ts";

/** A record on the wire, reduced to somebody's rights. */
export interface KnownRecord {
  id: string;
  object: string;
  version: number;
  updatedAt: string;
  deletedAt: string | null;
  custom: Record<string, unknown>;
  [field: string]: unknown;
}

/** An object type with all of its fields by path (`name`, `custom.tier`), whoever may see them. */
export interface ObjectShape {
  key: string;
  label: string;
  labelPlural: string;
  fields: ReadonlyMap<string, FieldDefinition>;
}

/** One condition of a filter, and whether it held. */
export interface TestedPart {
  field: string;
  op: string;
  value: unknown;
  actual: unknown;
  held: boolean;
}

export interface Asker {
  nowMs: number;
  memberId: string | null;
}

/** An entry of the audit log. */
export interface PastChange {
  entryNo: number;
  at: string;
  act: string;
  source: string;
  recordId: string;
  op: ChangeOp;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface PastPage {
  object: string;
  from: string;
  beforeEntryNo: number | null;
  limit: number;
}

/** Puts back what an act of this room changed; the shape in which the records room takes it. */
export interface UndoablePart {
  read(tx: Tx, id: string): Promise<object | null>;
  write(tx: Tx, id: string, image: Record<string, unknown> | null, at: string): Promise<void>;
  mayChange(
    tx: Tx,
    act: Act,
    images: { image: Record<string, unknown>; current: object | null },
  ): Promise<boolean>;
}

export interface RecordsPort {
  objectTypes(tx: Reader): Promise<ReadonlyMap<string, ObjectShape>>;
  /** Live records that the caller may see, as the caller may see them; with the trash where told. */
  readVisible(
    tx: Reader,
    ctx: Ctx,
    wanted: { object: string; ids: readonly string[]; withTrash?: boolean },
  ): Promise<KnownRecord[]>;
  titleOf(tx: Reader, ctx: Ctx, record: KnownRecord): Promise<string>;
  /** Throws as a list would refuse the filter, and where no record alone can answer it. */
  checkFilter(tx: Reader, object: string, rights: Rights, filter: unknown): Promise<void>;
  matchFilter(
    tx: Reader,
    asked: { object: string; rights: Rights; asker: Asker },
    filter: unknown,
    record: KnownRecord,
  ): Promise<{ held: boolean; parts: TestedPart[] }>;
  /** Why a field would not take a value; null when it would. */
  valueFault(tx: Reader, object: string, field: string, value: unknown): Promise<string | null>;
  /** Pages of a filtered list within the caller's rights. Opens transactions of its own. */
  stream(ctx: Ctx, object: string, filter: object): AsyncGenerator<KnownRecord[]>;
  /** Names of stages and pipelines by id. */
  stageNames(tx: Reader): Promise<ReadonlyMap<string, string>>;
  pastChanges(tx: Tx, page: PastPage): Promise<PastChange[]>;
  addUndoable(object: string, part: UndoablePart): void;
}

export interface RoomDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  outbox: Pick<Outbox, "publish">;
  mail: Mail;
  records: RecordsPort;
}
