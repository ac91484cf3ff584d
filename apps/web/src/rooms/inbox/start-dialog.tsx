// A conversation that a member begins: channel, to whom, text and files. What is typed outlives the dialog, until it is
// sent.
import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { StartChannel } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState, ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showTakeBack } from "../../ui/toast.tsx";
import { useMay } from "../access/session.ts";
import css from "./addresses.module.css";
import { whyNotCc } from "./cc.rules.ts";
import { UnsentFiles, useFileDrop } from "./composer-files.tsx";
import { addressesIn } from "./mail-addresses.rules.ts";
import type { FoundPerson } from "./people-found.ts";
import { channelOf, firstOpen, type StartTo, startOf } from "./start.rules.ts";
import {
  discardStart,
  lastChannel,
  startChannelsQuery,
  startDraftKey,
  useStart,
  useStartDraft,
} from "./start-draft.ts";
import { ChannelField, MailFields, StartFiles, ToField } from "./start-fields.tsx";
import { useStartFiles } from "./start-files.ts";
import { carriageWords, idsOf, whyNotSendable } from "./unsent-files.rules.ts";
import { removeFiles } from "./unsent-files.ts";

const dialogFocusMs = 30;
const maxTextLength = 20_000;

const NoChannel = () => {
  const mayManage = useMay("channels.manage");
  return (
    <EmptyState
      title="There is no channel to write by yet"
      action={
        mayManage ? (
          <Button component={Link} to="/settings/channels">
            Set up a channel
          </Button>
        ) : null
      }
    >
      A mailbox, or a provider for text messages, is set up under Settings, Channels.
      {mayManage ? "" : " Ask who may do that."}
    </EmptyState>
  );
};

interface FormProps {
  draft: string;
  /** Whom it is to at first. */
  first: StartTo | null;
  channels: readonly StartChannel[];
  starting: ReturnType<typeof useStart>;
  onStarted: (id: string) => void;
}

/** Begins where something is missing, also when the channels came after the dialog; and goes on to the next. */
const useFocus = (place: Parameters<typeof firstOpen>[0]) => {
  const form = useRef<HTMLFormElement>(null);
  const focus = (): void =>
    form.current?.querySelector<HTMLElement>(`[data-start="${firstOpen(last.current)}"]`)?.focus();
  const last = useRef(place);
  last.current = place;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, after the dialog took the focus for itself
  useEffect(() => {
    const timer = setTimeout(focus, dialogFocusMs);
    return () => clearTimeout(timer);
  }, []);
  return { form, focus };
};

const StartForm = ({ draft, first, channels, starting, onStarted }: FormProps) => {
  const kept = useStartDraft(draft, first);
  const { head, change, text, setText, keptHead } = kept;
  const { files, personId, onFiles, onTo } = useStartFiles(draft, kept);
  const drop = useFileDrop(onFiles);
  const channel = channelOf(channels, head.channelId, lastChannel());
  const isMail = channel?.kind === "email";
  const { form, focus } = useFocus({ channel, head });
  const made = startOf({ channel, head, text, fileIds: idsOf(files) });
  const typedCc = addressesIn(head.typedCc);
  // That there is no text yet is said with what else is missing.
  const asReply = { kind: "reply", text: text || "…", files, isRecording: false } as const;
  const whyNot =
    (isMail ? whyNotCc(head.cc.length + typedCc.found.length, typedCc.wrong) : null) ??
    whyNotSendable(asReply) ??
    ("whyNot" in made ? made.whyNot : null);

  const send = (): void => {
    if (whyNot !== null || !("start" in made) || starting.isPending) return;
    starting.mutate(
      { start: made.start, typed: text, keptHead },
      { onSuccess: ({ data }) => onStarted(data.conversation.id) },
    );
  };
  const discard = (): void => {
    const takeBack = flushSync(() => {
      starting.reset();
      removeFiles(draft);
      return discardStart(draft);
    });
    showTakeBack(
      files.length > 0 ? "Discarded, with its files. Undo brings back the text." : "Discarded.",
      takeBack,
    );
    focus();
  };
  const isKept = text !== "" || keptHead !== "" || files.length > 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
      {...drop.props}
    >
      <Stack gap={12}>
        <ChannelField
          channels={channels}
          channel={channel}
          onChannel={(channelId) => {
            // An address of mail is none of a phone.
            const stays = head.to?.kind === "person" ? head.to : null;
            change({ channelId, to: stays });
          }}
        />
        <ToField
          channel={channel}
          to={head.to}
          typed={head.typedTo}
          onTyped={(typedTo) => change({ typedTo })}
          onTo={(to) => {
            // Who went elsewhere by mouse stays there.
            const isHere = form.current?.contains(document.activeElement) ?? false;
            flushSync(() => onTo(to));
            if (isHere) focus();
          }}
        />
        {isMail ? <MailFields head={head} onChange={change} /> : null}
        <Textarea
          label="Text"
          data-start="text"
          withAsterisk
          autosize
          minRows={6}
          maxRows={16}
          maxLength={maxTextLength}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <UnsentFiles draft={draft} files={files} />
        <FormError error={starting.error} />
        <p className={css.status} role="status">
          {[channel ? carriageWords("reply", channel.kind, files) : null, whyNot]
            .filter(Boolean)
            .join(" ")}
        </p>
        <Group gap={8} justify="flex-end">
          <Group mr="auto">
            <StartFiles isFor={personId !== null} onFiles={onFiles} />
          </Group>
          {isKept && !starting.isPending ? (
            <Button variant="subtle" onClick={discard}>
              Discard
            </Button>
          ) : null}
          <span className={css.status}>⌘ Enter</span>
          <Button disabled={whyNot !== null} loading={starting.isPending} onClick={send}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export interface StartDialogProps {
  opened: boolean;
  onClose: () => void;
  /** Whose page it is opened from. */
  person: FoundPerson | null;
}

/** Asked when something comes back that was sent from it. */
const useIsOpen = (opened: boolean): (() => boolean) => {
  const isOpen = useRef(opened);
  useEffect(() => {
    isOpen.current = opened;
    return () => {
      isOpen.current = false;
    };
  }, [opened]);
  return () => isOpen.current;
};

export const StartDialog = ({ opened, onClose, person }: StartDialogProps) => {
  const draft = startDraftKey(person?.id ?? null);
  const navigate = useNavigate();
  const isOpen = useIsOpen(opened);
  const starting = useStart(draft, isOpen);
  const channels = useQuery({ ...startChannelsQuery, enabled: opened });
  const isNarrow = useMediaQuery("(max-width: 720px)", false, { getInitialValueInEffect: false });
  const close = (): void => {
    if (!starting.isPending) starting.reset();
    onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title="New conversation"
      size={640}
      fullScreen={isNarrow === true}
    >
      {channels.isPending ? <SkeletonLines lines={6} /> : null}
      {channels.error ? (
        <ErrorState
          error={channels.error}
          doing="load the channels"
          onRetry={() => void channels.refetch()}
        />
      ) : null}
      {channels.data?.length === 0 ? <NoChannel /> : null}
      {channels.data && channels.data.length > 0 ? (
        <StartForm
          draft={draft}
          first={person === null ? null : { kind: "person", ...person }}
          channels={channels.data}
          starting={starting}
          onStarted={(id) => {
            if (!isOpen()) return;
            onClose();
            void navigate({ to: "/inbox", search: { c: id } });
          }}
        />
      ) : null}
    </Dialog>
  );
};
