// Knowledge: pages, files that become pages, search with its reasons, answers with citations, and gaps.
import type {
  KnowledgeAnswer,
  KnowledgeFileQuery,
  KnowledgeFileResult,
  KnowledgeGap,
  KnowledgeOverview,
  KnowledgePage,
  KnowledgePageChange,
  KnowledgePageInput,
  KnowledgePageListQuery,
  KnowledgePageSummary,
  KnowledgePageVersion,
  KnowledgeQuestion,
  KnowledgeSearchInput,
  KnowledgeSearchResult,
  Page,
} from "@rapport/contracts";
import { createGlossaryClient } from "./glossary.ts";
import { createSuggestionsClient } from "./harvest.ts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createKnowledgeClient = (transport: Transport) => {
  const at = (id: string): string => `/knowledge/pages/${encodeURIComponent(id)}`;
  const ask = async <T>(path: string, json: object, options: RequestOptions = {}): Promise<T> =>
    (await transport.write<T>("POST", path, { ...options, json, repeatable: true })).data;
  return {
    /** Counts, sources, and how search works here. */
    overview: (options?: RequestOptions): Promise<KnowledgeOverview> =>
      transport.get<KnowledgeOverview>("/knowledge", {}, options),
    /** Passages of published pages that you may read; `audience: "public"` as a customer. */
    search: (
      input: KnowledgeSearchInput,
      options?: RequestOptions,
    ): Promise<KnowledgeSearchResult> =>
      ask<KnowledgeSearchResult>("/knowledge/search", input, options),
    /** An answer with citations, or `kind: "abstained"` with what came nearest. */
    answer: (question: KnowledgeQuestion, options?: RequestOptions): Promise<KnowledgeAnswer> =>
      ask<KnowledgeAnswer>("/knowledge/answer", question, options),
    pages: {
      list: (
        query: KnowledgePageListQuery = {},
        options?: RequestOptions,
      ): Promise<Page<KnowledgePageSummary>> =>
        transport.get<Page<KnowledgePageSummary>>("/knowledge/pages", { ...query }, options),
      get: (id: string, options?: RequestOptions): Promise<KnowledgePage> =>
        transport.get<KnowledgePage>(at(id), {}, options),
      create: (
        data: KnowledgePageInput,
        options: RequestOptions = {},
      ): Promise<Written<KnowledgePage>> =>
        transport.write<KnowledgePage>("POST", "/knowledge/pages", {
          ...options,
          json: data,
          repeatable: true,
        }),
      /** With `version`, rejects with a VersionConflictError when someone changed it meanwhile. */
      update: (
        id: string,
        data: KnowledgePageChange,
        { version, ...options }: RequestOptions & VersionOption = {},
      ): Promise<Written<KnowledgePage>> =>
        transport.write<KnowledgePage>("PATCH", at(id), {
          ...options,
          json: data,
          headers: { ...options.headers, ...ifMatch({ version }) },
        }),
      /** With all its versions; archive it to keep them. */
      remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
        const { actId } = await transport.write("DELETE", at(id), options);
        return { data: null, actId };
      },
      versions: async (id: string, options?: RequestOptions): Promise<KnowledgePageVersion[]> =>
        (await transport.get<{ data: KnowledgePageVersion[] }>(`${at(id)}/versions`, {}, options))
          .data,
    },
    /** Loads a file; its name's ending tells what it is. The same file again changes only what is different. */
    addFile: (
      query: KnowledgeFileQuery,
      content: NonNullable<RequestInit["body"]>,
      options: RequestOptions = {},
    ): Promise<Written<KnowledgeFileResult>> =>
      transport.write<KnowledgeFileResult>("POST", "/knowledge/files", {
        ...options,
        query: { ...query },
        raw: { body: content, contentType: "application/octet-stream" },
      }),
    glossary: createGlossaryClient(transport),
    suggestions: createSuggestionsClient(transport),
    gaps: {
      list: async (options?: RequestOptions): Promise<KnowledgeGap[]> =>
        (await transport.get<{ data: KnowledgeGap[] }>("/knowledge/gaps", {}, options)).data,
      settle: async (id: string, options: RequestOptions = {}): Promise<Written<null>> => {
        const path = `/knowledge/gaps/${encodeURIComponent(id)}/settle`;
        const { actId } = await transport.write("POST", path, options);
        return { data: null, actId };
      },
    },
  };
};
