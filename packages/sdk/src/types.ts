// The shapes of the API that the contracts package does not already hold. Times are ISO 8601 in UTC,
// money is an integer in minor units beside its currency, ids are UUIDs.
import type {
  FieldType,
  FieldValue,
  Permissions,
  Problem,
  RapportRecord,
  SchemaObject,
} from "@rapport/contracts";

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
}

/** What a write answers: the new state, and the act that `undo` takes back. */
export interface Written<T> {
  data: T;
  actId: string | null;
}

export interface BulkResult {
  status: number;
  id?: string;
  data?: RapportRecord;
  error?: Problem;
}

export interface TimelineEntry {
  id: string;
  kind: string;
  at: string;
  title?: string;
  body?: string | null;
  object?: string;
  recordId?: string;
  actor?: Actor | null;
  record?: RapportRecord;
}

export interface Actor {
  kind?: string;
  id: string | null;
  name?: string | null;
}

/** One change of a record: each changed field with its value before and after. */
export interface HistoryEntry {
  id: string;
  actId?: string | null;
  action: string;
  at: string;
  actor?: Actor | null;
  changes: { field: string; before: unknown; after: unknown }[];
}

export interface Relation {
  id: string;
  kind: string;
  from: { object: string; id: string; title?: string };
  to: { object: string; id: string; title?: string };
}

export interface LineItem {
  id: string;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  discountPercent?: number | null;
  currency?: string;
}

export interface Me {
  user: { id: string; email: string; name: string };
  member: { id: string; name?: string; region?: string | null; teamId?: string | null };
  workspace: { id: string; name: string; currency?: string; slug?: string };
  role: { id: string; name: string };
  permissions: Permissions;
}

export interface Member {
  id: string;
  userId?: string;
  name: string;
  email: string;
  roleId: string;
  teamId?: string | null;
  region?: string | null;
  status?: string;
  createdAt?: string;
}

export interface Invitation {
  id: string;
  email: string;
  roleId: string;
  expiresAt: string;
  acceptedAt?: string | null;
  /** Given once, at creation: the link to hand over when no mail is set up. */
  token?: string;
  url?: string;
}

export interface Role {
  id: string;
  key?: string;
  name: string;
  description?: string | null;
  builtIn: boolean;
  permissions: Permissions;
  memberCount?: number;
}

export interface Team {
  id: string;
  name: string;
  memberIds?: string[];
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  roleId?: string | null;
  scopes?: string[];
  expiresAt: string | null;
  lastUsedAt: string | null;
  createdAt: string;
  revokedAt?: string | null;
}

export interface CustomField {
  id: string;
  object: string;
  key: string;
  label: string;
  type: FieldType;
  required: boolean;
  unique?: boolean;
  options?: { key: string; label: string }[];
  refObject?: string;
}

export type ObjectType = Pick<SchemaObject, "key" | "label" | "labelPlural"> & { id: string };

export interface Stage {
  id: string;
  name: string;
  position: number;
  kind: "open" | "won" | "lost";
  probability: number;
}

export interface Pipeline {
  id: string;
  name: string;
  isDefault?: boolean;
  stages: Stage[];
}

export interface AuditEntry {
  id: string;
  sequence?: number;
  at: string;
  actor?: Actor | null;
  action: string;
  object?: string | null;
  recordId?: string | null;
  actId?: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  origin?: Record<string, unknown> | null;
}

export interface AuditStatus {
  entries: number;
  sealedAt: string | null;
  lastCheckpoint: string | null;
}

export type ImportStatus =
  | "uploaded"
  | "mapping"
  | "checking"
  | "ready"
  | "running"
  | "done"
  | "failed"
  | "cancelled"
  | "undone";

export interface ImportColumn {
  name: string;
  samples: string[];
  suggestion?: { field: string; confidence?: number } | null;
}

export interface ImportCounts {
  rows?: number;
  created: number;
  updated: number;
  unchanged: number;
  bad: number;
}

export interface ImportJob {
  id: string;
  object: string;
  fileName?: string | null;
  status: string;
  columns: ImportColumn[];
  mapping: Record<string, string | null>;
  upsertKey: string | null;
  mode?: string;
  counts?: ImportCounts;
  dryRun?: { counts: ImportCounts; diffs?: ImportDiff[]; errors?: ImportRowError[] } | null;
  progress?: {
    rowsDone: number;
    rowsTotal?: number;
    rowsPerSecond: number;
    secondsLeft: number | null;
  } | null;
  error?: string | null;
  createdAt: string;
}

export interface ImportDiff {
  line: number;
  action: "create" | "update" | "unchanged";
  title?: string;
  changes: { field: string; before: unknown; after: unknown }[];
}

export interface ImportRowError {
  line: number;
  field?: string | null;
  code?: string;
  message: string;
}
