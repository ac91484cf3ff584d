// Where a reply or a note is written, with files and a voice note beside it, and over mail with who else gets it. "/" or
// "#" offers macros, "@" in a note names members; ⌘ Enter sends; what somebody else is writing is told before it is sent,
// and an answer that came meanwhile stops it.
import { Button, Group, SegmentedControl } from "@mantine/core";
import type { Conversation, Macro } from "@rapport/sdk";
import { isRapportError } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useImperativeHandle, useState } from "react";
import { IconSparkles } from "../../ui/icons.ts";
import { FormError } from "../../ui/states.tsx";
import { useDraftText } from "../../ui/use-draft-text.ts";
import { nameOf, useMe } from "../access/session.ts";
import { tellMacroUse } from "../copilot/copilot-queries.ts";
import { joined } from "../copilot/copilot-words.rules.ts";
import { MentionField } from "../notifications/mention-field.tsx";
import { savedText } from "../notifications/mention-text.rules.ts";
import { useChosenMentions } from "../notifications/use-chosen-mentions.ts";
import { CcLine } from "./cc-line.tsx";
import { AttachButton, UnsentFiles, useFileDrop } from "./composer-files.tsx";
import { macrosQuery, refreshInbox, useChange, useWrite } from "./inbox-queries.ts";
import { draftKey, expandMacro, macroQuery, waysToSend } from "./inbox-words.rules.ts";
import { dropSending } from "./sending.ts";
import css from "./thread.module.css";
import { carriageWords, idsOf, whyNotSendable } from "./unsent-files.rules.ts";
import { addFiles, useUnsentFiles } from "./unsent-files.ts";
import { useCc } from "./use-cc.ts";
import { useVoiceNote } from "./use-voice-note.ts";
import { isSpeaking, VoiceButton, VoicePanel } from "./voice-note.tsx";

export type ComposerKind = "reply" | "note";

interface ComposerProps {
  conversation: Conversation;
  kind: ComposerKind;
  onKind: (kind: ComposerKind) => void;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onTyping: () => void;
  onClosed: () => void;
  /** After a reply went out. */
  onSent: (messageId: string) => void;
  onDraft: () => void;
  isDrafting: boolean;
  /** How others put something into the text. */
  putRef: RefObject<Put | null>;
}

export interface Put {
  text: (text: string) => void;
  macro: (id: string) => void;
  /** Begins a voice note, or ends the one that is spoken. */
  voice: () => void;
}

const MacroList = ({
  macros,
  at,
  onTake,
}: {
  macros: readonly Macro[];
  at: number;
  onTake: (macro: Macro) => void;
}) => (
  <div id="inbox-macros" role="listbox" aria-label="Macros" className={css.macros} tabIndex={-1}>
    {macros.map((macro, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the text field owns the keys
      <div
        key={macro.id}
        id={`inbox-macro-${String(index)}`}
        role="option"
        aria-selected={index === at}
        tabIndex={-1}
        className={css.macro}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => onTake(macro)}
      >
        <b>{macro.name}</b> <span className={css.meta}>{macro.text.slice(0, 80)}</span>
      </div>
    ))}
  </div>
);

const useMacros = (text: string, caret: number, isOn: boolean) => {
  const all = useQuery({ ...macrosQuery, enabled: isOn }).data ?? [];
  const asked = isOn ? macroQuery(text, caret) : null;
  const found = asked
    ? all.filter(({ name }) => name.toLowerCase().includes(asked.q.trim())).slice(0, 6)
    : [];
  return { asked, found, macros: all };
};

export const Composer = (props: ComposerProps) => {
  const { conversation, kind, onKind, fieldRef, onTyping, onClosed } = props;
  const { onSent, onDraft, isDrafting, putRef } = props;
  const me = useMe();
  const draft = draftKey(conversation.id, kind);
  const { text, setText } = useDraftText(draft);
  const { chosen, setChosen } = useChosenMentions(draft);
  const files = useUnsentFiles(draft);
  const cc = useCc(conversation, draft, kind === "reply");
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [closesId, setClosesId] = useState<string | null>(null);
  const write = useWrite(conversation.id);
  const change = useChange();
  const { asked, found, macros } = useMacros(text, caret, kind === "reply");
  const onFiles = (chosen: File[]): void =>
    addFiles(draft, { object: "conversations", recordId: conversation.id }, chosen);
  const drop = useFileDrop(onFiles);
  const voice = useVoiceNote(
    (file) => onFiles([file]),
    () => fieldRef.current?.focus(),
  );
  const isRecording = isSpeaking(voice.state);
  const whyNot = whyNotSendable({ kind, text, files, isRecording }) ?? cc.whyNot;
  const [main, other] = waysToSend(kind, closesId === conversation.id && text.trim() !== "");

  const send = (close: boolean): void => {
    if (whyNot !== null || write.isPending || cc.holdsBack()) return;
    const attached = files.length > 0 ? { attachmentIds: idsOf(files) } : {};
    const said = kind === "note" ? savedText(text, chosen) : text;
    const seen = { seenSeq: conversation.lastSeq };
    const others = cc.addresses.length > 0 ? { cc: cc.addresses } : {};
    const reply = { text: said, ...seen, ...(close ? { close } : {}), ...attached, ...others };
    write.mutate(
      { kind, typed: text, keptCc: cc.kept, reply },
      {
        onSuccess: ({ data }) => {
          cc.sent();
          if (kind === "reply") onSent(data.message.id);
          setClosesId(null);
          if (close) onClosed();
        },
        onError: (error) => {
          if (isRapportError(error) && error.status === 409) refreshInbox();
        },
      },
    );
  };

  const apply = (macro: Macro, withText: (expanded: string) => string): void => {
    setText(withText(expandMacro(macro, { conversation, memberName: nameOf(me) })));
    setAt(0);
    setCaret(0);
    if (macro.close) setClosesId(conversation.id);
    tellMacroUse(conversation.id, macro.id);
    const tags = [...new Set([...conversation.tags, ...macro.tags])].slice(0, 20);
    const wanted = {
      ...(macro.tags.length > 0 ? { tags } : {}),
      ...(macro.priority ? { priority: macro.priority } : {}),
    };
    if (Object.keys(wanted).length > 0)
      change.mutate({ id: conversation.id, change: wanted, done: `“${macro.name}” applied.` });
  };

  const take = (macro: Macro): void => {
    if (!asked) return;
    apply(macro, (expanded) => `${text.slice(0, asked.at)}${expanded}${text.slice(caret)}`);
  };

  useImperativeHandle(putRef, () => ({
    text: (given) => setText(joined(text, given)),
    macro: (id) => {
      const macro = macros.find((one) => one.id === id);
      if (macro) apply(macro, (expanded) => joined(text, expanded));
    },
    voice: voice.state.kind === "on" ? voice.stop : voice.start,
  }));

  const onMacroKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const chosen = found[at];
    if (!asked || !chosen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") setCaret(0);
    else return false;
    event.preventDefault();
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      // A key that is held down is no second yes.
      if (!event.repeat) send(event.shiftKey || main.close);
    } else if (!onMacroKey(event) && event.key === "Escape") event.currentTarget.blur();
  };

  return (
    <section
      className={css.composer}
      data-note={kind === "note" || undefined}
      data-over={drop.isOver || undefined}
      data-messages="above-composer"
      aria-label="Write"
      {...drop.props}
    >
      <Group gap={8} justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="What to write"
          data={[
            { value: "reply", label: "Reply" },
            { value: "note", label: "Note" },
          ]}
          value={kind}
          onChange={(value) => onKind(value as ComposerKind)}
        />
        <Button
          size="xs"
          variant="subtle"
          title="d"
          loading={isDrafting}
          leftSection={<IconSparkles size={14} aria-hidden="true" />}
          onClick={onDraft}
        >
          Draft an answer
        </Button>
      </Group>
      <CcLine conversation={conversation} cc={cc} />
      <MentionField
        about={{ object: "conversations", id: conversation.id }}
        enabled={kind === "note"}
        listAbove
        fieldRef={fieldRef}
        chosen={chosen}
        aria-label={kind === "note" ? "Note for members" : "Reply to the customer"}
        aria-controls={found.length > 0 ? "inbox-macros" : undefined}
        aria-activedescendant={found.length > 0 ? `inbox-macro-${String(at)}` : undefined}
        placeholder={
          kind === "note" ? "Only members see this. @ mentions one" : "Type / for macros"
        }
        rows={3}
        classNames={{ input: css.field }}
        maxLength={20_000}
        value={text}
        onChange={(next, mentions) => {
          setText(next);
          // The same words in an empty field are a new message.
          if (next === "") dropSending(draft);
          if (mentions !== chosen) setChosen(mentions);
          setCaret(fieldRef.current?.selectionStart ?? next.length);
          setAt(0);
          onTyping();
        }}
        onKeyDown={onKeyDown}
      />
      {found.length > 0 ? <MacroList macros={found} at={at} onTake={take} /> : null}
      <VoicePanel voice={voice} />
      <UnsentFiles draft={draft} files={files} />
      <FormError error={write.error} />
      <p className={css.meta} role="status">
        {[carriageWords(kind, conversation.channel.kind, files), whyNot, cc.freshWords]
          .filter(Boolean)
          .join(" ")}
      </p>
      <Group gap={8} justify="flex-end">
        <Group gap={2} mr="auto">
          <AttachButton onFiles={onFiles} />
          <VoiceButton voice={voice} />
        </Group>
        <span className={css.meta}>⌘ Enter</span>
        {other ? (
          <Button variant="default" disabled={whyNot !== null} onClick={() => send(other.close)}>
            {other.label}
          </Button>
        ) : null}
        <Button
          disabled={whyNot !== null}
          loading={write.isPending}
          onClick={() => send(main.close)}
        >
          {main.label}
        </Button>
      </Group>
    </section>
  );
};
