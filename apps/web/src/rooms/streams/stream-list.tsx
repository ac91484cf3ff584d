// How the streams from and to message brokers stand. They are set up by whoever runs the server.
import { Table } from "@mantine/core";
import type { StreamStanding } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { BROKERS, errorOf, handledText, lagText, stateText } from "./stream-words.rules.ts";

const REFRESH_MS = 5000;

const Row = ({ stream }: { stream: StreamStanding }) => {
  const error = errorOf(stream, nowMs());
  return (
    <Table.Tr>
      <Table.Td miw={140}>
        {stream.name}
        <div className="r-muted">
          {BROKERS[stream.kind]}, {stream.direction === "in" ? "events in" : "changes out"}
        </div>
      </Table.Td>
      <Table.Td miw={180}>
        {stateText(stream, nowMs())}
        {error ? <div className="r-muted">{error}</div> : null}
      </Table.Td>
      <Table.Td miw={80}>{lagText(stream)}</Table.Td>
      <Table.Td miw={180}>
        {handledText(stream)}
        {stream.lastAt ? (
          <div className="r-muted">
            last <RelativeTime value={stream.lastAt} />
          </div>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
};

export const StreamList = () => {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["streams"],
    queryFn: () => api.streams.list(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <SettingsPage
      title="Kafka and NATS"
      lead="Events that come in from message brokers, and changes of records that go out to them. Whoever runs the server sets them up."
      wide
    >
      {isPending ? <SkeletonLines lines={4} /> : null}
      {error ? (
        <ErrorState error={error} doing="load the streams" onRetry={() => void refetch()} />
      ) : null}
      {data && data.length === 0 ? (
        <EmptyState title="No streams yet">
          Name a file of streams in RAPPORT_STREAMS_FILE and start the server again; docs/streams.md
          says how.
        </EmptyState>
      ) : null}
      {data && data.length > 0 ? (
        <PlainTable label="Streams">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Stream</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>At the broker</Table.Th>
              <Table.Th>So far</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((stream) => (
              <Row key={stream.name} stream={stream} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
    </SettingsPage>
  );
};
