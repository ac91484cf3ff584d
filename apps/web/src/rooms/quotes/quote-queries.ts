// Quotes in the cache, and what is done with them. Each act can be undone from the message that it leaves.
import type { Quote, QuoteAccept, QuoteChange } from "@rapport/sdk";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { nameOf } from "./quote-words.rules.ts";

interface Done {
  data: Quote;
  actId: string | null;
}

export const useQuote = (id: string) =>
  useQuery({ queryKey: ["quotes", "one", id], queryFn: () => api.quotes.get(id) });

export const useQuotesOfDeal = (dealId: string) =>
  useQuery({
    queryKey: ["quotes", "deal", dealId],
    queryFn: async () => (await api.quotes.list({ dealId, limit: 200 })).data,
  });

export const useAllQuotes = () =>
  useInfiniteQuery({
    queryKey: ["quotes", "all"],
    queryFn: ({ pageParam }) => api.quotes.list(pageParam ? { cursor: pageParam } : {}),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const useQuoteSettings = () =>
  useQuery({ queryKey: ["quote-settings"], queryFn: () => api.quoteSettings.get() });

const refresh = async (): Promise<void> => {
  await queryClient.invalidateQueries({ queryKey: ["quotes"] });
};

const keep = ({ data }: Done): void => {
  queryClient.setQueryData(["quotes", "one", data.id], data);
};

export const useCreateQuote = (dealId: string) =>
  useMutation({
    mutationFn: () => api.quotes.create({ dealId }),
    onSuccess: (done) => {
      keep(done);
      showUndo("Draft made from the deal's line items.", done.actId);
    },
    onError: (error) => showError(error, "The quote was not made"),
    onSettled: refresh,
  });

export const useQuoteWrites = (quote: Quote) => {
  const { id } = quote;
  const told = (message: (data: Quote) => string) => (done: Done) => {
    keep(done);
    showUndo(message(done.data), done.actId);
  };
  const failed = (title: string) => (error: unknown) => showError(error, title);
  const change = useMutation({
    mutationFn: (data: QuoteChange) => api.quotes.update(id, data, { version: quote.version }),
    onSuccess: told((data) => `${nameOf(data)} saved.`),
    onSettled: refresh,
  });
  const send = useMutation({
    mutationFn: () => api.quotes.send(id),
    onSuccess: told((data) => `${nameOf(data)} is marked as sent.`),
    onError: failed("The quote was not marked as sent"),
    onSettled: refresh,
  });
  const accept = useMutation({
    mutationFn: (data: QuoteAccept) => api.quotes.accept(id, data),
    onSuccess: told((data) => `${nameOf(data)} is accepted.`),
    onSettled: async () => {
      await queryClient.invalidateQueries();
    },
  });
  const decline = useMutation({
    mutationFn: (reason: string) => api.quotes.decline(id, { reason: reason.trim() || null }),
    onSuccess: told((data) => `${nameOf(data)} is declined.`),
    onSettled: refresh,
  });
  const revise = useMutation({
    mutationFn: () => api.quotes.revise(id),
    onSuccess: told((data) => `${nameOf(data)} is a draft: change it, then send it.`),
    onError: failed("No new version was made"),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => api.quotes.remove(id),
    onSuccess: ({ actId }) => showUndo(`${nameOf(quote)} deleted.`, actId),
    onError: failed("The draft was not deleted"),
    onSettled: refresh,
  });
  return { change, send, accept, decline, revise, remove };
};
