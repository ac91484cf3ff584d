// List, create, update and remove over one path of settings: what most small things of a workspace need.

import type { Page } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import { iteratePages } from "./pages.ts";
import type { Transport } from "./transport.ts";

/** Makes the four verbs of a path. All reject with a RapportError. */
export const createCollection = <T, Input = Partial<T>, Change = Input>(
  transport: Transport,
  path: string,
) => {
  const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return {
    /** All of them, page after page. */
    list: async (
      query: Record<string, string | number | undefined> = {},
      options?: RequestOptions,
    ): Promise<T[]> => {
      const all: T[] = [];
      const pages = iteratePages((cursor) =>
        transport.get<Page<T>>(path, { ...query, cursor }, options),
      );
      for await (const item of pages) all.push(item);
      return all;
    },
    /** Rejects with a ValidationError that names the fields. */
    create: async (data: Input, options?: RequestOptions): Promise<T> =>
      (await transport.write<T>("POST", path, { ...options, json: data })).data,
    /** Changes what is given, and leaves the rest. */
    update: async (id: string, data: Change, options?: RequestOptions): Promise<T> =>
      (await transport.write<T>("PATCH", at(id), { ...options, json: data })).data,
    remove: async (id: string, options?: RequestOptions): Promise<void> => {
      await transport.call("DELETE", at(id), options);
    },
  };
};
