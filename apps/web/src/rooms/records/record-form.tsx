// A form over the fields of any object, drawn from the schema. Refused fields show the server's reason beside them.
import { Button, Group, Stack } from "@mantine/core";
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import { isRapportError, type RecordData } from "@rapport/sdk";
import { type FormEvent, useState } from "react";
import { FormError } from "../../ui/states.tsx";
import { DraftHint } from "../duplicates/duplicate-hint.tsx";
import { FieldEditor } from "./field-editor.tsx";
import { customKey, fieldPath } from "./schema.ts";

const FIRST_FIELDS = 7;

interface RecordFormProps {
  object: SchemaObject;
  submit: string;
  /** By the fields' paths. */
  values: Record<string, unknown>;
  onChange: (path: string, value: unknown) => void;
  busy: boolean;
  error: unknown;
  onSubmit: (data: RecordData) => void;
  onCancel: () => void;
}

const writable = (object: SchemaObject): SchemaField[] =>
  object.fields.filter((field) => !field.readOnly && field.access === "write");

/** Required and naming fields first, then as the schema orders them. */
const orderOf = (object: SchemaObject): SchemaField[] => {
  const first = (field: SchemaField): boolean =>
    field.required || object.titleFields.includes(field.key);
  const fields = writable(object);
  return [...fields.filter(first), ...fields.filter((field) => !first(field))];
};

const isFilled = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

const dataOf = (fields: SchemaField[], values: Record<string, unknown>): RecordData => {
  const data: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[fieldPath(field)];
    if (!isFilled(value)) continue;
    if (field.custom) custom[customKey(field)] = value;
    else data[field.key] = value;
  }
  return (Object.keys(custom).length > 0 ? { ...data, custom } : data) as RecordData;
};

const reasonsOf = (error: unknown): Map<string, string> => {
  const errors = isRapportError(error) ? (error.details.errors ?? []) : [];
  return new Map(
    errors.map((one) => [
      one.path.replace(/^\/?(body[./])?/, "").replaceAll("/", "."),
      one.message,
    ]),
  );
};

export const RecordForm = ({ object, values, ...rest }: RecordFormProps) => {
  const fields = orderOf(object);
  // Values outlive the form; what will be submitted is to be seen.
  const [all, setAll] = useState(() =>
    fields.slice(FIRST_FIELDS).some((field) => isFilled(values[fieldPath(field)])),
  );
  const shown = all ? fields : fields.slice(0, FIRST_FIELDS);
  const reasons = reasonsOf(rest.error);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    rest.onSubmit(dataOf(fields, values));
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={12}>
        <FormError error={rest.error} />
        {shown.map((field, index) => {
          const path = fieldPath(field);
          return (
            <FieldEditor
              key={path}
              field={field}
              label={field.label}
              value={values[path] ?? null}
              currency={typeof values.currency === "string" ? values.currency : null}
              error={reasons.get(path)}
              required={field.required}
              autoFocus={index === 0}
              onChange={(value) => rest.onChange(path, value)}
            />
          );
        })}
        <DraftHint object={object} data={dataOf(fields, values)} />
        <Group justify="space-between">
          {fields.length > shown.length ? (
            <Button variant="subtle" color="gray" onClick={() => setAll(true)}>
              {fields.length - shown.length} more fields
            </Button>
          ) : (
            <span />
          )}
          <Group gap={8}>
            <Button variant="default" onClick={rest.onCancel}>
              Cancel
            </Button>
            <Button type="submit" loading={rest.busy}>
              {rest.submit}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
};
