// A text that may hold fields: typed, or put in from a list at the place of the cursor.
import { Group, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Select } from "../../ui/select.tsx";
import { placeholdersQuery } from "./automation-queries.ts";

interface PlaceholderTextProps {
  object: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  isLong?: boolean;
  minRows?: number;
  hideLabel?: boolean;
  maxLength?: number;
}

export const PlaceholderText = (props: PlaceholderTextProps) => {
  const { object, label, value, onChange, isLong = false, hideLabel = false } = props;
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const { data } = useQuery(placeholdersQuery(object));
  const insert = (path: string): void => {
    const at = field.current?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at)}{{${path}}}${value.slice(field.current?.selectionEnd ?? at)}`);
    field.current?.focus();
  };
  const shared = {
    ref: field,
    value,
    maxLength: props.maxLength ?? 10_000,
    ...(hideLabel ? { "aria-label": label } : { label }),
  };
  return (
    <div>
      {isLong ? (
        <Textarea
          {...shared}
          autosize
          minRows={props.minRows ?? 3}
          maxRows={20}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
      <Group mt={4}>
        <Select
          size="xs"
          w={220}
          searchable
          aria-label={`Put a field into ${label}`}
          placeholder="Put in a field…"
          data={(data ?? []).map((one) => ({ value: one.path, label: one.label }))}
          value={null}
          onChange={(path) => {
            if (path) insert(path);
          }}
        />
      </Group>
    </div>
  );
};
