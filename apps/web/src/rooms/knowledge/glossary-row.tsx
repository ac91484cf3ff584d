// One term of the glossary: shown, or changed in its place.
import { ActionIcon, Button, Group, Switch, Table, TextInput } from "@mantine/core";
import type { GlossaryEntry } from "@rapport/sdk";
import { type KeyboardEvent, useState } from "react";
import columns from "../../ui/columns.module.css";
import { IconPencil, IconTrash } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { FormError } from "../../ui/states.tsx";
import { useMembers } from "../access/session.ts";
import { useRemoveEntry, useSaveEntry, useSwitchEntry } from "./glossary-queries.ts";
import css from "./knowledge.module.css";
import { wordsOfText } from "./knowledge-words.rules.ts";

interface EditProps {
  /** Null: a new one. */
  entry: GlossaryEntry | null;
  onDone(): void;
}

export const EntryEditor = ({ entry, onDone }: EditProps) => {
  const [term, setTerm] = useState(entry?.term ?? "");
  const [words, setWords] = useState(entry?.words.join("; ") ?? "");
  const [ownerId, setOwnerId] = useState(entry?.owner?.id ?? null);
  const members = useMembers();
  const save = useSaveEntry();
  const listed = wordsOfText(words);
  const isReady = term.trim() !== "" && listed.length > 0;
  const onSave = () => {
    if (!isReady) return;
    const owner = entry === null && ownerId === null ? {} : { ownerId };
    const input = { term: term.trim(), words: listed, ...owner };
    save.mutate({ id: entry?.id ?? null, input }, { onSuccess: onDone });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") onSave();
    if (event.key === "Escape") onDone();
  };
  return (
    <Table.Tr>
      <Table.Td colSpan={5}>
        <div className={css.entry}>
          <TextInput
            label="Term"
            placeholder="2FA"
            maxLength={80}
            autoFocus
            value={term}
            onKeyDown={onKeyDown}
            onChange={(event) => setTerm(event.currentTarget.value)}
          />
          <TextInput
            label="Other words for it"
            placeholder="two-factor authentication; second factor"
            description="With semicolons between them, in any language."
            inputWrapperOrder={["label", "input", "description", "error"]}
            maxLength={1700}
            value={words}
            onKeyDown={onKeyDown}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Select
            label="Owner"
            placeholder={entry === null ? "Me" : "Nobody"}
            clearable
            clearButtonProps={{ "aria-label": "No owner" }}
            data={members.map(({ id, name }) => ({ value: id, label: name }))}
            value={ownerId}
            onChange={setOwnerId}
          />
          <Group gap={8} className={css.entryActions}>
            <Button loading={save.isPending} disabled={!isReady} onClick={onSave}>
              {entry === null ? "Add term" : "Save"}
            </Button>
            <Button variant="default" onClick={onDone}>
              Cancel
            </Button>
          </Group>
        </div>
        <FormError error={save.error} />
      </Table.Td>
    </Table.Tr>
  );
};

export const EntryRow = ({ entry, mayManage }: { entry: GlossaryEntry; mayManage: boolean }) => {
  const [isEdited, setIsEdited] = useState(false);
  const turn = useSwitchEntry();
  const remove = useRemoveEntry();
  if (isEdited) return <EntryEditor entry={entry} onDone={() => setIsEdited(false)} />;
  const { id, term, words, owner, isOn } = entry;
  return (
    <Table.Tr data-off={isOn ? undefined : true}>
      <Table.Td fw={500}>{term}</Table.Td>
      <Table.Td>{words.join(", ")}</Table.Td>
      <Table.Td>{owner?.name ?? "Nobody"}</Table.Td>
      <Table.Td>
        {mayManage ? (
          <Switch
            size="xs"
            aria-label={`Search uses ${term}`}
            checked={isOn}
            onChange={(event) => turn.mutate({ id, isOn: event.currentTarget.checked })}
          />
        ) : (
          <span className={columns.muted}>{isOn ? "On" : "Off"}</span>
        )}
      </Table.Td>
      <Table.Td>
        {mayManage ? (
          <Group gap={4} wrap="nowrap" justify="flex-end">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Change ${term}`}
              title="Change"
              onClick={() => setIsEdited(true)}
            >
              <IconPencil size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Take out ${term}`}
              title="Take out"
              onClick={() => remove.mutate(entry)}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
};
