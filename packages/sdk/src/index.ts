// The door of the client: what programs, the command line and the web app may import.
export type {
  Activity,
  ApiKey,
  Attachment,
  BulkOperation,
  Company,
  Deal,
  DuplicateBand,
  DuplicateCheckAnswer,
  DuplicatePair,
  FieldValue,
  ImportChange,
  ImportDescription,
  ImportStatus,
  Invitation,
  LineItem,
  LineItemChange,
  LineItemInput,
  ListAddition,
  ListChanged,
  Me,
  Member,
  Merge,
  MergeableObject,
  MergeField,
  MergePreview,
  NewStandardRecord,
  Note,
  Page,
  Permissions,
  Person,
  Problem,
  ProblemCode,
  Product,
  Quote,
  QuoteAccept,
  QuoteChange,
  QuoteDecline,
  QuoteInput,
  QuoteLine,
  QuotePageSize,
  QuoteSettings,
  QuoteSettingsChange,
  QuoteStatus,
  RapportRecord,
  RecordBase,
  RecordGroups,
  RecordList,
  RecordListChange,
  RecordListInput,
  Role,
  SavedView,
  SchemaField,
  SchemaObject,
  SearchHit,
  StandardChange,
  StandardObjectKey,
  StandardRecord,
  Task,
  Team,
  Ticket,
  ViewChange,
  ViewInput,
  Workspace,
} from "@rapport/contracts";
export {
  type ApiKeyInput,
  type CreatedInvitation,
  createAccessClients,
  type InvitationInput,
  type MemberChange,
  type SignUp,
} from "./access.ts";
export { type AttachmentPlace, createAttachmentsClient } from "./attachments.ts";
export { type AuditQuery, createAuditClient } from "./audit.ts";
export type { BulkOptions, BulkOutcome, BulkProgress, BulkSummary } from "./bulk.ts";
export { type Client, createClient, type SearchQuery } from "./client.ts";
export { createCollection } from "./collection.ts";
export {
  createDuplicatesClient,
  createMergesClient,
  type DuplicatesQuery,
  type MergesQuery,
  type UndoResult,
} from "./duplicates.ts";
export {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  type ErrorCode,
  GoneError,
  isRapportError,
  NotFoundError,
  PermissionError,
  RapportError,
  RateLimitError,
  type SdkErrorCode,
  ServerError,
  TimeoutError,
  ValidationError,
  VersionConflictError,
} from "./errors.ts";
export {
  createImportsClient,
  type ImportFileOptions,
  type ImportUpload,
  type UploadOptions,
  type WaitOptions,
} from "./imports.ts";
export { createLineItemsClient } from "./line-items.ts";
export { createListsClient } from "./lists.ts";
export type { ClientOptions, RequestOptions, Retry, VersionOption } from "./options.ts";
export type { PageQuery } from "./pages.ts";
export { createQuoteSettingsClient, createQuotesClient, type PdfQuery } from "./quotes.ts";
export {
  createRecordsClient,
  type ExportQuery,
  type GroupQuery,
  type RecordsClient,
  type StandardRecordsClient,
} from "./records.ts";
export { createRelationsClient } from "./relations.ts";
export {
  type Answer,
  type CallOptions,
  createTransport,
  type RateLimit,
  type Transport,
  type Written,
} from "./transport.ts";
export type * from "./types.ts";
export { createViewsClient } from "./views.ts";
