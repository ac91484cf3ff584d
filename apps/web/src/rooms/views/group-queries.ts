// Counts and sums of a list by group, and what its columns are.
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { Filter, RecordGroups } from "@rapport/sdk";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../platform/api.ts";
import { useMembers } from "../access/session.ts";
import { asked } from "../records/asked-filter.ts";
import { usePipelines } from "../records/pipeline-queries.ts";
import { boardColumns, pipelineIn, summedField } from "./group.rules.ts";

export const groupsKey = (object: string, by: string, filter: Filter | undefined) =>
  ["groups", object, by, filter ?? null] as const;

export const useGroups = (
  object: SchemaObject,
  by: string | undefined,
  filter: Filter | undefined,
) =>
  useQuery<RecordGroups>({
    queryKey: groupsKey(object.key, by ?? "", filter),
    queryFn: ({ signal }) => {
      const sum = summedField(object)?.key;
      const query = { by: by ?? "", ...(sum ? { sum } : {}), ...asked(filter) };
      return api.records(object.key).groups(query, { signal });
    },
    enabled: by !== undefined,
    placeholderData: (previous, query) =>
      query?.queryKey[1] === object.key && query.queryKey[2] === by
        ? keepPreviousData(previous)
        : undefined,
  });

/** The columns of a kanban by this field, with counts and sums. */
export const useBoard = (
  object: SchemaObject,
  field: SchemaField | null,
  filter: Filter | undefined,
) => {
  const groups = useGroups(object, field?.key, filter);
  const pipelines = usePipelines();
  const members = useMembers();
  const pipelineId = pipelineIn(filter);
  const pipeline = pipelines.find(({ id }) => id === pipelineId) ?? pipelines[0];
  const columns = useMemo(() => {
    if (!field || !groups.data) return [];
    const names = new Map(members.map(({ id, name, email }) => [id, name || email]));
    return boardColumns(field, groups.data.groups, pipeline, { members: names, pipelines });
  }, [field, groups.data, pipeline, pipelines, members]);
  return { groups, columns, pipeline, pipelines };
};
