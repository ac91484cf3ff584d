// The conversation that is open: head with what can be done, messages, composer, customer.
import { Button, Group, Menu } from "@mantine/core";
import type { Conversation } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useCallback, useDeferredValue, useMemo } from "react";
import { nowMs } from "../../platform/clock.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { DraftCard } from "../copilot/draft-card.tsx";
import type { Drafting } from "../copilot/use-draft.ts";
import { Composer, type ComposerKind, type Put } from "./composer.tsx";
import headCss from "./conversation-head.module.css";
import { AssignMenu } from "./customer-panel.tsx";
import { Details, useIsNarrow } from "./details.tsx";
import css from "./inbox.module.css";
import { type InboxDialog, InboxDialogs } from "./inbox-dialogs.tsx";
import { conversationQuery, useChange } from "./inbox-queries.ts";
import { snoozeChoices, whoOf } from "./inbox-words.rules.ts";
import { Thread } from "./thread.tsx";
import { usePresence } from "./use-presence.ts";

export interface OpenParts {
  kind: ComposerKind;
  onKind: (kind: ComposerKind) => void;
  menu: "assign" | "snooze" | null;
  onMenu: (menu: "assign" | "snooze" | null) => void;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  putRef: RefObject<Put | null>;
  drafting: Drafting;
  onUse: () => void;
  isDetails: boolean;
  onDetails: (isOpen: boolean) => void;
  dialog: InboxDialog | null;
  onDialog: (dialog: InboxDialog | null) => void;
  onBack: () => void;
  onNext: () => void;
}

const Snooze = ({
  conversation,
  opened,
  onChange,
  onDone,
}: {
  conversation: Conversation;
  opened: boolean;
  onChange: (opened: boolean) => void;
  onDone: () => void;
}) => {
  const change = useChange();
  // biome-ignore lint/correctness/useExhaustiveDependencies: times are of when the menu opens
  const choices = useMemo(() => snoozeChoices(new Date(nowMs())), [opened]);
  return (
    <Menu opened={opened} onChange={onChange} disabled={!conversation.mayChange}>
      <Menu.Target>
        <Button variant="default" size="xs" disabled={!conversation.mayChange}>
          Snooze
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ label, until }) => (
          <Menu.Item
            key={label}
            onClick={() => {
              const snoozedUntil = until.toISOString();
              change.mutate({ id: conversation.id, change: { snoozedUntil }, done: "Snoozed." });
              onDone();
            }}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** Closes, or opens again. */
export const useToggle = () => {
  const change = useChange();
  return ({ id, state }: Pick<Conversation, "id" | "state">): void => {
    const isClosed = state === "closed";
    change.mutate({
      id,
      change: { state: isClosed ? "open" : "closed" },
      done: isClosed ? "Opened again." : "Closed.",
    });
  };
};

const Head = ({ conversation, parts }: { conversation: Conversation; parts: OpenParts }) => {
  const toggle = useToggle();
  const { menu, onMenu, onBack, onNext } = parts;
  const isClosed = conversation.state === "closed";
  const isNarrow = useIsNarrow();
  return (
    <header className={headCss.head}>
      <Button className={headCss.back} variant="subtle" size="compact-sm" onClick={onBack}>
        Back
      </Button>
      <h1 className={headCss.title}>
        {conversation.subject ?? whoOf(conversation)}{" "}
        <span className={css.meta}>#{conversation.number}</span>
      </h1>
      <Group gap={6} wrap="nowrap">
        {isNarrow ? (
          <Button variant="default" size="xs" title="c" onClick={() => parts.onDetails(true)}>
            Details
          </Button>
        ) : null}
        <AssignMenu
          conversation={conversation}
          opened={menu === "assign"}
          onChange={(opened) => onMenu(opened ? "assign" : null)}
        />
        <Snooze
          conversation={conversation}
          opened={menu === "snooze"}
          onChange={(opened) => onMenu(opened ? "snooze" : null)}
          onDone={onNext}
        />
        <Button
          variant="default"
          size="xs"
          disabled={!conversation.mayChange}
          onClick={() => {
            toggle(conversation);
            if (!isClosed) onNext();
          }}
        >
          {isClosed ? "Open again" : "Close"}
        </Button>
      </Group>
    </header>
  );
};

const Collision = ({ others }: { others: ReturnType<typeof usePresence>["others"] }) => {
  if (others.length === 0) return null;
  const typing = others.filter(({ state }) => state === "typing").map(({ name }) => name);
  const viewing = others.filter(({ state }) => state === "viewing").map(({ name }) => name);
  return (
    <p className={css.collision} data-typing={typing.length > 0 || undefined} role="status">
      {typing.length > 0 ? `${typing.join(", ")} is writing here. ` : ""}
      {viewing.length > 0 ? `${viewing.join(", ")} has this open too.` : ""}
    </p>
  );
};

const Opened = ({ conversation, parts }: { conversation: Conversation; parts: OpenParts }) => {
  const { others, onTyping } = usePresence(conversation.id, conversation.lastSeq);
  const canWrite = conversation.mayChange && conversation.mergedInto === null;
  const { onKind, putRef } = parts;
  const onMacro = useCallback(
    (id: string) => {
      onKind("reply");
      setTimeout(() => putRef.current?.macro(id), 0);
    },
    [onKind, putRef],
  );
  // Who goes from one to the next reads what was written first; what is still of the one before takes no click.
  const panelOf = useDeferredValue(conversation);
  return (
    <>
      <main className={css.middle} aria-label="Conversation">
        <Head conversation={conversation} parts={parts} />
        <Collision others={others} />
        <Thread conversation={conversation} />
        {conversation.mergedInto ? (
          <p className={css.meta}>Merged into #{conversation.mergedInto.number}.</p>
        ) : null}
        {canWrite ? (
          <DraftCard drafting={parts.drafting} lastSeq={conversation.lastSeq} onUse={parts.onUse} />
        ) : null}
        {canWrite ? (
          <Composer
            key={conversation.id}
            conversation={conversation}
            kind={parts.kind}
            onKind={parts.onKind}
            fieldRef={parts.fieldRef}
            onTyping={onTyping}
            onClosed={parts.onNext}
            onSent={parts.drafting.sent}
            onDraft={parts.drafting.ask}
            isDrafting={parts.drafting.isAsking}
            putRef={parts.putRef}
          />
        ) : null}
      </main>
      <div className={css.panelPlace} inert={panelOf.id !== conversation.id}>
        <Details
          conversation={panelOf}
          isOpen={parts.isDetails}
          onOpen={parts.onDetails}
          onMacro={canWrite ? onMacro : null}
          onDialog={parts.onDialog}
        />
      </div>
      <InboxDialogs
        conversation={conversation}
        dialog={parts.dialog}
        onClose={() => parts.onDialog(null)}
      />
    </>
  );
};

export const OpenConversation = ({ id, parts }: { id: string; parts: OpenParts }) => {
  const query = useQuery(conversationQuery(id));
  if (query.data) return <Opened conversation={query.data} parts={parts} />;
  return (
    <main className={css.middle} aria-label="Conversation">
      {query.error ? (
        <ErrorState
          error={query.error}
          doing="load the conversation"
          onRetry={() => void query.refetch()}
        />
      ) : (
        <SkeletonLines lines={8} />
      )}
    </main>
  );
};
