// The control that edits a value of each field type, in forms and in cells. It holds no state: the value in, the new
// value out. Money is typed in major units and leaves in minor ones.
import { NumberInput, type SelectProps, Textarea, TextInput } from "@mantine/core";
import type { SchemaField } from "@rapport/contracts";
import type { ReactNode } from "react";
import { minorDigits, toLocalInput } from "../../ui/format.rules.ts";
import { MultiSelect, Select } from "../../ui/select.tsx";
import { useMembers } from "../access/session.ts";
import { ReferencePicker } from "./reference-picker.tsx";

export interface FieldEditorProps {
  field: SchemaField;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The record's currency, for money. */
  currency?: string | null;
  label?: ReactNode;
  error?: ReactNode;
  autoFocus?: boolean;
  size?: "xs" | "sm";
  /** In cells: choices open at once. */
  opened?: boolean;
  required?: boolean;
}

const shared = (props: FieldEditorProps) => ({
  label: props.label,
  "aria-label": props.label ? undefined : props.field.label,
  error: props.error,
  size: props.size ?? "sm",
  withAsterisk: props.required ?? false,
  "data-autofocus": props.autoFocus || undefined,
});

const dropdown = (
  props: FieldEditorProps,
): Pick<SelectProps, "defaultDropdownOpened" | "comboboxProps"> => ({
  defaultDropdownOpened: props.opened ?? false,
  comboboxProps: {
    width: "max-content",
    position: "bottom-start",
  },
});

const textOf = (value: unknown): string =>
  value === null || value === undefined ? "" : String(value);
const idOf = (value: unknown): string | null => (typeof value === "string" && value ? value : null);

const TextEditor = (props: FieldEditorProps & { type: string }) => (
  <TextInput
    {...shared(props)}
    type={props.type}
    value={textOf(props.value)}
    maxLength={props.field.maxLength ?? 2_048}
    onChange={(event) => props.onChange(event.currentTarget.value || null)}
  />
);

const NumberEditor = (props: FieldEditorProps & { minor?: boolean }) => {
  const digits = props.minor ? minorDigits(props.currency) : 0;
  const scale = 10 ** digits;
  const shown = typeof props.value === "number" ? props.value / scale : "";
  return (
    <NumberInput
      {...shared(props)}
      value={shown}
      hideControls
      allowDecimal={props.minor ? digits > 0 : props.field.type !== "integer"}
      {...(props.minor ? { decimalScale: digits } : {})}
      thousandSeparator=" "
      onChange={(next) => {
        const value = next === "" ? Number.NaN : Number(next);
        props.onChange(Number.isNaN(value) ? null : Math.round(value * scale * 1e6) / 1e6);
      }}
    />
  );
};

const DateEditor = (props: FieldEditorProps) => (
  <TextInput
    {...shared(props)}
    type="date"
    value={textOf(props.value).slice(0, 10)}
    onChange={(event) => props.onChange(event.currentTarget.value || null)}
  />
);

const DateTimeEditor = (props: FieldEditorProps) => (
  <TextInput
    {...shared(props)}
    type="datetime-local"
    value={props.value ? toLocalInput(textOf(props.value)) : ""}
    onChange={(event) => {
      const typed = event.currentTarget.value;
      props.onChange(typed ? new Date(typed).toISOString() : null);
    }}
  />
);

const ChoiceEditor = (props: FieldEditorProps) => (
  <Select
    {...shared(props)}
    {...dropdown(props)}
    searchable
    clearable={!props.required}
    data={(props.field.options ?? []).map(({ key, label }) => ({ value: key, label }))}
    value={idOf(props.value)}
    onChange={props.onChange}
  />
);

const ChoicesEditor = (props: FieldEditorProps) => (
  <MultiSelect
    {...shared(props)}
    data={(props.field.options ?? []).map(({ key, label }) => ({ value: key, label }))}
    value={Array.isArray(props.value) ? props.value : []}
    onChange={props.onChange}
  />
);

const MemberEditor = (props: FieldEditorProps) => {
  const members = useMembers();
  return (
    <Select
      {...shared(props)}
      {...dropdown(props)}
      searchable
      clearable
      data={members.map((member) => ({ value: member.id, label: member.name || member.email }))}
      value={idOf(props.value)}
      onChange={props.onChange}
    />
  );
};

const YesNoEditor = (props: FieldEditorProps) => (
  <Select
    {...shared(props)}
    {...dropdown(props)}
    clearable
    data={[
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ]}
    value={typeof props.value === "boolean" ? String(props.value) : null}
    onChange={(next) => props.onChange(next === null ? null : next === "true")}
  />
);

const LongTextEditor = (props: FieldEditorProps) => (
  <Textarea
    {...shared(props)}
    autosize
    minRows={3}
    maxRows={14}
    value={textOf(props.value)}
    onChange={(event) => props.onChange(event.currentTarget.value || null)}
  />
);

const LinkEditor = (props: FieldEditorProps) => (
  <ReferencePicker
    {...shared(props)}
    {...dropdown(props)}
    object={props.field.refObject ?? ""}
    value={idOf(props.value)}
    onChange={props.onChange}
  />
);

type Editor = (props: FieldEditorProps) => ReactNode;

const EDITORS: Record<SchemaField["type"], Editor> = {
  text: (props) => <TextEditor {...props} type="text" />,
  email: (props) => <TextEditor {...props} type="email" />,
  phone: (props) => <TextEditor {...props} type="tel" />,
  url: (props) => <TextEditor {...props} type="url" />,
  longText: (props) => <LongTextEditor {...props} />,
  number: (props) => <NumberEditor {...props} />,
  integer: (props) => <NumberEditor {...props} />,
  money: (props) => <NumberEditor {...props} minor />,
  boolean: (props) => <YesNoEditor {...props} />,
  date: (props) => <DateEditor {...props} />,
  datetime: (props) => <DateTimeEditor {...props} />,
  select: (props) => <ChoiceEditor {...props} />,
  multiSelect: (props) => <ChoicesEditor {...props} />,
  member: (props) => <MemberEditor {...props} />,
  reference: (props) => <LinkEditor {...props} />,
};

/** Types whose value is complete with one choice, so that a cell saves at once. */
export const savesOnChoice = (type: SchemaField["type"]): boolean =>
  ["select", "boolean", "member", "reference"].includes(type);

export const FieldEditor = (props: FieldEditorProps) => EDITORS[props.field.type](props);
