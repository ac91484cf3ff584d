// The latest imports and where each stands.
import { Anchor, Button, Progress, Table } from "@mantine/core";
import type { ImportDescription } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconUpload } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { useObjectType } from "../records/schema.ts";
import { isBusy, progressOf } from "./import.rules.ts";
import { recentImportsQuery } from "./import-queries.ts";

const STATUS_WORDS: Record<ImportDescription["status"], string> = {
  ready: "Waiting for you",
  checking: "Checking",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
  undoing: "Undoing",
  undone: "Undone",
};

const ImportRow = ({ job }: { job: ImportDescription }) => {
  const object = useObjectType(job.object);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/imports/${job.id}`} size="sm">
          {job.fileName || "Unnamed file"}
        </Anchor>
      </Table.Td>
      <Table.Td>{object?.labelPlural ?? job.object}</Table.Td>
      <Table.Td miw={120}>
        {STATUS_WORDS[job.status]}
        {isBusy(job) ? (
          <Progress mt={4} size={4} value={progressOf(job) * 100} aria-label="Progress" />
        ) : null}
      </Table.Td>
      <Table.Td ta="right">{formatNumber(job.counts.created)}</Table.Td>
      <Table.Td ta="right">{formatNumber(job.counts.updated)}</Table.Td>
      <Table.Td ta="right">{formatNumber(job.counts.bad)}</Table.Td>
      <Table.Td>
        <RelativeTime value={job.createdAt} />
      </Table.Td>
    </Table.Tr>
  );
};

const start = (
  <Button component={Link} to="/imports/new" leftSection={<IconUpload size={14} />}>
    Import a file
  </Button>
);

export const ImportList = () => {
  const may = useMay("imports.run");
  const list = useQuery({ ...recentImportsQuery, enabled: may });
  const jobs = list.data ?? [];
  if (!may) return <NoRight>An admin can give your role the right to run imports.</NoRight>;
  return (
    <>
      <PageHead title="Imports" actions={jobs.length > 0 ? start : null} />
      <PageBody wide>
        {list.isPending ? <SkeletonLines /> : null}
        {list.error ? (
          <ErrorState
            error={list.error}
            doing="load the imports"
            onRetry={() => void list.refetch()}
          />
        ) : null}
        {list.isSuccess && jobs.length === 0 ? (
          <EmptyState
            icon={<IconUpload size={24} stroke={1.5} />}
            title="No imports yet"
            action={start}
          >
            Bring records from a CSV or JSON lines file. You see what would change before anything
            does, and can undo it afterwards.
          </EmptyState>
        ) : null}
        {jobs.length > 0 ? (
          <PlainTable label="Imports">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>File</Table.Th>
                <Table.Th>Into</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th ta="right">Created</Table.Th>
                <Table.Th ta="right">Updated</Table.Th>
                <Table.Th ta="right">Bad rows</Table.Th>
                <Table.Th>Started</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {jobs.map((job) => (
                <ImportRow key={job.id} job={job} />
              ))}
            </Table.Tbody>
          </PlainTable>
        ) : null}
      </PageBody>
    </>
  );
};
