// The door of the client: what the command line and the web app may import.
export type {
  ApiKey,
  DuplicateBand,
  DuplicateCheckAnswer,
  DuplicatePair,
  ImportChange,
  ImportDescription,
  Invitation,
  LineItem,
  LineItemChange,
  LineItemInput,
  Me,
  Member,
  Merge,
  MergeableObject,
  MergeField,
  MergePreview,
  Page,
  Permissions,
  Problem,
  RapportRecord,
  RecordGroups,
  Role,
  SavedView,
  SchemaField,
  SchemaObject,
  SearchHit,
  Team,
  ViewChange,
  ViewInput,
  Workspace,
} from "@rapport/contracts";
export type {
  ApiKeyInput,
  CreatedInvitation,
  InvitationInput,
  MemberChange,
  SignUp,
} from "./access.ts";
export { type AuditQuery, type Client, createClient, type SearchQuery } from "./client.ts";
export type { DuplicatesQuery, MergesQuery, UndoResult } from "./duplicates.ts";
export { isRapportError, RapportError } from "./errors.ts";
export type { ImportUpload } from "./imports.ts";
export type { ExportQuery, RecordsClient } from "./records.ts";
export type { Answer, ClientOptions } from "./transport.ts";
export type * from "./types.ts";
