// One channel: how it fares, how to set it up elsewhere, what went through it, and its settings.
import { Alert, Button, Group, Tabs, Text } from "@mantine/core";
import type { Channel } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconAlertTriangle } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useMay } from "../access/session.ts";
import { MailboxPanel } from "../mailboxes/mailbox-panel.tsx";
import { KIND_WORDS, reasonText, standingOf } from "./channel.rules.ts";
import { ChannelLog } from "./channel-log.tsx";
import { channelQuery, useChannelWrite } from "./channel-queries.ts";
import { ChannelSettings } from "./channel-settings.tsx";
import { ChannelSetup } from "./channel-setup.tsx";
import css from "./channels.module.css";

const route = getRouteApi("/app/settings/channels/$id");

const Facts = ({ channel }: { channel: Channel }) => {
  const { health } = channel;
  const { tone, word } = standingOf(channel);
  const when = (at: string | null) => (at ? <RelativeTime value={at} /> : "Never");
  const facts = [
    [
      "State",
      <StatusBadge key="state" tone={tone}>
        {word}
      </StatusBadge>,
    ],
    ["Last message in", when(health.lastInAt)],
    ["Last one out", when(health.lastOutAt)],
    ["In, 24 hours", formatNumber(health.taken)],
    ["Out, 24 hours", formatNumber(health.sent)],
    ["Refused, 24 hours", formatNumber(health.refused)],
  ] as const;
  return (
    <dl className={css.facts}>
      {facts.map(([label, value]) => (
        <div key={label} className={css.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const Refusals = ({ channel: { id, health } }: { channel: Channel }) =>
  health.refused > 0 && health.lastRefusal ? (
    <Alert color="orange" variant="light" mb={16} icon={<IconAlertTriangle size={16} />}>
      <Text size="sm">
        Refused lately: {reasonText(health.lastRefusal)}.{" "}
        <Link
          className="r-link"
          to="/settings/channels/$id"
          params={{ id }}
          search={{ tab: "log", outcome: "refused" }}
        >
          Show all
        </Link>
      </Text>
    </Alert>
  ) : null;

const Actions = ({ channel }: { channel: Channel }) => {
  const { id, kind, state } = channel;
  const test = useChannelWrite({
    run: () => api.channels.test(id),
    done: ({ outcome, reason }) =>
      outcome === "delivered"
        ? "The other side took the test."
        : `The test did not arrive: ${reasonText(reason ?? "")}.`,
    failed: "The test was not sent",
  });
  const pause = useChannelWrite({
    run: () => api.channels.pause(id),
    done: "Paused. Nothing comes in or goes out.",
    failed: "It was not paused",
  });
  const resume = useChannelWrite({
    run: () => api.channels.resume(id),
    done: "Resumed.",
    failed: "It was not resumed",
  });
  return (
    <Group gap={8} wrap="nowrap">
      {kind === "api" ? (
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
          Send test
        </Button>
      ) : null}
      {state === "active" ? (
        <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(undefined)}>
          Pause
        </Button>
      ) : (
        <Button loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
          Resume
        </Button>
      )}
    </Group>
  );
};

/** A mailbox needs nothing elsewhere: what counts is whether all its mails are here. */
const FirstTab = ({ channel }: { channel: Channel }) =>
  channel.kind === "email" ? (
    <MailboxPanel channelId={channel.id} />
  ) : (
    <ChannelSetup channel={channel} />
  );

const Loaded = ({ channel }: { channel: Channel }) => {
  const { tab = "setup" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SettingsPage
      wide
      title={channel.name}
      lead={
        <>
          <Link className="r-link" to="/settings/channels">
            Channels
          </Link>
          {" · "}
          {KIND_WORDS[channel.kind].word}
        </>
      }
      action={<Actions channel={channel} />}
    >
      <Refusals channel={channel} />
      <Facts channel={channel} />
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: next === "log" || next === "settings" ? { tab: next } : {} })
        }
      >
        <Tabs.List mb={12}>
          <Tabs.Tab value="setup">{channel.kind === "email" ? "Mails" : "Set up"}</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="setup">
          {tab === "setup" ? <FirstTab channel={channel} /> : null}
        </Tabs.Panel>
        <Tabs.Panel value="log">
          {tab === "log" ? <ChannelLog channel={channel} /> : null}
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {tab === "settings" ? <ChannelSettings key={channel.version} channel={channel} /> : null}
        </Tabs.Panel>
      </Tabs>
    </SettingsPage>
  );
};

export const ChannelScreen = () => {
  const { id } = route.useParams();
  const may = useMay("channels.manage");
  const one = useQuery({ ...channelQuery(id), enabled: may });
  if (!may) return <NoRight>An admin can set up channels, or give your role the right.</NoRight>;
  if (one.isPending) return <SkeletonLines lines={8} />;
  if (one.error && !one.data)
    return (
      <ErrorState error={one.error} doing="load the channel" onRetry={() => void one.refetch()} />
    );
  return <Loaded channel={one.data} />;
};
