// The right pane: who writes, how the conversation stands, and what was guessed about it, each guess with its reasons and
// a way to put it right.
import { Button, Menu, Tooltip } from "@mantine/core";
import type { Conversation, TriageField, TriageGuess } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { TagsInput } from "../../ui/select.tsx";
import { useMembers } from "../access/session.ts";
import css from "./inbox.module.css";
import { useChange, useCorrect } from "./inbox-queries.ts";
import { channelLabels, promiseText, whoOf } from "./inbox-words.rules.ts";

const triageLabels: Record<TriageField, string> = {
  category: "About",
  priority: "Priority",
  language: "Language",
  sentiment: "Mood",
};

const rungWords: Record<TriageGuess["rung"], string> = {
  rules: "by rules",
  learned: "learned",
  person: "said by a member",
};

const choices: Record<TriageField, readonly string[]> = {
  category: [
    "Access",
    "Billing",
    "Cancellation",
    "Data",
    "Feature request",
    "Integration",
    "Outage",
    "Performance",
    "Sales",
    "Training",
  ],
  priority: ["low", "normal", "high", "urgent"],
  language: ["en", "de", "fr", "es", "it", "pt", "nl"],
  sentiment: ["negative", "neutral", "positive"],
};

interface ChipProps {
  conversation: Conversation;
  field: TriageField;
}

const Chip = ({ conversation, field }: ChipProps) => {
  const correct = useCorrect(conversation.id);
  const guess = conversation.triage[field];
  const reasons = guess
    ? `${guess.reasons.join("; ")} (${rungWords[guess.rung]}, ${Math.round(guess.confidence * 100)} % sure)`
    : "Nothing was found in the text. Choose what is right.";
  return (
    <Menu position="bottom-start" disabled={!conversation.mayChange}>
      <Tooltip label={reasons} multiline maw={280}>
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            className={css.chip}
            data-unsure={guess === undefined || guess.confidence < 0.5 || undefined}
            aria-label={`${triageLabels[field]}: ${guess?.value ?? "unknown"}. Correct it`}
          >
            <span className={css.meta}>{triageLabels[field]}</span>&nbsp;{guess?.value ?? "?"}
          </Button>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {choices[field].map((value) => (
          <Menu.Item key={value} onClick={() => correct.mutate({ field, value })}>
            {value}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

const Triage = ({ conversation }: { conversation: Conversation }) => (
  <section className={css.card} aria-label="What it is about">
    <h3>What it is about</h3>
    <div className={css.chips}>
      {(Object.keys(triageLabels) as TriageField[]).map((field) => (
        <Chip key={field} conversation={conversation} field={field} />
      ))}
    </div>
    {Object.values(conversation.triage).map((guess) =>
      guess.reasons.map((reason) => (
        <p key={reason} className={css.meta}>
          {reason}
        </p>
      )),
    )}
  </section>
);

const PromiseCard = ({ conversation }: { conversation: Conversation }) => {
  const { sla } = conversation;
  if (!sla || conversation.state !== "open") return null;
  const { text, urgency } = promiseText(sla, nowMs());
  return (
    <section className={css.card} aria-label="Promise">
      <h3>Promise</h3>
      <p className={css.clock} data-urgency={urgency}>
        {text}
      </p>
      {sla.missed > 0 ? <p className={css.meta}>{sla.missed} missed before</p> : null}
    </section>
  );
};

const scoreWords = [
  "very dissatisfied",
  "dissatisfied",
  "neither satisfied nor dissatisfied",
  "satisfied",
  "very satisfied",
];

const Rating = ({ conversation }: { conversation: Conversation }) => {
  const { rating } = conversation;
  if (!rating) return null;
  const { score, comment, askedAt } = rating;
  return (
    <section className={css.card} aria-label="Satisfaction">
      <h3>Satisfaction</h3>
      {score === null ? (
        <p className={css.meta}>
          Asked <RelativeTime value={askedAt} />, no answer yet
        </p>
      ) : (
        <p>
          {score} of 5, {scoreWords[score - 1]}
        </p>
      )}
      {comment === null ? null : <blockquote className={css.said}>{comment}</blockquote>}
    </section>
  );
};

const Others = ({ conversation }: { conversation: Conversation }) => {
  const personId = conversation.person?.id;
  const others = useQuery({
    queryKey: ["inbox", "of-person", personId],
    queryFn: () => api.conversations.list({ person: personId ?? "", state: "any", limit: 6 }),
    enabled: personId !== undefined,
    staleTime: 10_000,
  });
  const rows = others.data?.data.filter(({ id }) => id !== conversation.id) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className={css.card} aria-label="Other conversations">
      <h3>Other conversations</h3>
      <ul className={css.plain}>
        {rows.map((one) => (
          <li key={one.id}>
            <Link to="/inbox" search={{ box: "all", c: one.id }}>
              {one.subject ?? `#${String(one.number)}`}
            </Link>{" "}
            <span className={css.meta}>
              {one.state} · <RelativeTime value={one.lastMessageAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

export const AssignMenu = ({
  conversation,
  opened,
  onChange,
}: {
  conversation: Conversation;
  opened: boolean;
  onChange: (opened: boolean) => void;
}) => {
  const members = useMembers().filter(({ status }) => status === "active");
  const change = useChange();
  const assign = (assigneeId: string | null, name: string): void =>
    change.mutate({
      id: conversation.id,
      change: { assigneeId },
      done: assigneeId === null ? "Assigned to nobody." : `Assigned to ${name}.`,
    });
  return (
    <Menu
      opened={opened}
      onChange={onChange}
      position="bottom-end"
      disabled={!conversation.mayChange}
    >
      <Menu.Target>
        <Button variant="default" size="xs" disabled={!conversation.mayChange}>
          {conversation.assignee?.name ?? "Assign"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.menu}>
        <Menu.Item onClick={() => assign(null, "")}>Nobody</Menu.Item>
        {members.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => assign(id, name)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** `beside`: what the copilot says. */
export const CustomerDetails = ({
  conversation,
  beside,
}: {
  conversation: Conversation;
  beside: ReactNode;
}) => {
  const change = useChange();
  const { from, person, channel, routing } = conversation;
  return (
    <>
      <section className={css.card}>
        <h2>
          {person ? (
            <Link to="/o/$object/$id" params={{ object: "people", id: person.id }}>
              {person.title || whoOf(conversation)}
            </Link>
          ) : (
            whoOf(conversation)
          )}
        </h2>
        {from?.address ? <p className={css.meta}>{from.address}</p> : null}
        <p className={css.meta}>
          {channelLabels[channel.kind]}
          {from && !from.verified ? " · who it is was not verified" : ""}
        </p>
      </section>
      <PromiseCard conversation={conversation} />
      {beside}
      <Rating conversation={conversation} />
      <Triage conversation={conversation} />
      {routing.length > 0 ? (
        <section className={css.card} aria-label="Routing">
          <h3>Why it is here</h3>
          {routing.map((reason) => (
            <p key={reason} className={css.meta}>
              {reason}
            </p>
          ))}
        </section>
      ) : null}
      <section className={css.card}>
        <TagsInput
          label="Tags"
          size="xs"
          value={conversation.tags}
          disabled={!conversation.mayChange}
          maxTags={20}
          onChange={(tags) =>
            change.mutate({ id: conversation.id, change: { tags }, done: "Tags changed." })
          }
        />
      </section>
      <Others conversation={conversation} />
    </>
  );
};
