// Webhooks of the workspace, and how each of them fares.
import { Button, Table } from "@mantine/core";
import type { Webhook } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable, SettingsPage } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { StandingBadge } from "./standing-badge.tsx";
import { type EventRow, eventsText, hostOf, standingOf } from "./webhook.rules.ts";
import { useEventRows, webhooksQuery } from "./webhook-queries.ts";
import css from "./webhooks.module.css";

const WebhookRow = ({ webhook, rows }: { webhook: Webhook; rows: readonly EventRow[] }) => {
  const { id, name, url, health } = webhook;
  const events = eventsText(webhook.events, rows);
  return (
    <Table.Tr>
      <Table.Td>
        <Link className={`r-link ${css.name}`} to="/settings/webhooks/$id" params={{ id }}>
          {name}
        </Link>
        <span className={css.sub} title={url}>
          {hostOf(url)}
        </span>
      </Table.Td>
      <Table.Td>
        <span className={css.sub} title={events}>
          {events}
        </span>
      </Table.Td>
      <Table.Td>
        <StandingBadge standing={standingOf(webhook)} />
      </Table.Td>
      <Table.Td>
        {health.lastSuccessAt ? <RelativeTime value={health.lastSuccessAt} /> : "Never"}
      </Table.Td>
      <Table.Td>
        {health.failingSince ? <RelativeTime value={health.failingSince} /> : "–"}
      </Table.Td>
      <Table.Td ta="right">{formatNumber(health.waiting)}</Table.Td>
    </Table.Tr>
  );
};

const newWebhook = (
  <Button component={Link} to="/settings/webhooks/new">
    New webhook
  </Button>
);

export const WebhookList = () => {
  const may = useMay("webhooks.manage");
  const list = useQuery({ ...webhooksQuery, enabled: may });
  const rows = useEventRows();
  if (!may) return <NoRight>An admin can set up webhooks, or give your role the right.</NoRight>;
  const webhooks = list.data ?? [];
  return (
    <SettingsPage
      wide
      title="Webhooks"
      lead="Tell other systems what happens to records, as it happens: each gets signed messages at an address of its own."
      action={webhooks.length > 0 ? newWebhook : null}
    >
      {list.isPending ? <SkeletonLines lines={4} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the webhooks"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && webhooks.length === 0 ? (
        <EmptyState title="No webhooks yet" action={newWebhook}>
          Set one up for each system that wants to know, for instance when a deal is won or a person
          changes.
        </EmptyState>
      ) : null}
      {webhooks.length > 0 ? (
        <PlainTable label="Webhooks">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Events</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Last success</Table.Th>
              <Table.Th>Failing since</Table.Th>
              <Table.Th ta="right">Waiting</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {webhooks.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} rows={rows} />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
    </SettingsPage>
  );
};
