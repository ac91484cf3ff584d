// The workspace's own words, which search and answers look for too.
import type {
  GlossaryEntry,
  GlossaryEntryChange,
  GlossaryEntryInput,
  GlossaryImportResult,
  Page,
  PageQuery,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createGlossaryClient = (transport: Transport) => {
  const root = "/knowledge/glossary";
  const at = (id: string): string => `${root}/${encodeURIComponent(id)}`;
  return {
    /** By term. */
    list: (query: PageQuery = {}, options?: RequestOptions): Promise<Page<GlossaryEntry>> =>
      transport.get<Page<GlossaryEntry>>(root, { ...query }, options),
    create: (
      data: GlossaryEntryInput,
      options: RequestOptions = {},
    ): Promise<Written<GlossaryEntry>> =>
      transport.write<GlossaryEntry>("POST", root, { ...options, json: data, repeatable: true }),
    update: (
      id: string,
      data: GlossaryEntryChange,
      options: RequestOptions = {},
    ): Promise<Written<GlossaryEntry>> =>
      transport.write<GlossaryEntry>("PATCH", at(id), { ...options, json: data }),
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** Adds and changes entries by their terms, all of the file or nothing; takes none away. */
    import: (csv: string, options: RequestOptions = {}): Promise<Written<GlossaryImportResult>> =>
      transport.write<GlossaryImportResult>("POST", `${root}/import`, {
        ...options,
        json: { csv },
        repeatable: true,
      }),
    /** Address of the file with all entries, which `import` takes again. */
    exportUrl: (): string => transport.url(`${root}/export`),
    export: async (options?: RequestOptions): Promise<string> =>
      (await transport.stream(`${root}/export`, options)).text(),
  };
};
