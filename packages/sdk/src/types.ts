// The shapes of the API that the contracts package does not already hold. Times are ISO 8601 in UTC,
// money is an integer in minor units beside its currency, ids are UUIDs.
import type {
  FieldType,
  FieldValue,
  Page,
  Problem,
  RapportRecord,
  SchemaObject,
} from "@rapport/contracts";

export type { Written } from "./transport.ts";

/** A filter as the API takes it, e.g. `{"city":"Paris"}` or `{"or":[…]}`. */
export type Filter = { [key: string]: unknown };

/** Fields to write; custom fields go under `custom`. */
export type RecordData = { [key: string]: FieldValue | Record<string, FieldValue> | undefined };

export interface ListQuery {
  /** Rows a page, at most 200. */
  limit?: number;
  cursor?: string;
  /** A field; `-field` for descending. */
  sort?: string;
  filter?: Filter;
  /** Also count the matches, up to a cap that the answer states. */
  total?: boolean;
  /** Also answer titles of the records that these point at. */
  include?: "titles";
}

/** What became of one operation of a bulk call. */
export interface BulkResult<T = RapportRecord> {
  /** HTTP status of this operation. */
  status: number;
  id?: string;
  data?: T;
  error?: Problem;
}

/** A record that points at the one whose timeline this is: a note, task, activity, ticket or deal. */
export interface TimelineEntry {
  object: string;
  id: string;
  at: string;
  title: string;
  record: RapportRecord;
}

/** What a list answers; `titles` names referenced records by id when `include` asks for it. */
export interface RecordPage<T = RapportRecord> extends Page<T> {
  titles?: Record<string, string>;
}

/** One entry of the audit log: who changed which record, by which act, from what to what. */
export interface AuditEntry {
  entryNo: number;
  id: string;
  at: string;
  actId: string;
  act: string;
  actor: { kind: string; id: string; label: string };
  source: string;
  ip: string | null;
  requestId: string;
  object: string;
  recordId: string;
  op: "create" | "update" | "delete" | "restore" | "purge";
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** A link between two records. In lists, `title` names the record at the other end. */
export interface Relation {
  id: string;
  fromObject: string;
  fromId: string;
  toObject: string;
  toId: string;
  label: string;
  createdAt: string;
  title?: string;
}

/** A record that an undo left alone, or some fields of it. */
export interface KeptRecord {
  object: string;
  id: string;
  reason: string;
  /** Fields that were kept, where the others went back. */
  fields?: string[];
}

export interface CustomField {
  id: string;
  object: string;
  key: string;
  label: string;
  type: FieldType;
  required: boolean;
  options: { key: string; label: string }[];
  refObject: string | null;
  position: number;
  /** The server writes it; nobody else can. */
  computed: boolean;
}

export type CustomFieldInput = Pick<CustomField, "object" | "label" | "type"> &
  Partial<Pick<CustomField, "key" | "required" | "options" | "position">> & { refObject?: string };

export type CustomFieldChange = Partial<
  Pick<CustomField, "label" | "required" | "options" | "position">
>;

export interface PipelineInput {
  name: string;
  position?: number;
  /** In order. Existing stages keep their id; those left out are removed. */
  stages: (Pick<Stage, "name" | "kind" | "probability"> & { id?: string })[];
}

export type ObjectType = Pick<SchemaObject, "key" | "label" | "labelPlural"> & { id: string };

export interface Stage {
  id: string;
  name: string;
  position: number;
  kind: "open" | "won" | "lost";
  /** Between 0 and 1. */
  probability: number;
}

export interface Pipeline {
  id: string;
  name: string;
  position: number;
  stages: Stage[];
}

export interface AuditStatus {
  entries: number;
  sealedAt: string | null;
  lastCheckpoint: string | null;
}
