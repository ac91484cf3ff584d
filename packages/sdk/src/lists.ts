// Lists of records that members put together by hand. Their records: `records(object).list({ filter: { list: id } })`.
import type {
  ListAddition,
  ListChanged,
  RecordList,
  RecordListChange,
  RecordListInput,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createListsClient = (transport: Transport) => {
  const at = (id: string): string => `/lists/${encodeURIComponent(id)}`;
  return {
    /** Own lists and those that are shared with you, by name; with `recordId`, those that the record is in. */
    list: async (
      query: { object?: string; recordId?: string } = {},
      options?: RequestOptions,
    ): Promise<RecordList[]> =>
      (await transport.get<{ data: RecordList[] }>("/lists", query, options)).data,
    get: (id: string, options?: RequestOptions): Promise<RecordList> =>
      transport.get<RecordList>(at(id), {}, options),
    create: (data: RecordListInput, options: RequestOptions = {}): Promise<Written<RecordList>> =>
      transport.write<RecordList>("POST", "/lists", { ...options, json: data, repeatable: true }),
    update: (
      id: string,
      data: RecordListChange,
      options: RequestOptions = {},
    ): Promise<Written<RecordList>> =>
      transport.write<RecordList>("PATCH", at(id), { ...options, json: data }),
    /** The records stay. */
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** Adds records by id, or all that a filter finds; 5,000 at most a call. */
    add: (
      id: string,
      what: ListAddition,
      options: RequestOptions = {},
    ): Promise<Written<ListChanged>> =>
      transport.write<ListChanged>("POST", `${at(id)}/members`, { ...options, json: what }),
    takeOut: (
      id: string,
      recordIds: string[],
      options: RequestOptions = {},
    ): Promise<Written<ListChanged>> =>
      transport.write<ListChanged>("POST", `${at(id)}/members/remove`, {
        ...options,
        json: { recordIds },
        repeatable: true,
      }),
  };
};
