// What was sent to a webhook, or will be: newest first, filtered by state, each one to be opened; and sending
// again one, some, or all that failed since a time.
import { Button, Checkbox, UnstyledButton } from "@mantine/core";
import type { Delivery, DeliveryState, Webhook } from "@rapport/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { IconChevronDown, IconChevronRight } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { DeliveryDetail } from "./delivery-detail.tsx";
import { ReplayDialog } from "./replay-dialog.tsx";
import { StandingBadge } from "./standing-badge.tsx";
import { type EventRow, errorText, eventText, STATE_WORDS } from "./webhook.rules.ts";
import { deliveriesQuery, useEventRows, useWebhookWrite } from "./webhook-queries.ts";
import css from "./webhooks.module.css";

const route = getRouteApi("/app/settings/webhooks/$id");

const STATES = Object.entries(STATE_WORDS).map(([value, { word }]) => ({ value, label: word }));

const isReplayable = ({ state, type }: Delivery): boolean =>
  state !== "waiting" && type !== "webhooks.test";

const whyOf = ({ state, error, status, attempts }: Delivery): string => {
  if (state === "delivered") return `Answered ${status}`;
  const tried = attempts > 0 ? `, ${formatCount(attempts, "attempt", "attempts")}` : "";
  return error ? `${errorText(error)}${tried}` : "";
};

interface EntryProps {
  webhookId: string;
  delivery: Delivery;
  rows: readonly EventRow[];
  isSelected: boolean;
  onSelect: () => void;
}

const Entry = ({ webhookId, delivery, rows, isSelected, onSelect }: EntryProps) => {
  const { delivery: openedId, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const opened = openedId === delivery.id;
  const what = eventText(delivery.type, rows);
  return (
    <li className={css.entry}>
      <div className={css.line}>
        <Checkbox
          size="xs"
          aria-label={`Select ${what}`}
          disabled={!isReplayable(delivery)}
          checked={isSelected}
          onChange={onSelect}
        />
        <UnstyledButton
          className={css.head}
          aria-expanded={opened}
          onClick={() =>
            void navigate({ search: opened ? search : { ...search, delivery: delivery.id } })
          }
        >
          {opened ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          <StandingBadge standing={STATE_WORDS[delivery.state]} />
          <span className={css.what}>{what}</span>
          <span className={css.why}>{whyOf(delivery)}</span>
          <span className={css.when}>
            <RelativeTime value={delivery.at} />
          </span>
        </UnstyledButton>
      </div>
      {opened ? <DeliveryDetail webhookId={webhookId} deliveryId={delivery.id} /> : null}
    </li>
  );
};

const Filter = () => {
  const { state, delivery: _closed, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Select
      size="xs"
      w={170}
      clearable
      aria-label="State"
      placeholder="Any state"
      data={STATES}
      value={state ?? null}
      onChange={(value) =>
        void navigate({ search: value ? { ...search, state: value as DeliveryState } : search })
      }
    />
  );
};

const NoDeliveries = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState title="No deliveries match">Choose another state above.</EmptyState>
  ) : (
    <EmptyState title="Nothing was sent yet">
      As soon as something happens that this webhook asks for, it is listed here with what the
      receiver answered. “Send test” sends a message now.
    </EmptyState>
  );

export const DeliveryLog = ({ webhook: { id, status } }: { webhook: Webhook }) => {
  const { state } = route.useSearch();
  const rows = useEventRows();
  const list = useInfiniteQuery(deliveriesQuery(id, state));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [replaying, setReplaying] = useState(false);
  const resend = useWebhookWrite({
    run: (deliveryIds: string[]) => api.webhooks.replay(id, { deliveryIds }),
    done: (count) => `${formatCount(count, "delivery is", "deliveries are")} sent again.`,
    failed: "They were not sent again",
  });
  if (list.isPending) return <SkeletonLines lines={8} />;
  if (list.error && !list.data) {
    return (
      <ErrorState
        error={list.error}
        doing="load the deliveries"
        onRetry={() => void list.refetch()}
      />
    );
  }
  const deliveries = list.data.pages.flatMap((page) => page.data);
  const chosen = deliveries.filter((one) => selected.has(one.id)).map((one) => one.id);
  const toggle = (one: string): void =>
    setSelected(
      (now) => new Set(now.has(one) ? [...now].filter((id) => id !== one) : [...now, one]),
    );
  return (
    <>
      <div className={css.bar}>
        <Filter />
        {chosen.length > 0 ? (
          <Button
            size="xs"
            loading={resend.isPending}
            disabled={status === "disabled"}
            onClick={() => resend.mutate(chosen, { onSuccess: () => setSelected(new Set()) })}
          >
            Send {formatCount(chosen.length, "delivery", "deliveries")} again
          </Button>
        ) : null}
        <Button
          className={css.barEnd}
          size="xs"
          variant="default"
          disabled={status === "disabled"}
          onClick={() => setReplaying(true)}
        >
          Send failed ones again…
        </Button>
      </div>
      {deliveries.length === 0 ? <NoDeliveries isFiltered={state !== undefined} /> : null}
      {deliveries.length > 0 ? (
        <ol className={css.list} aria-label="Deliveries">
          {deliveries.map((delivery) => (
            <Entry
              key={delivery.id}
              webhookId={id}
              delivery={delivery}
              rows={rows}
              isSelected={selected.has(delivery.id)}
              onSelect={() => toggle(delivery.id)}
            />
          ))}
        </ol>
      ) : null}
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
      <ReplayDialog id={id} opened={replaying} onClose={() => setReplaying(false)} />
    </>
  );
};
