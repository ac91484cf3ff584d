// The typed client of a Rapport server, for browsers, Node and whatever else has fetch. It holds no state but the
// address and the key. Every method takes RequestOptions last, rejects with a RapportError and nothing else (or
// with the reason of the given signal), and is one request, save those that say otherwise. Each room has a file of
// its own; a program that needs little may take createTransport and the parts that it uses.
import type {
  NewStandardRecord,
  RapportRecord,
  RecordBase,
  SchemaObject,
  SearchHit,
  StandardChange,
  StandardObjectKey,
  StandardRecord,
} from "@rapport/contracts";
import { createAccessClients } from "./access.ts";
import { createAccountClient, createMemberSecurityClient, createSsoClient } from "./account.ts";
import { createActionsClient } from "./actions.ts";
import { createAiClient } from "./ai.ts";
import { createAnalyticsClient } from "./analytics.ts";
import { createAttachmentsClient } from "./attachments.ts";
import { createAuditClient } from "./audit.ts";
import { createAutomationsClient, createTemplatesClient } from "./automations.ts";
import { createBotClient } from "./bot.ts";
import { createChannelsClient } from "./channels.ts";
import { createCollection } from "./collection.ts";
import { createConsentClient } from "./consent.ts";
import { createConversationsClient } from "./conversations.ts";
import { createCopilotClient } from "./copilot.ts";
import { createDuplicatesClient, createMergesClient } from "./duplicates.ts";
import { createEventsClient } from "./events.ts";
import { createFeaturesClient } from "./features.ts";
import { createHomeClient } from "./home.ts";
import { createImportsClient } from "./imports.ts";
import { createInboxClient } from "./inbox.ts";
import { createKnowledgeClient } from "./knowledge.ts";
import { createLineItemsClient } from "./line-items.ts";
import { createListsClient } from "./lists.ts";
import { createLiveClient } from "./live.ts";
import { createMailboxesClient } from "./mailboxes.ts";
import { createModelsClient } from "./models.ts";
import { createNotificationsClient } from "./notifications.ts";
import { createNpsClient } from "./nps.ts";
import type { ClientOptions, RequestOptions } from "./options.ts";
import { createQuoteSettingsClient, createQuotesClient } from "./quotes.ts";
import { createRecordsClient, type RecordsClient, type StandardRecordsClient } from "./records.ts";
import { createRelationsClient } from "./relations.ts";
import { createDashboardsClient, createReportsClient } from "./reports.ts";
import { createSatisfactionClient } from "./satisfaction.ts";
import { createSegmentsClient } from "./segments.ts";
import { createStreamsClient } from "./streams.ts";
import { createTransport, type Transport } from "./transport.ts";
import type {
  CustomField,
  CustomFieldChange,
  CustomFieldInput,
  ObjectType,
  Pipeline,
  PipelineInput,
  RecordData,
} from "./types.ts";
import { createViewsClient } from "./views.ts";
import { createWebhooksClient } from "./webhooks.ts";

export interface SearchQuery {
  q: string;
  /** Keys of the objects to look in; all that the caller may read unless told. */
  objects?: string[];
  limit?: number;
}

const createSearch =
  (transport: Transport) =>
  async (query: SearchQuery, options?: RequestOptions): Promise<SearchHit[]> => {
    const { q, objects, limit } = query;
    const asked = { q, objects: objects?.join(","), limit };
    return (await transport.get<{ data: SearchHit[] }>("/search", asked, options)).data;
  };

/** Standard objects come with their fields as types; for custom ones, give a type of your own or none. */
interface Records {
  <K extends StandardObjectKey>(object: K): StandardRecordsClient<K>;
  <T extends RecordBase = RapportRecord, Data = RecordData>(
    object: string,
  ): RecordsClient<T, Data, Partial<Data>>;
}

const createRecords = (transport: Transport): Records =>
  (<K extends StandardObjectKey>(object: K) =>
    createRecordsClient<StandardRecord<K>, NewStandardRecord<K>, StandardChange<K>>(
      transport,
      object,
    )) as Records;

/**
 * Makes a client.
 *
 * @example
 * const rapport = createClient({ baseUrl: "http://localhost:4100", apiKey: "rk_…" });
 * const { data } = await rapport.records("people").list({ filter: { city: "Paris" } });
 */
export const createClient = (options: ClientOptions) => {
  const transport = createTransport(options);
  return {
    ...createAccessClients(transport),
    account: createAccountClient(transport),
    memberSecurity: createMemberSecurityClient(transport),
    sso: createSsoClient(transport),
    /** The verbs of one object, standard (`people`) or custom. */
    records: createRecords(transport),
    /** The best matches over all objects, or some, that the caller may read. */
    search: createSearch(transport),
    /** Object types and fields, reduced to what the caller may see. */
    schema: async (more?: RequestOptions): Promise<SchemaObject[]> =>
      (await transport.get<{ objects: SchemaObject[] }>("/schema", {}, more)).objects,
    fields: createCollection<CustomField, CustomFieldInput, CustomFieldChange>(
      transport,
      "/fields",
    ),
    objectTypes: createCollection<ObjectType, Partial<Omit<ObjectType, "id">>>(
      transport,
      "/object-types",
    ),
    pipelines: createCollection<Pipeline, PipelineInput>(transport, "/pipelines"),
    lineItems: createLineItemsClient(transport),
    quotes: createQuotesClient(transport),
    quoteSettings: createQuoteSettingsClient(transport),
    relations: createRelationsClient(transport),
    duplicates: createDuplicatesClient(transport),
    merges: createMergesClient(transport),
    imports: createImportsClient(transport),
    views: createViewsClient(transport),
    attachments: createAttachmentsClient(transport),
    channels: createChannelsClient(transport),
    consent: createConsentClient(transport),
    copilot: createCopilotClient(transport),
    knowledge: createKnowledgeClient(transport),
    lists: createListsClient(transport),
    automations: createAutomationsClient(transport),
    templates: createTemplatesClient(transport),
    mailboxes: createMailboxesClient(transport),
    webhooks: createWebhooksClient(transport),
    events: createEventsClient(transport),
    ai: createAiClient(transport),
    bot: createBotClient(transport),
    streams: createStreamsClient(transport),
    live: createLiveClient(transport),
    home: createHomeClient(transport),
    models: createModelsClient(transport),
    /** Next best actions of records, and the trials that tell what they add. */
    actions: createActionsClient(transport),
    notifications: createNotificationsClient(transport),
    /** Feature sets: what is known of records. */
    features: createFeaturesClient(transport),
    /** Segments: records that belong together by rules. */
    conversations: createConversationsClient(transport),
    inbox: createInboxClient(transport),
    analytics: createAnalyticsClient(transport),
    satisfaction: createSatisfactionClient(transport),
    nps: createNpsClient(transport),
    segments: createSegmentsClient(transport),
    reports: createReportsClient(transport),
    dashboards: createDashboardsClient(transport),
    audit: createAuditClient(transport),
    /** Takes back everything that one act did. Answers the act of the undo, which can be undone too. */
    undo: async (actId: string, more?: RequestOptions): Promise<{ actId: string | null }> => {
      const path = `/undo/${encodeURIComponent(actId)}`;
      return { actId: (await transport.call("POST", path, { ...more, repeatable: true })).actId };
    },
    /** For what this client has no method for yet. */
    transport,
  };
};

export interface Client extends ReturnType<typeof createClient> {}
