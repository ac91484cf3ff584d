// One webhook: how it fares, what was sent to it, and its settings.
import { Alert, Button, Group, Tabs, Text } from "@mantine/core";
import type { Webhook } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconAlertTriangle } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay, useMembers } from "../access/session.ts";
import { DeliveryLog } from "./delivery-log.tsx";
import { StandingBadge } from "./standing-badge.tsx";
import { disabledText, errorText, hostOf, standingOf } from "./webhook.rules.ts";
import { useWebhookWrite, webhookQuery } from "./webhook-queries.ts";
import { WebhookSettings } from "./webhook-settings.tsx";
import css from "./webhooks.module.css";

const route = getRouteApi("/app/settings/webhooks/$id");

const Facts = ({ webhook }: { webhook: Webhook }) => {
  const { health, memberId } = webhook;
  const member = useMembers().find((one) => one.id === memberId);
  const since = (value: string | null, none: string) =>
    value ? <RelativeTime value={value} /> : none;
  const facts = [
    ["State", <StandingBadge key="state" standing={standingOf(webhook)} />],
    ["Last success", since(health.lastSuccessAt, "Never")],
    ["Failing since", since(health.failingSince, "–")],
    ["Last error", health.lastError ? errorText(health.lastError) : "–"],
    ["Waiting", formatNumber(health.waiting)],
    ["Acts for", member?.name ?? (memberId ? "A member" : "The server")],
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

const Notices = ({ webhook }: { webhook: Webhook }) => {
  const { status, health, oldSecretUntil } = webhook;
  if (status === "disabled") {
    return (
      <Alert color="red" variant="light" mb={16} icon={<IconAlertTriangle size={16} />}>
        <Text size="sm">
          Switched off <RelativeTime value={webhook.statusSince} />. {disabledText(webhook)} What
          waited is kept; what happens meanwhile is not.
        </Text>
      </Alert>
    );
  }
  return (
    <>
      {status === "active" && health.heldUntil ? (
        <Alert color="orange" variant="light" mb={16} icon={<IconAlertTriangle size={16} />}>
          <Text size="sm">
            Many calls in a row failed. It is tried again <RelativeTime value={health.heldUntil} />.
            When one is taken, all that waits is sent.
          </Text>
        </Alert>
      ) : null}
      {oldSecretUntil ? (
        <p className={css.quiet}>
          The old secret works until <RelativeTime value={oldSecretUntil} /> as well.
        </p>
      ) : null}
    </>
  );
};

const Actions = ({ webhook }: { webhook: Webhook }) => {
  const { id, status } = webhook;
  const test = useWebhookWrite({
    run: () => api.webhooks.test(id),
    done: (tried) =>
      tried.state === "delivered"
        ? `The receiver took the test (${tried.status}).`
        : `The receiver did not take the test: ${errorText(tried.error ?? "connection_failed")}.`,
    failed: "The test was not sent",
  });
  const pause = useWebhookWrite({
    run: () => api.webhooks.pause(id),
    done: "Paused. What happens meanwhile waits.",
    failed: "It was not paused",
  });
  const resume = useWebhookWrite({
    run: () => api.webhooks.resume(id),
    done: "Resumed. What waits is sent.",
    failed: "It was not resumed",
  });
  return (
    <Group gap={8} wrap="nowrap">
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
        Send test
      </Button>
      {status === "active" ? (
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

const Loaded = ({ webhook }: { webhook: Webhook }) => {
  const { tab = "log" } = route.useSearch();
  const navigate = route.useNavigate();
  const [edited, setEdited] = useState(0);
  return (
    <SettingsPage
      wide
      title={webhook.name}
      lead={
        <>
          <Link className="r-link" to="/settings/webhooks">
            Webhooks
          </Link>
          {" · "}
          <span title={webhook.url}>{hostOf(webhook.url)}</span>
        </>
      }
      action={<Actions webhook={webhook} />}
    >
      <Notices webhook={webhook} />
      <Facts webhook={webhook} />
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({ search: next === "settings" ? { tab: "settings" } : {} })
        }
      >
        <Tabs.List mb={12}>
          <Tabs.Tab value="log">Deliveries</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log">
          {tab === "log" ? <DeliveryLog webhook={webhook} /> : null}
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {tab === "settings" ? (
            <WebhookSettings
              key={edited}
              webhook={webhook}
              onReset={() => setEdited((now) => now + 1)}
            />
          ) : null}
        </Tabs.Panel>
      </Tabs>
    </SettingsPage>
  );
};

export const WebhookScreen = () => {
  const { id } = route.useParams();
  const may = useMay("webhooks.manage");
  const one = useQuery({ ...webhookQuery(id), enabled: may });
  if (!may) return <NoRight>An admin can set up webhooks, or give your role the right.</NoRight>;
  if (one.isPending) return <SkeletonLines lines={8} />;
  if (one.error && !one.data) {
    return (
      <ErrorState error={one.error} doing="load the webhook" onRetry={() => void one.refetch()} />
    );
  }
  return <Loaded webhook={one.data} />;
};
