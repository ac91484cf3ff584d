// Segments and who is within them. Membership moves by itself, so it is asked for again while a screen is open.
import type { Segment, SegmentChange, SegmentDefinition, SegmentInput } from "@rapport/sdk";
import { keepPreviousData, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { showError, showUndo } from "../../ui/toast.tsx";

const againMs = 3_000;

export const segmentsQuery = queryOptions({
  queryKey: ["segments"],
  queryFn: () => api.segments.list(),
  refetchInterval: againMs,
});

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ["segments", id],
    queryFn: () => api.segments.get(id),
    refetchInterval: againMs,
  });

export const membersQuery = (id: string, past: boolean) =>
  queryOptions({
    queryKey: ["segments", id, "members", past],
    queryFn: () => api.segments.members(id, { past }),
    refetchInterval: againMs,
  });

export const usePreview = (definition: SegmentDefinition | null) =>
  useQuery({
    queryKey: ["segment-preview", definition],
    queryFn: ({ signal }) => api.segments.preview(definition as SegmentDefinition, { signal }),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });

export const suggestionsQuery = (entity: SegmentDefinition["entity"]) =>
  queryOptions({
    queryKey: ["segment-suggestions", entity],
    queryFn: () => api.segments.suggestions(entity),
    staleTime: 60_000,
  });

export const lookAlikesQuery = (id: string) =>
  queryOptions({
    queryKey: ["segment-look-alikes", id],
    queryFn: () => api.segments.lookAlikes(id),
    staleTime: 60_000,
    retry: false,
  });

const refresh = () => queryClient.invalidateQueries({ queryKey: ["segments"] });

export const useCreateSegment = () =>
  useMutation({
    mutationFn: (input: SegmentInput) => api.segments.create(input),
    onSuccess: ({ data, actId }) => {
      showUndo(`Segment "${data.name}" made.`, actId);
      return refresh();
    },
    onError: (error) => showError(error),
  });

export const useChangeSegment = (id: string) =>
  useMutation({
    mutationFn: (change: SegmentChange) => api.segments.update(id, change),
    onSuccess: ({ data, actId }) => {
      showUndo(`Segment "${data.name}" saved.`, actId);
      return refresh();
    },
    onError: (error) => showError(error),
  });

export const useRemoveSegment = () =>
  useMutation({
    mutationFn: ({ id }: Pick<Segment, "id" | "name">) => api.segments.remove(id),
    onSuccess: ({ actId }, { name }) => {
      showUndo(`Segment "${name}" deleted.`, actId);
      return refresh();
    },
    onError: (error) => showError(error),
  });
