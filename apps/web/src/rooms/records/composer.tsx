// Adds a note, a task or an activity to a record. Which reference field ties it to the record comes from the schema:
// the field of the new thing that points at this record's object.
import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import { plainMentions, type SchemaObject } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";
import { type FormEvent, type KeyboardEvent, useRef } from "react";
import { nowMs } from "../../platform/clock.ts";
import { useMe } from "../access/session.ts";
import { MentionField } from "../notifications/mention-field.tsx";
import { savedText } from "../notifications/mention-text.rules.ts";
import { useChosenMentions } from "../notifications/use-chosen-mentions.ts";
import { useCreateRecord } from "./record-writes.ts";
import { useSchema } from "./schema.ts";
import css from "./story.module.css";
import { dropComposerDraft, useComposerDraft } from "./use-composer-draft.ts";

type Kind = "notes" | "tasks" | "activities";

const KINDS: { value: Kind; label: string; placeholder: string; submit: string }[] = [
  {
    value: "notes",
    label: "Note",
    placeholder: "What should others know? @ mentions a member",
    submit: "Add note",
  },
  { value: "tasks", label: "Task", placeholder: "What has to be done?", submit: "Add task" },
  { value: "activities", label: "Call", placeholder: "What was said?", submit: "Log call" },
];

interface Draft {
  text: string;
  due: string;
  memberId: string | null;
}

const DATA: Record<Kind, (draft: Draft) => RecordData> = {
  notes: ({ text }) => ({ body: text }),
  tasks: ({ text, due, memberId }) => ({
    title: text,
    ownerId: memberId,
    dueAt: due ? new Date(`${due}T17:00`).toISOString() : null,
  }),
  activities: ({ text, memberId }) => ({
    kind: "call",
    subject: plainMentions(text).split("\n")[0]?.slice(0, 200) ?? "Call",
    body: text,
    ownerId: memberId,
    occurredAt: new Date(nowMs()).toISOString(),
  }),
};

/** The field of `kind` that points at records of `object`. */
const linkField = (schema: SchemaObject[], kind: Kind, object: string): string | undefined => {
  const target = schema.find((one) => one.key === kind && one.can.create);
  return target?.fields.find((field) => field.type === "reference" && field.refObject === object)
    ?.key;
};

export const Composer = ({ object, recordId }: { object: SchemaObject; recordId: string }) => {
  const schema = useSchema();
  const me = useMe();
  const offered = KINDS.filter(({ value }) => linkField(schema, value, object.key));
  const draft = `${object.key}-${recordId}`;
  const writing = useComposerDraft(
    draft,
    offered.map(({ value }) => value),
  );
  const { text, setText, kind = "notes", setKind, due, setDue } = writing;
  const { chosen, setChosen } = useChosenMentions(draft);
  const field = useRef<HTMLTextAreaElement>(null);
  const target = schema.find((one) => one.key === kind) ?? object;
  const create = useCreateRecord(target, () => `${target.label} added.`);
  const offer = offered.find(({ value }) => value === kind);
  const link = linkField(schema, kind, object.key);
  if (!offer || !link) return null;

  const submit = (): void => {
    if (text.trim() === "" || create.isPending) return;
    const written = kind === "tasks" ? text.trim() : savedText(text.trim(), chosen);
    const data = DATA[kind]({ text: written, due, memberId: me.member?.id ?? null });
    // Not by what is called when it is done: that is never called once one has gone elsewhere.
    void create.mutateAsync({ ...data, [link]: recordId }).then(
      () => {
        dropComposerDraft(draft, { text, due });
        field.current?.focus();
      },
      () => undefined,
    );
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    submit();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit();
  };

  return (
    <form className={css.composer} onSubmit={onSubmit}>
      <SegmentedControl
        size="xs"
        aria-label="What to add"
        data={offered.map(({ value, label }) => ({ value, label }))}
        value={kind}
        onChange={(next) => setKind(next as Kind)}
      />
      <MentionField
        about={{ object: object.key, id: recordId }}
        enabled={kind !== "tasks"}
        fieldRef={field}
        chosen={chosen}
        aria-label={offer.label}
        placeholder={offer.placeholder}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onChange={(next, mentions) => {
          setText(next);
          if (mentions !== chosen) setChosen(mentions);
        }}
        onKeyDown={onKeyDown}
        error={create.error?.message}
      />
      <Group justify="space-between">
        {kind === "tasks" ? (
          <TextInput
            type="date"
            size="xs"
            aria-label="Due"
            value={due}
            onChange={(event) => setDue(event.currentTarget.value)}
          />
        ) : (
          <span />
        )}
        <Button
          type="submit"
          variant="default"
          loading={create.isPending}
          disabled={text.trim() === ""}
        >
          {offer.submit}
        </Button>
      </Group>
    </form>
  );
};
