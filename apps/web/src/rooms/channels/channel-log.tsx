// What went through a channel, newest first, and why something was refused.
import { Button, Table } from "@mantine/core";
import type { Channel, ChannelTraffic, TrafficOutcome } from "@rapport/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { OUTCOME_WORDS, reasonText } from "./channel.rules.ts";
import { trafficQuery } from "./channel-queries.ts";
import css from "./channels.module.css";

const route = getRouteApi("/app/settings/channels/$id");

const OUTCOMES = Object.entries(OUTCOME_WORDS).map(([value, { word }]) => ({ value, label: word }));

const Row = ({ one }: { one: ChannelTraffic }) => {
  const { tone, word } = OUTCOME_WORDS[one.outcome];
  return (
    <Table.Tr>
      <Table.Td>
        <RelativeTime value={one.at} />
      </Table.Td>
      <Table.Td>{one.direction === "in" ? "In" : "Out"}</Table.Td>
      <Table.Td>
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </Table.Td>
      <Table.Td>{one.reason ? reasonText(one.reason) : ""}</Table.Td>
      <Table.Td>
        <code className={css.sub}>{one.providerId ?? ""}</code>
      </Table.Td>
    </Table.Tr>
  );
};

const Filter = () => {
  const { outcome, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Select
      size="xs"
      w={190}
      clearable
      aria-label="Outcome"
      placeholder="Any outcome"
      data={OUTCOMES}
      value={outcome ?? null}
      onChange={(value) =>
        void navigate({ search: value ? { ...search, outcome: value as TrafficOutcome } : search })
      }
    />
  );
};

export const ChannelLog = ({ channel: { id } }: { channel: Channel }) => {
  const { outcome } = route.useSearch();
  const list = useInfiniteQuery(trafficQuery(id, outcome));
  if (list.isPending) return <SkeletonLines lines={6} />;
  if (list.error && !list.data)
    return (
      <ErrorState error={list.error} doing="load the log" onRetry={() => void list.refetch()} />
    );
  const rows = list.data.pages.flatMap((page) => page.data);
  return (
    <>
      <div className={css.bar}>
        <Filter />
      </div>
      {rows.length === 0 ? (
        <EmptyState title={outcome ? "Nothing matches" : "Nothing went through it yet"}>
          {outcome
            ? "Choose another outcome above."
            : "Every message in or out is listed here for 30 days, refused ones with the reason."}
        </EmptyState>
      ) : (
        <PlainTable label="What went through">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>Way</Table.Th>
              <Table.Th>Outcome</Table.Th>
              <Table.Th>Why</Table.Th>
              <Table.Th>Id at the other side</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </Table.Tbody>
        </PlainTable>
      )}
      {list.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier
        </Button>
      ) : null}
    </>
  );
};
