// The right pane: who writes, how the conversation stands, and what was guessed about it, each guess with its reasons and
// a way to put it right.
import { Button, Menu } from "@mantine/core";
import type { Conversation } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { nowMs } from "../../platform/clock.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { TagsInput } from "../../ui/select.tsx";
import { useMembers } from "../access/session.ts";
import headCss from "./conversation-head.module.css";
import css from "./inbox.module.css";
import type { InboxDialog } from "./inbox-dialogs.tsx";
import { ofPersonQuery, useChange } from "./inbox-queries.ts";
import { channelLabels, promiseText, runningPromise, whoOf } from "./inbox-words.rules.ts";
import { LinksCard } from "./links-card.tsx";
import { RecipientsCard } from "./recipients-card.tsx";
import { TriageCard } from "./triage-card.tsx";

const PromiseCard = ({ conversation }: { conversation: Conversation }) => {
  const { sla, state } = conversation;
  if (!sla || state !== "open") return null;
  const running = runningPromise(conversation);
  const { text, urgency } = running
    ? promiseText(running, nowMs())
    : { text: "Nothing is due now", urgency: "calm" };
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

const mostOthers = 5;

const Others = ({ conversation, onMerge }: { conversation: Conversation; onMerge: () => void }) => {
  const personId = conversation.person?.id;
  const others = useQuery({ ...ofPersonQuery(personId ?? ""), enabled: personId !== undefined });
  const rows = others.data?.data.filter(({ id }) => id !== conversation.id) ?? [];
  if (rows.length === 0) return null;
  const mayMerge = conversation.mayChange && conversation.mergedInto === null;
  return (
    <section className={css.card} aria-label="Other conversations">
      <h3>Other conversations</h3>
      <ul className={css.plain}>
        {rows.slice(0, mostOthers).map((one) => (
          <li key={one.id}>
            <Link to="/inbox" search={{ box: "all", c: one.id }}>
              {one.subject ?? `#${String(one.number)}`}
            </Link>{" "}
            <span className={css.meta}>
              {one.mergedInto ? `merged into #${String(one.mergedInto.number)}` : one.state} ·{" "}
              <RelativeTime value={one.lastMessageAt} />
            </span>
          </li>
        ))}
      </ul>
      {mayMerge ? (
        <Button size="compact-sm" variant="default" mt={6} title="m" onClick={onMerge}>
          Merge one into this
        </Button>
      ) : null}
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
        <Button
          variant="default"
          size="xs"
          classNames={{ root: headCss.assignee, label: headCss.assigneeName }}
          title={conversation.assignee?.name}
          disabled={!conversation.mayChange}
        >
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
  onDialog,
}: {
  conversation: Conversation;
  beside: ReactNode;
  onDialog: (dialog: InboxDialog) => void;
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
      <RecipientsCard conversation={conversation} />
      <PromiseCard conversation={conversation} />
      {beside}
      <Rating conversation={conversation} />
      <TriageCard conversation={conversation} />
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
      <LinksCard conversation={conversation} onPut={() => onDialog("link")} />
      <Others conversation={conversation} onMerge={() => onDialog("merge")} />
    </>
  );
};
