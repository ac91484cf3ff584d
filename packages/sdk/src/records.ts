// Reading and writing the records of one object, standard or custom, all over the same verbs.
// Standard objects live at /{object}, custom ones at /records/{object}; callers only know the key.

import {
  type BulkOperation,
  type LineItem,
  type LineItemChange,
  type LineItemInput,
  type Page,
  type RapportRecord,
  type RecordGroups,
  type StandardObjectKey,
  standardObjectKeys,
} from "@rapport/contracts";
import type { CallOptions, QueryValue, Transport } from "./transport.ts";
import type {
  AuditEntry,
  BulkResult,
  Filter,
  ListQuery,
  RecordData,
  RecordPage,
  TimelineEntry,
  Written,
} from "./types.ts";

/** The path of an object's records under /api/v1. */
export const recordsPath = (object: string): string =>
  standardObjectKeys.includes(object as StandardObjectKey)
    ? `/${object}`
    : `/records/${encodeURIComponent(object)}`;

const listQuery = (query: ListQuery): Record<string, QueryValue> => ({
  limit: query.limit,
  cursor: query.cursor,
  sort: query.sort,
  filter: query.filter,
  total: query.total ? "true" : undefined,
  include: query.include,
});

export interface GroupQuery {
  /** Field whose values make the groups. */
  by: string;
  /** Amount or number to add up. */
  sum?: string;
  filter?: Filter;
}

export type ExportQuery = {
  format: "csv" | "jsonl";
  filter?: Filter;
  sort?: string;
  fields?: string[];
};

const exportQuery = (query: ExportQuery): Record<string, QueryValue> => ({
  format: query.format,
  filter: query.filter,
  sort: query.sort,
  fields: query.fields?.join(","),
});

/** Makes the verbs of one object. */
export const createRecordsClient = (transport: Transport, object: string) => {
  const base = recordsPath(object);
  const at = (id: string): string => `${base}/${encodeURIComponent(id)}`;
  const ifMatch = (version?: number | string): Record<string, string> =>
    version === undefined
      ? {}
      : { "if-match": typeof version === "number" ? `"${version}"` : version };

  const list = async (query: ListQuery = {}, options: CallOptions = {}): Promise<RecordPage> =>
    (
      await transport.call<RecordPage>("GET", base, {
        ...options,
        query: listQuery(query),
      })
    ).body;

  return {
    /** One page. Give `nextCursor` back as `cursor` for the following one. */
    list,
    /** Every record of a list, page after page. */
    iterate: async function* (
      query: ListQuery = {},
    ): AsyncGenerator<RapportRecord, void, undefined> {
      let cursor: string | undefined = query.cursor;
      do {
        const page = await list({ limit: 200, ...query, ...(cursor ? { cursor } : {}) });
        yield* page.data;
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
    },
    /** One record. Throws 404 when it does not exist or may not be seen. */
    get: async (id: string, options: CallOptions = {}): Promise<RapportRecord> =>
      (await transport.call<RapportRecord>("GET", at(id), options)).body,
    /** Creates a record and answers it with the act that can be undone. */
    create: async (data: RecordData): Promise<Written<RapportRecord>> => {
      const answer = await transport.call<RapportRecord>("POST", base, { json: data });
      return { data: answer.body, actId: answer.actId };
    },
    /** Changes the given fields. With `version`, refuses (412) when someone changed the record meanwhile. */
    update: async (
      id: string,
      data: RecordData,
      options: { version?: number | string } = {},
    ): Promise<Written<RapportRecord>> => {
      const answer = await transport.call<RapportRecord>("PATCH", at(id), {
        json: data,
        headers: ifMatch(options.version),
      });
      return { data: answer.body, actId: answer.actId };
    },
    /** Moves a record to the trash. */
    remove: async (id: string): Promise<Written<null>> => {
      const answer = await transport.call<undefined>("DELETE", at(id));
      return { data: null, actId: answer.actId };
    },
    /** Takes a record out of the trash. */
    restore: async (id: string): Promise<Written<RapportRecord>> => {
      const answer = await transport.call<RapportRecord>("POST", `${at(id)}/restore`);
      return { data: answer.body, actId: answer.actId };
    },
    /** The deleted records, newest first. */
    trash: async (query: ListQuery = {}): Promise<RecordPage> =>
      (
        await transport.call<RecordPage>("GET", `${base}/trash`, {
          query: listQuery(query),
        })
      ).body,
    /** Up to 1,000 operations in one call, each with its own result, in order. */
    bulk: async (operations: BulkOperation[]): Promise<Written<BulkResult[]>> => {
      const answer = await transport.call<{ results: BulkResult[] }>("POST", `${base}/bulk`, {
        json: { operations },
      });
      return { data: answer.body.results, actId: answer.actId };
    },
    /** How many records have each value of a field, and what another field comes to in each group. */
    groups: async (query: GroupQuery, options: CallOptions = {}): Promise<RecordGroups> =>
      (
        await transport.call<RecordGroups>("GET", `${base}/groups`, {
          ...options,
          query: { by: query.by, sum: query.sum, filter: query.filter },
        })
      ).body,
    /** What happened around a record, newest first. */
    timeline: async (
      id: string,
      query: { cursor?: string; limit?: number } = {},
    ): Promise<Page<TimelineEntry>> =>
      (await transport.call<Page<TimelineEntry>>("GET", `${at(id)}/timeline`, { query })).body,
    /** Each change of a record's fields, newest first. */
    history: async (
      id: string,
      query: { cursor?: string; limit?: number } = {},
    ): Promise<Page<AuditEntry>> =>
      (await transport.call<Page<AuditEntry>>("GET", `${at(id)}/history`, { query })).body,
    /** The address of an export, for a download by the browser's session. */
    exportUrl: (query: ExportQuery): string => transport.url(`${base}/export`, exportQuery(query)),
    /** The export as a stream; the caller reads its body. */
    exportStream: (query: ExportQuery, options: CallOptions = {}): Promise<Response> =>
      transport.stream(`${base}/export`, { ...options, query: exportQuery(query) }),
  };
};

export type RecordsClient = ReturnType<typeof createRecordsClient>;

/** The line items of a deal. Amounts in minor units of the deal's currency. */
export const createLineItemsClient = (transport: Transport) => {
  const base = (dealId: string): string => `/deals/${encodeURIComponent(dealId)}/line-items`;
  const written = <T>({ body, actId }: { body: T; actId: string | null }): Written<T> => ({
    data: body,
    actId,
  });
  return {
    list: async (dealId: string): Promise<{ data: LineItem[] }> =>
      (await transport.call<{ data: LineItem[] }>("GET", base(dealId))).body,
    /** With `productId` it takes from the product what is not said. */
    create: async (dealId: string, data: LineItemInput): Promise<Written<LineItem>> =>
      written(await transport.call<LineItem>("POST", base(dealId), { json: data })),
    update: async (dealId: string, id: string, data: LineItemChange): Promise<Written<LineItem>> =>
      written(await transport.call<LineItem>("PATCH", `${base(dealId)}/${id}`, { json: data })),
    remove: async (dealId: string, id: string): Promise<Written<null>> => {
      const { actId } = await transport.call("DELETE", `${base(dealId)}/${id}`);
      return { data: null, actId };
    },
  };
};
