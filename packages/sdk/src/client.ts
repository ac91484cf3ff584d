// The typed client of a Rapport server, for browsers and Node. It holds no state but the address and the key;
// every method is one request, save `iterate`, which pages. Errors are RapportError and nothing else.
import type { Page, SchemaObject, SearchHit } from "@rapport/contracts";
import { createAccessClients, createCollection } from "./access.ts";
import { createDuplicatesClient, createMergesClient } from "./duplicates.ts";
import { createImportsClient } from "./imports.ts";
import { createLineItemsClient, createRecordsClient } from "./records.ts";
import { type ClientOptions, createTransport, type Transport } from "./transport.ts";
import type {
  AuditEntry,
  AuditStatus,
  CustomField,
  CustomFieldChange,
  CustomFieldInput,
  ObjectType,
  Pipeline,
  PipelineInput,
  Relation,
} from "./types.ts";
import { createViewsClient } from "./views.ts";

export interface SearchQuery {
  q: string;
  /** Keys of the objects to look in; all that the caller may read unless told. */
  objects?: string[];
  limit?: number;
}

export interface AuditQuery {
  limit?: number;
  cursor?: string;
  actorId?: string;
  act?: string;
  actId?: string;
  op?: string;
  object?: string;
  recordId?: string;
  from?: string;
  to?: string;
}

const createSearch =
  (transport: Transport) =>
  async (query: SearchQuery, options: { signal?: AbortSignal } = {}): Promise<SearchHit[]> => {
    const answer = await transport.call<{ data: SearchHit[] }>("GET", "/search", {
      query: { q: query.q, objects: query.objects?.join(","), limit: query.limit },
      ...options,
    });
    return answer.body.data;
  };

const createAuditClient = (transport: Transport) => ({
  /** Entries of the audit log, newest first. */
  list: async (query: AuditQuery = {}): Promise<Page<AuditEntry>> =>
    (await transport.call<Page<AuditEntry>>("GET", "/audit", { query: { ...query } })).body,
  /** How far the chain is sealed, and the last checkpoint outside the database. */
  status: async (): Promise<AuditStatus> =>
    (await transport.call<AuditStatus>("GET", "/audit/status")).body,
});

const createRelationsClient = (transport: Transport) => ({
  /** Links of one record, with the titles of the other ends. */
  list: async (query: { object: string; id: string }): Promise<Relation[]> =>
    (await transport.call<Page<Relation>>("GET", "/relations", { query: { ...query } })).body.data,
  create: async (data: Omit<Relation, "id" | "createdAt" | "title">): Promise<Relation> =>
    (await transport.call<Relation>("POST", "/relations", { json: data })).body,
  remove: async (id: string): Promise<void> => {
    await transport.call("DELETE", `/relations/${encodeURIComponent(id)}`);
  },
});

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
    /** The verbs of one object, standard (`people`) or custom. */
    records: (object: string) => createRecordsClient(transport, object),
    search: createSearch(transport),
    /** Object types and fields, reduced to what the caller may see. */
    schema: async (): Promise<SchemaObject[]> =>
      (await transport.call<{ objects: SchemaObject[] }>("GET", "/schema")).body.objects,
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
    relations: createRelationsClient(transport),
    duplicates: createDuplicatesClient(transport),
    merges: createMergesClient(transport),
    imports: createImportsClient(transport),
    views: createViewsClient(transport),
    audit: createAuditClient(transport),
    /** Takes back everything that one act did. Answers the act of the undo, which can be undone too. */
    undo: async (actId: string): Promise<{ actId: string | null }> => {
      const answer = await transport.call("POST", `/undo/${encodeURIComponent(actId)}`);
      return { actId: answer.actId };
    },
    /** For what this client has no method for yet. */
    transport,
  };
};

export type Client = ReturnType<typeof createClient>;
