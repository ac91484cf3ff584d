// Saved views: which filter, order, columns and layout a list is looked at with, and who shares it.
import type { SavedView, ViewChange, ViewInput } from "@rapport/contracts";
import type { Transport } from "./transport.ts";
import type { Written } from "./types.ts";

export const createViewsClient = (transport: Transport) => {
  const at = (id: string): string => `/views/${encodeURIComponent(id)}`;
  return {
    /** Own views and those that are shared with you, in the order of their tabs. */
    list: async (query: { object?: string } = {}): Promise<SavedView[]> =>
      (await transport.call<{ data: SavedView[] }>("GET", "/views", { query })).body.data,
    get: async (id: string): Promise<SavedView> =>
      (await transport.call<SavedView>("GET", at(id))).body,
    create: async (data: ViewInput): Promise<Written<SavedView>> => {
      const answer = await transport.call<SavedView>("POST", "/views", { json: data });
      return { data: answer.body, actId: answer.actId };
    },
    /** With `version`, refuses (412) when someone changed the view meanwhile. */
    update: async (
      id: string,
      data: ViewChange,
      options: { version?: number } = {},
    ): Promise<Written<SavedView>> => {
      const headers: Record<string, string> =
        options.version === undefined ? {} : { "if-match": `"${options.version}"` };
      const answer = await transport.call<SavedView>("PATCH", at(id), { json: data, headers });
      return { data: answer.body, actId: answer.actId };
    },
    remove: async (id: string): Promise<Written<null>> => {
      const answer = await transport.call<undefined>("DELETE", at(id));
      return { data: null, actId: answer.actId };
    },
  };
};
