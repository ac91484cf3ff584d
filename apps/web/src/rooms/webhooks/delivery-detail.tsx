// One delivery: the message, and every attempt with what the receiver answered. The answer is text from outside:
// shown as it is, never as anything else.
import { Button } from "@mantine/core";
import type { Attempt, DeliveryDetail as Detail } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { formatDateTime, formatNumber } from "../../ui/format.rules.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { errorText } from "./webhook.rules.ts";
import { deliveryQuery, useWebhookWrite } from "./webhook-queries.ts";
import css from "./webhooks.module.css";

const PlainText = ({ label, children }: { label: string; children: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
  <section className={css.text} aria-label={label} tabIndex={0}>
    <pre className={css.inner}>{children}</pre>
  </section>
);

const AttemptLine = ({ attempt }: { attempt: Attempt }) => (
  <li className={css.attempt}>
    <span>{formatDateTime(attempt.at)}</span>
    <span>{attempt.error ? errorText(attempt.error) : `Answered ${attempt.status}`}</span>
    <span className={css.quiet}>{formatNumber(attempt.durationMs)} ms</span>
    {attempt.response?.text ? (
      <>
        <span className={css.outside}>
          Written by the receiver{attempt.response.isCut ? ", the beginning of it" : ""}:
        </span>
        <PlainText label="Answer of the receiver">{attempt.response.text}</PlainText>
      </>
    ) : null}
  </li>
);

const withheldText = ({ message }: Detail): string =>
  message === null
    ? "The message is about a record that is gone or that you may not see. What the receiver answered is not shown either."
    : "You may not see all that was sent. Those parts are left out, and what the receiver answered is not shown.";

const Message = ({ detail }: { detail: Detail }) => (
  <>
    <h4 className={css.partTitle}>Message</h4>
    {detail.isWithheld ? <p className={css.quiet}>{withheldText(detail)}</p> : null}
    {detail.message ? (
      <PlainText label="Message">{JSON.stringify(detail.message, null, 2)}</PlainText>
    ) : null}
  </>
);

const Attempts = ({ detail: { log, dueAt } }: { detail: Detail }) => (
  <>
    <h4 className={css.partTitle}>Attempts</h4>
    {log.length === 0 ? <p className={css.quiet}>None yet.</p> : null}
    <ol className={css.plain} aria-label="Attempts">
      {log.map((attempt) => (
        <AttemptLine key={attempt.at} attempt={attempt} />
      ))}
    </ol>
    {dueAt ? (
      <p className={css.quiet}>
        Next try: <RelativeTime value={dueAt} />
      </p>
    ) : null}
  </>
);

export const DeliveryDetail = ({
  webhookId,
  deliveryId,
}: {
  webhookId: string;
  deliveryId: string;
}) => {
  const one = useQuery(deliveryQuery(webhookId, deliveryId));
  const again = useWebhookWrite({
    run: () => api.webhooks.replay(webhookId, { deliveryIds: [deliveryId] }),
    done: "It is sent again.",
    failed: "It was not sent again",
  });
  if (one.isPending) return <SkeletonLines lines={4} />;
  if (one.error && !one.data) return <ErrorState error={one.error} doing="load the delivery" />;
  const detail = one.data;
  const mayReplay = detail.state !== "waiting" && detail.type !== "webhooks.test";
  return (
    <div className={css.detail}>
      <Message detail={detail} />
      <Attempts detail={detail} />
      <p className={css.quiet}>
        webhook-id: <code>{detail.eventId}</code>
      </p>
      {mayReplay ? (
        <Button
          size="xs"
          variant="default"
          loading={again.isPending}
          onClick={() => again.mutate(undefined)}
        >
          Send again
        </Button>
      ) : null}
    </div>
  );
};
