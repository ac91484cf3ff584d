// Pages suggested from closed tickets, and what of these is looked at.
import type {
  ClosedTickets,
  ClosedTicketsInput,
  KnowledgePage,
  PageSuggestion,
  SuggestionList,
  SuggestionOrigin,
  SuggestionPublish,
  SuggestionState,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createSuggestionsClient = (transport: Transport) => {
  const root = "/knowledge/suggestions";
  const at = (id: string): string => `${root}/${encodeURIComponent(id)}`;
  return {
    /** Of what you may read, what customers lack most first. */
    list: (
      query: { state?: SuggestionState } = {},
      options?: RequestOptions,
    ): Promise<SuggestionList> => transport.get<SuggestionList>(root, { ...query }, options),
    get: (id: string, options?: RequestOptions): Promise<PageSuggestion> =>
      transport.get<PageSuggestion>(at(id), {}, options),
    /** Makes an ordinary page of it, with the texts that you send; undone as one. */
    publish: (
      id: string,
      data: SuggestionPublish,
      options: RequestOptions = {},
    ): Promise<Written<KnowledgePage>> =>
      transport.write<KnowledgePage>("POST", `${at(id)}/publish`, {
        ...options,
        json: data,
        repeatable: true,
      }),
    dismiss: async (id: string, options: RequestOptions = {}): Promise<Written<null>> => {
      const { actId } = await transport.write("POST", `${at(id)}/dismiss`, {
        ...options,
        repeatable: true,
      });
      return { data: null, actId };
    },
    /** Tickets and conversations that a page came from, as far as you may read them. */
    origins: async (pageId: string, options?: RequestOptions): Promise<SuggestionOrigin[]> => {
      const path = `/knowledge/pages/${encodeURIComponent(pageId)}/origins`;
      return (await transport.get<{ data: SuggestionOrigin[] }>(path, {}, options)).data;
    },
    /** What is looked at. */
    source: {
      get: (options?: RequestOptions): Promise<ClosedTickets> =>
        transport.get<ClosedTickets>("/knowledge/closed-tickets", {}, options),
      save: (
        data: ClosedTicketsInput,
        options: RequestOptions = {},
      ): Promise<Written<ClosedTickets>> =>
        transport.write<ClosedTickets>("PUT", "/knowledge/closed-tickets", {
          ...options,
          json: data,
        }),
      /** Looks within a minute, rather than within the hour. */
      lookNow: async (options: RequestOptions = {}): Promise<void> => {
        await transport.write("POST", "/knowledge/closed-tickets/look", {
          ...options,
          repeatable: true,
        });
      },
    },
  };
};
