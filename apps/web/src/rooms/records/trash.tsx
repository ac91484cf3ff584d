// Deleted records of one object, each to be taken out again.
import { Button, Table } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showError, showUndo } from "../../ui/toast.tsx";
import { refreshObject } from "./record-queries.ts";
import { titleOf, useSchema } from "./schema.ts";

const route = getRouteApi("/app/settings/trash");

const TrashRow = ({ object, record }: { object: SchemaObject; record: RapportRecord }) => {
  const restore = useMutation({
    mutationFn: () => api.records(object.key).restore(record.id),
    onSuccess: async ({ actId }) => {
      showUndo(`${titleOf(object, record)} is back.`, actId);
      await refreshObject(object.key);
    },
    onError: (error) => showError(error, "The record was not restored"),
  });
  return (
    <Table.Tr>
      <Table.Td>{titleOf(object, record)}</Table.Td>
      <Table.Td>{record.deletedAt ? <RelativeTime value={record.deletedAt} /> : null}</Table.Td>
      <Table.Td ta="right">
        {object.can.delete ? (
          <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate()}>
            Restore
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
};

const TrashOf = ({ object }: { object: SchemaObject }) => {
  const list = useInfiniteQuery({
    queryKey: ["trash", object.key],
    queryFn: ({ pageParam }) =>
      api.records(object.key).trash({ limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonLines />;
  if (list.error)
    return (
      <ErrorState error={list.error} doing="load the trash" onRetry={() => void list.refetch()} />
    );
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing here">
        Deleted {object.labelPlural.toLowerCase()} appear here.
      </EmptyState>
    );
  }
  return (
    <>
      <PlainTable label={`Deleted ${object.labelPlural}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{object.label}</Table.Th>
            <Table.Th>Deleted</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((record) => (
            <TrashRow key={record.id} object={object} record={record} />
          ))}
        </Table.Tbody>
      </PlainTable>
      {list.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </>
  );
};

export const Trash = () => {
  const schema = useSchema();
  const { object: key = schema[0]?.key } = route.useSearch();
  const navigate = route.useNavigate();
  const object = schema.find((one) => one.key === key) ?? schema[0];
  return (
    <SettingsPage title="Trash" lead="What was deleted stays here and can be taken out again.">
      <Select
        size="xs"
        w={220}
        mb={12}
        aria-label="Kind of record"
        allowDeselect={false}
        data={schema.map((one) => ({ value: one.key, label: one.labelPlural }))}
        value={object?.key ?? null}
        onChange={(next) => next && void navigate({ search: { object: next } })}
      />
      {object ? <TrashOf key={object.key} object={object} /> : null}
    </SettingsPage>
  );
};
