// Channels of the workspace, and how each of them fares.
import { Button, Table } from "@mantine/core";
import type { Channel } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay } from "../access/session.ts";
import { KIND_WORDS, standingOf } from "./channel.rules.ts";
import { channelsQuery } from "./channel-queries.ts";
import css from "./channels.module.css";

const ChannelRow = ({ channel }: { channel: Channel }) => {
  const { id, kind, name, health } = channel;
  const { tone, word } = standingOf(channel);
  const when = (at: string | null) => (at ? <RelativeTime value={at} /> : "Never");
  return (
    <Table.Tr>
      <Table.Td>
        <Link className={`r-link ${css.name}`} to="/settings/channels/$id" params={{ id }}>
          {name}
        </Link>
        <span className={css.sub}>{KIND_WORDS[kind].word}</span>
      </Table.Td>
      <Table.Td>
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </Table.Td>
      <Table.Td>{when(health.lastInAt)}</Table.Td>
      <Table.Td>{when(health.lastOutAt)}</Table.Td>
      <Table.Td ta="right">{formatNumber(health.refused)}</Table.Td>
    </Table.Tr>
  );
};

const newChannel = (
  <Button component={Link} to="/settings/channels/new">
    New channel
  </Button>
);

export const ChannelList = () => {
  const may = useMay("channels.manage");
  const list = useQuery({ ...channelsQuery, enabled: may });
  if (!may) return <NoRight>An admin can set up channels, or give your role the right.</NoRight>;
  const channels = list.data ?? [];
  return (
    <SettingsPage
      wide
      title="Channels"
      lead="The ways by which customers write to you. All of them come together in the inbox."
      action={channels.length > 0 ? newChannel : null}
    >
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the channels"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && channels.length === 0 ? (
        <EmptyState title="No channels yet" action={newChannel}>
          Put a chat on your website, or let a program of yours bring messages in.
        </EmptyState>
      ) : null}
      {channels.length > 0 ? (
        <PlainTable label="Channels">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Last message in</Table.Th>
              <Table.Th>Last one out</Table.Th>
              <Table.Th ta="right">Refused, 24 hours</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
    </SettingsPage>
  );
};
