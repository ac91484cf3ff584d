// Reading and writing the records of one object, standard or custom, all over the same verbs.
// Standard objects live at /{object}, custom ones at /records/{object}; callers only know the key. Every method
// rejects with a RapportError: NotFoundError for what does not exist or may not be seen, PermissionError for what
// the role does not allow, ValidationError for input that is refused.

import {
  type BulkOperation,
  type NewStandardRecord,
  type Page,
  type RapportRecord,
  type RecordBase,
  type RecordGroups,
  type StandardChange,
  type StandardObjectKey,
  type StandardRecord,
  standardObjectKeys,
} from "@rapport/contracts";
import { type BulkOptions, type BulkSummary, bulkAll } from "./bulk.ts";
import { errorOf } from "./errors.ts";
import { jsonLinesOf } from "./lines.ts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import { createList, iteratePages, type PageQuery } from "./pages.ts";
import type { QueryValue, Transport, Written } from "./transport.ts";
import type {
  AuditEntry,
  BulkResult,
  Filter,
  ListQuery,
  RecordData,
  RecordPage,
  TimelineEntry,
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
  /** Field keys; custom ones as `custom.<key>`. All unless told. */
  fields?: string[];
};

const exportQuery = (query: ExportQuery): Record<string, QueryValue> => ({
  format: query.format,
  filter: query.filter,
  sort: query.sort,
  fields: query.fields?.join(","),
});

/** Makes the verbs of one object. `T` is what it answers, `New` and `Change` what it takes. */
export const createRecordsClient = <
  T extends RecordBase = RapportRecord,
  New = RecordData,
  Change = RecordData,
>(
  transport: Transport,
  object: string,
) => {
  const base = recordsPath(object);
  const at = (id: string): string => `${base}/${encodeURIComponent(id)}`;

  const list = (query: ListQuery = {}, options?: RequestOptions): Promise<RecordPage<T>> =>
    transport.get<RecordPage<T>>(base, listQuery(query), options);

  const bulk = async (
    operations: BulkOperation[],
    options: RequestOptions = {},
  ): Promise<Written<BulkResult<T>[]>> => {
    const { data, actId } = await transport.write<{ results: BulkResult<T>[] }>(
      "POST",
      `${base}/bulk`,
      { ...options, json: { operations }, repeatable: true },
    );
    return { data: data.results, actId };
  };

  const exportStream = (query: ExportQuery, options: RequestOptions = {}): Promise<Response> =>
    transport.stream(`${base}/export`, { ...options, query: exportQuery(query) });

  return {
    /** One page. Give `nextCursor` back as `cursor` for the following one. */
    list,
    /** Every record of a list, page after page (of 200 unless told), fetched as you go on. */
    iterate: (
      query: ListQuery = {},
      options?: RequestOptions,
    ): AsyncGenerator<T, void, undefined> =>
      iteratePages<T>(
        (cursor) => list({ limit: 200, ...query, ...(cursor ? { cursor } : {}) }, options),
        query.cursor,
      ),
    /** The first record of a list, or undefined. */
    first: async (query: ListQuery = {}, options?: RequestOptions): Promise<T | undefined> =>
      (await list({ ...query, limit: 1 }, options)).data[0],
    /** How many records match; counted up to 10,000, and `capped` beyond. */
    count: async (
      filter?: Filter,
      options?: RequestOptions,
    ): Promise<{ count: number; capped: boolean }> => {
      const page = await list({ ...(filter ? { filter } : {}), limit: 1, total: true }, options);
      return page.total ?? { count: page.data.length, capped: false };
    },
    /** One record. Rejects with a GoneError that names the successor when it was merged away. */
    get: (id: string, options?: RequestOptions): Promise<T> =>
      transport.get<T>(at(id), {}, options),
    /** Creates a record and answers it with the act that can be undone. */
    create: (data: New, options: RequestOptions = {}): Promise<Written<T>> =>
      transport.write<T>("POST", base, { ...options, json: data, repeatable: true }),
    /**
     * Changes the given fields. With `version`, rejects with a VersionConflictError, which holds the record as it
     * is now, when someone changed it meanwhile.
     */
    update: (
      id: string,
      data: Change,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<T>> =>
      transport.write<T>("PATCH", at(id), {
        ...options,
        json: data,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    /**
     * Changes the one record that has this value in the field `key` (such as `email`), or creates it. Rejects with a
     * ConflictError when several have it.
     */
    upsert: async (
      key: string,
      data: New,
      options: RequestOptions = {},
    ): Promise<Written<T> & { created: boolean }> => {
      const operation = { op: "upsert", key, data } as BulkOperation;
      const { data: results, actId } = await bulk([operation], options);
      const [result] = results;
      if (result?.error) throw errorOf(result.error);
      return { data: result?.data as T, actId, created: result?.status === 201 };
    },
    /** Moves a record to the trash. With `version`, refuses as `update` does. */
    remove: async (
      id: string,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<null>> => {
      const headers = {
        ...options.headers,
        ...(version === undefined ? {} : ifMatch({ version })),
      };
      const { actId } = await transport.write("DELETE", at(id), { ...options, headers });
      return { data: null, actId };
    },
    /** Takes a record out of the trash. */
    restore: (id: string, options: RequestOptions = {}): Promise<Written<T>> =>
      transport.write<T>("POST", `${at(id)}/restore`, { ...options, repeatable: true }),
    /** One page of the deleted records, newest first. */
    trash: (query: ListQuery = {}, options?: RequestOptions): Promise<RecordPage<T>> =>
      transport.get<RecordPage<T>>(`${base}/trash`, listQuery(query), options),
    /** Up to 1,000 operations in one call, each with its own result, in order. */
    bulk,
    /** Any number of operations, in calls of 1,000. Answers what became of each, in order. */
    bulkAll: (
      operations: Iterable<BulkOperation> | AsyncIterable<BulkOperation>,
      options?: BulkOptions,
    ): Promise<BulkSummary<T>> => bulkAll<T>(bulk, operations, options),
    /** How many records have each value of a field, and what another field comes to in each group. */
    groups: (query: GroupQuery, options?: RequestOptions): Promise<RecordGroups> =>
      transport.get<RecordGroups>(
        `${base}/groups`,
        { by: query.by, sum: query.sum, filter: query.filter },
        options,
      ),
    /** What happened around a record, newest first. */
    timeline: (
      id: string,
      query: PageQuery = {},
      options?: RequestOptions,
    ): Promise<Page<TimelineEntry>> =>
      createList<TimelineEntry>(transport, `${at(id)}/timeline`).list(query, options),
    /** Each change of a record's fields, newest first. */
    history: (
      id: string,
      query: PageQuery = {},
      options?: RequestOptions,
    ): Promise<Page<AuditEntry>> =>
      createList<AuditEntry>(transport, `${at(id)}/history`).list(query, options),
    /** The address of an export, for a download by the browser's session. */
    exportUrl: (query: ExportQuery): string => transport.url(`${base}/export`, exportQuery(query)),
    /** The export as a stream; the caller reads its body. It has no deadline: pass a `signal` to stop it. */
    exportStream,
    /** Every record of an export, as it arrives: any number in little memory, in one request. */
    exportRecords: async function* (
      query: Omit<ExportQuery, "format"> = {},
      options?: RequestOptions,
    ): AsyncGenerator<T, void, undefined> {
      const response = await exportStream({ ...query, format: "jsonl" }, options);
      yield* jsonLinesOf<T>(response, options?.signal);
    },
  };
};

/** The verbs of one object, as `client.records(key)` answers them. */
export interface RecordsClient<
  T extends RecordBase = RapportRecord,
  New = RecordData,
  Change = RecordData,
> extends ReturnType<typeof createRecordsClient<T, New, Change>> {}

/** The verbs of a standard object, with its fields as types. */
export type StandardRecordsClient<K extends StandardObjectKey> = RecordsClient<
  StandardRecord<K>,
  NewStandardRecord<K>,
  StandardChange<K>
>;
