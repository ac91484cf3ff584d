// All segments with how many are within them.
import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconPlus, IconUsers } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { segmentsQuery } from "./segment-queries.ts";

const List = () => {
  const segments = useQuery(segmentsQuery);
  const navigate = useNavigate();
  const toNew = () => void navigate({ to: "/segments/new" });
  return (
    <>
      <PageHead
        title="Segments"
        aside={segments.data ? segments.data.length : null}
        actions={
          <Button leftSection={<IconPlus size={14} />} onClick={toNew}>
            New segment
          </Button>
        }
      />
      <PageBody wide>
        {segments.isPending ? <SkeletonLines /> : null}
        {segments.error ? (
          <ErrorState
            error={segments.error}
            doing="load the segments"
            onRetry={() => void segments.refetch()}
          />
        ) : null}
        {segments.data?.length === 0 ? (
          <EmptyState
            icon={<IconUsers size={22} />}
            title="No segments yet"
            action={<Button onClick={toNew}>Make the first segment</Button>}
          >
            A segment holds the records that rules describe, and follows within seconds when what is
            known of them changes.
          </EmptyState>
        ) : null}
        {segments.data && segments.data.length > 0 ? (
          <PlainTable label="Segments">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Who is within</Table.Th>
                <Table.Th>Members</Table.Th>
                <Table.Th>Changed</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {segments.data.map(({ id, name, sentence, members, updatedAt }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Link to="/segments/$id" params={{ id }}>
                      {name}
                    </Link>
                  </Table.Td>
                  <Table.Td>{sentence}</Table.Td>
                  <Table.Td>{members ?? "Being computed"}</Table.Td>
                  <Table.Td>
                    <RelativeTime value={updatedAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </PlainTable>
        ) : null}
      </PageBody>
    </>
  );
};

export const SegmentList = () =>
  useMay("features.manage") ? (
    <List />
  ) : (
    <NoRight>An admin can give your role the right to make segments.</NoRight>
  );
