// The door of the client: what programs, the command line and the web app may import.
export type {
  Activity,
  ActivityChange,
  ApiKey,
  AsOfRequest,
  AsOfResult,
  Attachment,
  Attempt,
  Attention,
  Automation,
  AutomationChange,
  AutomationInput,
  AutomationRun,
  AutomationRunDetail,
  BulkOperation,
  CatalogueEntry,
  ChangeLine,
  Company,
  CompanyChange,
  Connection,
  ConnectionCheck,
  ConnectionPatch,
  ConsentBulkResult,
  ConsentEntry,
  ConsentHearing,
  ConsentHearingChange,
  ConsentInput,
  ConsentPurpose,
  ConsentPurposeChange,
  ConsentPurposeInput,
  ConsentSource,
  ConsentState,
  ConsentStatement,
  CreatedWebhook,
  Dashboard,
  DashboardChange,
  DashboardInput,
  DashboardItem,
  Deal,
  DealChange,
  Delivery,
  DeliveryDetail,
  DeliveryState,
  DryRun,
  DryRunInput,
  DuplicateBand,
  DuplicateCheckAnswer,
  DuplicatePair,
  EntityValues,
  FeatureBackfill,
  FeatureCheck,
  FeatureSetSummary,
  FeatureView,
  FieldValue,
  FirstStep,
  FirstSteps,
  ImportChange,
  ImportDescription,
  ImportStatus,
  Invitation,
  LineItem,
  LineItemChange,
  LineItemInput,
  ListAddition,
  ListChanged,
  LiveChange,
  LiveEvent,
  LivePage,
  LookAlikes,
  Me,
  Member,
  MemberSignIn,
  Mentionable,
  Merge,
  MergeableObject,
  MergeField,
  MergePreview,
  MySecurity,
  NewActivity,
  NewCompany,
  NewConnection,
  NewDeal,
  NewNote,
  NewPerson,
  NewProduct,
  NewStandardRecord,
  NewStandardRecords,
  NewTask,
  NewTicket,
  Note,
  NoteChange,
  Notification,
  NotificationKind,
  NotificationPreferences,
  NotificationSummary,
  Page,
  Permissions,
  Person,
  PersonChange,
  PersonConsent,
  Placeholder,
  Preview,
  Problem,
  ProblemCode,
  Product,
  ProductChange,
  Profile,
  PurposeConsent,
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
  Recipe,
  RecordAtRisk,
  RecordBase,
  RecordGroups,
  RecordList,
  RecordListChange,
  RecordListInput,
  RecordsAtRisk,
  Replay,
  Report,
  ReportChange,
  ReportDefinition,
  ReportInput,
  ReportResult,
  Role,
  RuleFault,
  RunQuery,
  RunUndo,
  SavedView,
  SchemaField,
  SchemaObject,
  SearchHit,
  SecondFactorSetUp,
  SecurityPolicy,
  Segment,
  SegmentChange,
  SegmentDefinition,
  SegmentInput,
  SegmentMember,
  SegmentPreview,
  SegmentSuggestion,
  Session,
  SignInButton,
  StandardChange,
  StandardChanges,
  StandardObjectKey,
  StandardRecord,
  StandardRecords,
  Step,
  StepKind,
  StepValue,
  StreamStanding,
  StreamState,
  Task,
  TaskChange,
  Team,
  Template,
  TemplateChange,
  TemplateInput,
  TemplateVersion,
  Ticket,
  TicketChange,
  Trigger,
  ViewChange,
  ViewInput,
  Webhook,
  WebhookChange,
  WebhookDisabledReason,
  WebhookEvent,
  WebhookInput,
  Workspace,
} from "@rapport/contracts";
export {
  type ApiKeyInput,
  type CreatedInvitation,
  createAccessClients,
  type InvitationInput,
  type MemberChange,
  type SignInResult,
  type SignUp,
} from "./access.ts";
export {
  createAccountClient,
  createMemberSecurityClient,
  createSsoClient,
  type ProfileChange,
  type SecurityPolicyChange,
} from "./account.ts";
export { createActionsClient } from "./actions.ts";
export { type AiCallsQuery, createAiClient } from "./ai.ts";
export type * from "./ai-types.ts";
export { type AttachmentPlace, createAttachmentsClient } from "./attachments.ts";
export type { Received } from "./attempt.ts";
export { type AuditQuery, createAuditClient } from "./audit.ts";
export { createAutomationsClient, createTemplatesClient } from "./automations.ts";
export type { BulkOptions, BulkOutcome, BulkProgress, BulkSummary } from "./bulk.ts";
export type * from "./channel-types.ts";
export { type Client, createClient, type SearchQuery } from "./client.ts";
export { createCollection } from "./collection.ts";
export { createConsentClient } from "./consent.ts";
export type * from "./conversation-types.ts";
export {
  type ConversationThread,
  createConversationsClient,
  type WrittenMessage,
} from "./conversations.ts";
export * from "./desk.ts";
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
export type * from "./event-types.ts";
export {
  createEventsClient,
  type DeadLetterPage,
  type DeadLettersQuery,
  type EventsQuery,
} from "./events.ts";
export { createFeaturesClient } from "./features.ts";
export { createHomeClient } from "./home.ts";
export {
  createImportsClient,
  type ImportFileOptions,
  type ImportUpload,
  type UploadOptions,
  type WaitOptions,
} from "./imports.ts";
export { createLineItemsClient } from "./line-items.ts";
export { createListsClient } from "./lists.ts";
export { createLiveClient, type LiveItem } from "./live.ts";
export { cellValue, lookupRows } from "./lookup-rows.ts";
export type * from "./mailbox-types.ts";
export { createMailboxesClient, type MailsQuery } from "./mailboxes.ts";
export type * from "./model-types.ts";
export { createModelsClient } from "./models.ts";
export { createNotificationsClient, type NotificationsQuery } from "./notifications.ts";
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
export { createDashboardsClient, createReportsClient, type RunOptions } from "./reports.ts";
export { createSegmentsClient } from "./segments.ts";
export * from "./service-clients.ts";
export { createStreamsClient } from "./streams.ts";
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
export { createVisitorChat, openVisitorSession, VisitorError } from "./visitor.ts";
export {
  type ReceivedWebhook,
  verifyWebhook,
  type WebhookMessage,
  WebhookSignatureError,
} from "./webhook-signature.ts";
export type { DeliveriesQuery } from "./webhooks.ts";
