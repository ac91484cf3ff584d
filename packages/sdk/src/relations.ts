// Links between two records of any kinds, each with a label.
import type { Page } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";
import type { Relation } from "./types.ts";

export const createRelationsClient = (transport: Transport) => ({
  /** Links of one record, with the titles of the other ends. */
  list: async (
    query: { object: string; id: string },
    options?: RequestOptions,
  ): Promise<Relation[]> =>
    (await transport.get<Page<Relation>>("/relations", { ...query }, options)).data,
  /** Rejects with a ConflictError when the two are linked in this way already. */
  create: async (
    data: Omit<Relation, "id" | "createdAt" | "title">,
    options?: RequestOptions,
  ): Promise<Relation> =>
    (
      await transport.write<Relation>("POST", "/relations", {
        ...options,
        json: data,
        repeatable: true,
      })
    ).data,
  remove: async (id: string, options?: RequestOptions): Promise<void> => {
    await transport.call("DELETE", `/relations/${encodeURIComponent(id)}`, options);
  },
});
