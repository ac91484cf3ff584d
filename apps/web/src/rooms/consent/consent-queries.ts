// Consent in the cache, and recording it: it shows at once and can be undone from the message that it leaves.
import type {
  ConsentInput,
  ConsentPurpose,
  ConsentPurposeChange,
  ConsentPurposeInput,
  PersonConsent,
  PurposeConsent,
} from "@rapport/sdk";
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";
import { doneText } from "./consent-words.rules.ts";

const keyOf = (personId: string) => ["consent", "person", personId];

export const useConsent = (personId: string) =>
  useQuery({ queryKey: keyOf(personId), queryFn: () => api.consent.get(personId) });

export const useConsentHistory = (personId: string, isOpen: boolean) =>
  useInfiniteQuery({
    queryKey: ["consent", "history", personId],
    enabled: isOpen,
    queryFn: ({ pageParam }) =>
      api.consent
        .history(personId)
        .list({ limit: 20, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["consent"] });

/** As it will be: what unknown means is only known to the server. */
const withState = (
  before: PersonConsent,
  purpose: string,
  state: ConsentInput["state"],
): PersonConsent => ({
  ...before,
  purposes: before.purposes.map((one) =>
    one.purpose === purpose ? { ...one, state, isAllowed: state === "granted" } : one,
  ),
});

export const useSetConsent = (personId: string) =>
  useMutation({
    mutationFn: ({ purpose, data }: { purpose: PurposeConsent; data: ConsentInput }) =>
      api.consent.set(personId, purpose.purpose, data),
    onMutate: async ({ purpose, data }) => {
      await queryClient.cancelQueries({ queryKey: keyOf(personId) });
      const before = queryClient.getQueryData<PersonConsent>(keyOf(personId));
      if (before) {
        queryClient.setQueryData(keyOf(personId), withState(before, purpose.purpose, data.state));
      }
      return before;
    },
    onSuccess: ({ actId }, { purpose, data }) =>
      showUndo(doneText(data.state, purpose.label), actId),
    onError: (error, _input, before) => {
      if (before) queryClient.setQueryData(keyOf(personId), before);
      showError(error, "It was not recorded");
    },
    onSettled: refresh,
  });

export const usePurposes = () =>
  useQuery({ queryKey: ["consent", "purposes"], queryFn: () => api.consent.purposes.list() });

export const useCreatePurpose = () =>
  useMutation({
    mutationFn: (input: ConsentPurposeInput) => api.consent.purposes.create(input),
    onSuccess: ({ data, actId }) => showUndo(`${data.label} added.`, actId),
    onSettled: refresh,
  });

export const useChangePurpose = (purpose: ConsentPurpose) =>
  useMutation({
    mutationFn: (change: ConsentPurposeChange) => api.consent.purposes.update(purpose.key, change),
    onSuccess: ({ data, actId }) => showUndo(`${data.label} saved.`, actId),
    onSettled: refresh,
  });
