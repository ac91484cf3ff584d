// Makes or changes a custom field. The type and the key are fixed once the field exists.
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import type { FieldType, SchemaField, SchemaObject } from "@rapport/contracts";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TagsInput } from "../../ui/select.tsx";
import { FormError } from "../../ui/states.tsx";
import { TYPE_WORDS } from "./field-types.rules.ts";
import { fieldKeyOf, optionKeyOf } from "./key-names.rules.ts";
import { customKey, useSchema } from "./schema.ts";
import { useSchemaWrite } from "./schema-queries.ts";

interface FieldDialogProps {
  object: SchemaObject;
  field: SchemaField | null;
  onClose: () => void;
}

const TYPES = Object.entries(TYPE_WORDS).map(([value, label]) => ({ value, label }));
const HAS_OPTIONS = new Set<FieldType>(["select", "multiSelect"]);

interface Draft {
  label: string;
  key: string;
  type: FieldType;
  labels: string[];
  refObject: string;
  required: boolean;
}

const draftOf = (field: SchemaField | null): Draft => ({
  label: field?.label ?? "",
  key: field ? customKey(field) : "",
  type: field?.type ?? "text",
  labels: (field?.options ?? []).map((option) => option.label),
  refObject: field?.refObject ?? "companies",
  required: field?.required ?? false,
});

/** Options keep the keys they had, so that records keep their values when a label stays. */
const optionsOf = (draft: Draft, field: SchemaField | null) =>
  draft.labels.map((label) => ({
    key: field?.options?.find((option) => option.label === label)?.key ?? optionKeyOf(label),
    label,
  }));

const changeOf = (draft: Draft, field: SchemaField | null) => ({
  label: draft.label.trim(),
  required: draft.required,
  ...(HAS_OPTIONS.has(draft.type) ? { options: optionsOf(draft, field) } : {}),
});

const isReady = (draft: Draft): boolean =>
  draft.label.trim() !== "" && (!HAS_OPTIONS.has(draft.type) || draft.labels.length > 0);

export const FieldDialog = ({ object, field, onClose }: FieldDialogProps) => {
  const schema = useSchema();
  const [draft, setDraft] = useState<Draft>(() => draftOf(field));
  const set = (change: Partial<Draft>): void => setDraft((now) => ({ ...now, ...change }));
  const key = draft.key || fieldKeyOf(draft.label);
  const save = useSchemaWrite({
    run: () =>
      field?.id
        ? api.fields.update(field.id, changeOf(draft, field))
        : api.fields.create({
            object: object.key,
            ...(key ? { key } : {}),
            type: draft.type,
            ...changeOf(draft, field),
            ...(draft.type === "reference" ? { refObject: draft.refObject } : {}),
          }),
    done: "Field saved.",
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={field ? `Change “${field.label}”` : `New field of ${object.labelPlural.toLowerCase()}`}
    >
      <form onSubmit={onSubmit}>
        <Stack gap={12}>
          <FormError error={save.error} />
          <TextInput
            label="Label"
            placeholder="Contract end"
            required
            withAsterisk={false}
            data-autofocus
            maxLength={100}
            value={draft.label}
            onChange={(event) => set({ label: event.currentTarget.value })}
          />
          <Select
            label="Type"
            allowDeselect={false}
            disabled={field !== null}
            data={TYPES}
            value={draft.type}
            onChange={(type) => type && set({ type: type as FieldType })}
          />
          {HAS_OPTIONS.has(draft.type) ? (
            <TagsInput
              label="Choices"
              description="Press Enter after each."
              value={draft.labels}
              onChange={(labels) => set({ labels })}
            />
          ) : null}
          {draft.type === "reference" ? (
            <Select
              label="Links to"
              allowDeselect={false}
              disabled={field !== null}
              data={schema.map((one) => ({ value: one.key, label: one.labelPlural }))}
              value={draft.refObject}
              onChange={(refObject) => refObject && set({ refObject })}
            />
          ) : null}
          {field ? null : (
            <TextInput
              label="Key"
              description="What the API and files call it. It cannot be changed later."
              placeholder={key || (draft.label ? "Made by itself" : "contractEnd")}
              maxLength={60}
              value={draft.key}
              onChange={(event) => set({ key: event.currentTarget.value })}
            />
          )}
          <Checkbox
            size="xs"
            label="Required"
            checked={draft.required}
            onChange={(event) => set({ required: event.currentTarget.checked })}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!isReady(draft)}>
              {field ? "Save field" : "Make field"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
