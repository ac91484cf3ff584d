// What a step puts into which field: one row a field, with the ways in which its type can be filled.
import { ActionIcon, NumberInput } from "@mantine/core";
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { StepValue } from "@rapport/sdk";
import { IconX } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { FieldEditor } from "../records/field-editor.tsx";
import { fieldPath } from "../records/schema.ts";
import css from "./automations.module.css";
import { modeOf, modesFor, newValue, type ValueMode } from "./draft.rules.ts";
import { PlaceholderText } from "./placeholder-text.tsx";
import { TemplatePicker } from "./template-picker.tsx";

const MODE_WORDS: Record<ValueMode, string> = {
  value: "this value",
  text: "this text",
  copy: "the record's",
  inDays: "days from then",
  template: "a template",
};

interface ValueRowsProps {
  /** Whose fields are filled. */
  target: SchemaObject;
  /** Whose record set the rule off. */
  source: SchemaObject;
  set: Record<string, StepValue>;
  onChange: (set: Record<string, StepValue>) => void;
}

interface ContentProps {
  field: SchemaField;
  source: SchemaObject;
  value: StepValue;
  onChange: (value: StepValue) => void;
}

/** Fields of the record that hold the same kind of thing. */
const sourcesFor = (field: SchemaField, source: SchemaObject) => {
  const same = source.fields.filter(
    (one) => one.type === field.type && one.refObject === field.refObject,
  );
  const self =
    field.type === "reference" && field.refObject === source.key
      ? [{ value: "id", label: `${source.label} itself` }]
      : [];
  return [...self, ...same.map((one) => ({ value: fieldPath(one), label: one.label }))];
};

const Content = ({ field, source, value, onChange }: ContentProps) => {
  if ("text" in value) {
    return (
      <PlaceholderText
        object={source.key}
        label={field.label}
        hideLabel
        isLong={field.type === "longText"}
        value={value.text}
        onChange={(text) => onChange({ text })}
      />
    );
  }
  if ("copy" in value) {
    return (
      <Select
        aria-label={`Field to copy into ${field.label}`}
        allowDeselect={false}
        data={sourcesFor(field, source)}
        value={value.copy}
        onChange={(copy) => {
          if (copy) onChange({ copy });
        }}
      />
    );
  }
  if ("inDays" in value) {
    return (
      <NumberInput
        aria-label={`Days for ${field.label}`}
        allowDecimal={false}
        min={-3660}
        max={3660}
        value={value.inDays}
        onChange={(days) => onChange({ inDays: Number(days) || 0 })}
      />
    );
  }
  if ("templateId" in value) {
    return (
      <TemplatePicker
        object={source.key}
        label={`Template for ${field.label}`}
        value={value}
        onChange={(chosen) => onChange({ ...chosen, part: value.part })}
      />
    );
  }
  return (
    <FieldEditor
      field={field}
      value={value.value}
      onChange={(next) => onChange({ value: next as string | null })}
    />
  );
};

interface RowProps extends ValueRowsProps {
  path: string;
  value: StepValue;
}

const Row = ({ target, source, set, onChange, path, value }: RowProps) => {
  const field = target.fields.find((one) => fieldPath(one) === path);
  const { [path]: _removed, ...rest } = set;
  const remove = (
    <ActionIcon
      aria-label={`Leave ${field?.label ?? "this field"} alone`}
      onClick={() => onChange(rest)}
    >
      <IconX size={14} />
    </ActionIcon>
  );
  if (!field) {
    return (
      <div className={css.line}>
        <span className={css.bad}>A field that was removed, or that you cannot see</span>
        {remove}
      </div>
    );
  }
  const modes = modesFor(field).filter(
    (mode) => mode !== "copy" || sourcesFor(field, source).length > 0,
  );
  const put = (next: StepValue): void => onChange({ ...set, [path]: next });
  return (
    <div className={css.valueRow}>
      <span style={{ paddingTop: 7 }}>{field.label}</span>
      <Select
        aria-label={`How ${field.label} is filled`}
        allowDeselect={false}
        data={modes.map((mode) => ({ value: mode, label: MODE_WORDS[mode] }))}
        value={modeOf(value)}
        onChange={(mode) => {
          if (mode) put(startOf(mode as ValueMode, field, source));
        }}
      />
      <Content field={field} source={source} value={value} onChange={put} />
      {remove}
    </div>
  );
};

const startOf = (mode: ValueMode, field: SchemaField, source: SchemaObject): StepValue =>
  mode === "copy" ? { copy: sourcesFor(field, source)[0]?.value ?? "id" } : newValue(mode, field);

export const ValueRows = (props: ValueRowsProps) => {
  const { target, source, set, onChange } = props;
  const free = target.fields.filter(
    (field) => !field.readOnly && field.access === "write" && !(fieldPath(field) in set),
  );
  return (
    <div className={css.stack}>
      {Object.entries(set).map(([path, value]) => (
        <Row key={path} {...props} path={path} value={value} />
      ))}
      <Select
        size="xs"
        w={220}
        searchable
        aria-label="Set another field"
        placeholder="Set a field…"
        data={free.map((field) => ({ value: fieldPath(field), label: field.label }))}
        value={null}
        onChange={(path) => {
          const field = free.find((one) => fieldPath(one) === path);
          const [mode = "value"] = field ? modesFor(field) : [];
          if (field && path) onChange({ ...set, [path]: startOf(mode, field, source) });
        }}
      />
    </div>
  );
};
