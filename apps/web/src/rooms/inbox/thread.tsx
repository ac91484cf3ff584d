// The middle pane: what was written, as text and the pictures that came with it. What a customer wrote is never drawn as
// HTML, and nothing in it is loaded from anywhere.
import { Button } from "@mantine/core";
import type { Conversation, ConversationMessage } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { reasonText } from "../channels/channel.rules.ts";
import { MentionedText } from "../notifications/mentioned-text.tsx";
import { threadQuery, useRetry } from "./inbox-queries.ts";
import { Files, MessageText } from "./message-body.tsx";
import { MessageCc } from "./message-cc.tsx";
import css from "./thread.module.css";

const kindLabels: Record<ConversationMessage["author"]["kind"], string> = {
  customer: "Customer",
  member: "Member",
  bot: "AI assistant",
  system: "Automatic",
};

const deliveryWords = {
  queued: "On its way",
  delivered: "Delivered",
  refused: "Not delivered",
  unknown: "Nobody knows whether it arrived",
};

/** What a customer has, others may not have got. */
const deliveryText = ({ state, reason }: NonNullable<ConversationMessage["delivery"]>): string => {
  if (reason === null) return deliveryWords[state];
  const between = state === "delivered" ? " to the customer. " : ": ";
  return `${deliveryWords[state]}${between}${reasonText(reason)}`;
};

const Delivery = ({ message, mayChange }: { message: ConversationMessage; mayChange: boolean }) => {
  const retry = useRetry(message.conversationId);
  const { delivery } = message;
  if (!delivery) return null;
  const isBad = delivery.state === "refused" || delivery.state === "unknown";
  return (
    <span
      className={css.delivery}
      data-bad={isBad || undefined}
      data-part={(!isBad && delivery.reason !== null) || undefined}
    >
      {deliveryText(delivery)}
      {isBad && mayChange ? (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={retry.isPending}
          onClick={() => retry.mutate(message.id)}
        >
          Send again
        </Button>
      ) : null}
    </span>
  );
};

const Written = ({ message }: { message: ConversationMessage }) => {
  if (!message.internal) return <MessageText message={message} />;
  if (message.text === "") return null;
  return (
    <p className={css.text}>
      <MentionedText text={message.text} />
    </p>
  );
};

const Message = ({ message, mayChange }: { message: ConversationMessage; mayChange: boolean }) => {
  const { author, internal } = message;
  const isCaptured = author.kind === "member" && !internal && message.delivery === null;
  return (
    <li
      id={`message-${message.id}`}
      tabIndex={-1}
      className={css.message}
      data-kind={author.kind}
      data-note={internal || undefined}
      aria-label={internal ? "Note" : kindLabels[author.kind]}
    >
      <div className={css.messageHead}>
        <b>{author.name ?? kindLabels[author.kind]}</b>
        <span className={css.meta}>
          {internal ? "Note, for members only · " : ""}
          {message.automatic && author.kind === "customer" ? "Automatic · " : ""}
          {isCaptured ? "Sent outside Rapport · " : ""}
          {author.kind === "bot" ? `AI${message.rung ? `, ${message.rung}` : ""} · ` : ""}
          <RelativeTime value={message.at} />
        </span>
      </div>
      <MessageCc cc={message.cc} />
      <Written message={message} />
      {message.citations.length > 0 ? (
        <p className={css.meta}>
          Sources: {message.citations.map(({ title }) => title).join(", ")}
        </p>
      ) : null}
      <Files message={message} mayChange={mayChange} />
      <Delivery message={message} mayChange={mayChange} />
    </li>
  );
};

const HandOver = ({ handOver }: { handOver: NonNullable<Conversation["handOver"]> }) => (
  <aside className={css.handOver} aria-label="Handed over">
    <b>{handOver.reason}</b>
    {handOver.summary ? <p className={css.text}>{handOver.summary}</p> : null}
  </aside>
);

export const Thread = ({ conversation }: { conversation: Conversation }) => {
  const thread = useQuery(threadQuery(conversation.id));
  const bottom = useRef<HTMLDivElement>(null);
  const lastSeq = thread.data?.data.at(-1)?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls when something new stands there
  useEffect(() => {
    bottom.current?.scrollIntoView({ block: "end" });
  }, [lastSeq, conversation.id]);
  return (
    <section className={css.thread} aria-label="Messages">
      {thread.isPending ? <SkeletonLines lines={6} /> : null}
      {thread.error ? (
        <ErrorState
          error={thread.error}
          doing="load the messages"
          onRetry={() => void thread.refetch()}
        />
      ) : null}
      {thread.data?.earlier ? (
        <p className={css.meta}>Earlier messages are left out here; search finds them.</p>
      ) : null}
      <ol className={css.messages} aria-live="polite" aria-relevant="additions">
        {thread.data?.data.map((message) => (
          <Message key={message.id} message={message} mayChange={conversation.mayChange} />
        ))}
      </ol>
      {conversation.handOver ? <HandOver handOver={conversation.handOver} /> : null}
      <div ref={bottom} />
    </section>
  );
};
