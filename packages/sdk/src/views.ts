// Saved views: which filter, order, columns and layout a list is looked at with, and who shares it.
import type { SavedView, ViewChange, ViewInput } from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createViewsClient = (transport: Transport) => {
  const at = (id: string): string => `/views/${encodeURIComponent(id)}`;
  return {
    /** Own views and those that are shared with you, in the order of their tabs. */
    list: async (query: { object?: string } = {}, options?: RequestOptions): Promise<SavedView[]> =>
      (await transport.get<{ data: SavedView[] }>("/views", query, options)).data,
    get: (id: string, options?: RequestOptions): Promise<SavedView> =>
      transport.get<SavedView>(at(id), {}, options),
    create: (data: ViewInput, options: RequestOptions = {}): Promise<Written<SavedView>> =>
      transport.write<SavedView>("POST", "/views", { ...options, json: data, repeatable: true }),
    /** With `version`, rejects with a VersionConflictError when someone changed the view meanwhile. */
    update: (
      id: string,
      data: ViewChange,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<SavedView>> =>
      transport.write<SavedView>("PATCH", at(id), {
        ...options,
        json: data,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
  };
};
