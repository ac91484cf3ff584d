// The value of one filter rule: the field's own editor, or a list for "is any of".

import type { SchemaField } from "@rapport/contracts";
import { MultiSelect, Select, TagsInput } from "../../ui/select.tsx";
import { useMembers } from "../access/session.ts";
import { useLists } from "../views/list-queries.ts";
import { FieldEditor } from "./field-editor.tsx";
import type { FilterRule } from "./filter.rules.ts";
import { usePipelines } from "./pipeline-queries.ts";
import { ReferencePicker } from "./reference-picker.tsx";
import { RelativeRange } from "./relative-range.tsx";

interface FilterValueProps {
  rule: FilterRule;
  field: SchemaField;
  onChange: (value: unknown) => void;
}

interface Choice {
  value: string;
  label: string;
}

/** What may be chosen for a field with a closed set of values; null for open ones. */
const useChoices = (field: SchemaField): Choice[] | null => {
  const members = useMembers();
  const pipelines = usePipelines();
  const lists = useLists().data;
  if (field.refObject === "lists") {
    return (lists ?? []).map(({ id, name }) => ({ value: id, label: name }));
  }
  if (field.type === "select" || field.type === "multiSelect") {
    return (field.options ?? []).map(({ key, label }) => ({ value: key, label }));
  }
  if (field.type === "member") {
    const named = members.map(({ id, name, email }) => ({ value: id, label: name || email }));
    return [{ value: "me", label: "Me" }, ...named];
  }
  if (field.refObject === "pipelines") {
    return pipelines.map(({ id, name }) => ({ value: id, label: name }));
  }
  if (field.refObject === "stages") {
    return pipelines.flatMap((pipeline) =>
      pipeline.stages.map((stage) => ({
        value: stage.id,
        label: pipelines.length > 1 ? `${pipeline.name}: ${stage.name}` : stage.name,
      })),
    );
  }
  return null;
};

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const ManyValues = ({ rule, field, onChange }: FilterValueProps) => {
  const choices = useChoices(field);
  const shared = {
    size: "xs",
    "aria-label": `Values of ${field.label}`,
    "data-autofocus": true,
  } as const;
  if (choices) {
    return (
      <MultiSelect
        {...shared}
        data={choices}
        value={listOf(rule.value)}
        onChange={onChange}
        searchable
        placeholder={listOf(rule.value).length === 0 ? "Choose" : ""}
      />
    );
  }
  if (field.type === "reference") {
    return (
      <ReferencePicker
        {...shared}
        object={field.refObject ?? ""}
        value={listOf(rule.value)[0] ?? null}
        onChange={(id) => onChange(id ? [id] : [])}
      />
    );
  }
  return (
    <TagsInput
      {...shared}
      value={listOf(rule.value)}
      onChange={onChange}
      placeholder="Type, then Enter"
    />
  );
};

const Emptiness = ({ rule, field, onChange }: FilterValueProps) => (
  <Select
    size="xs"
    aria-label={`Whether ${field.label} is empty`}
    allowDeselect={false}
    data={[
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ]}
    value={String(rule.value ?? true)}
    onChange={(next) => onChange(next === "true")}
  />
);

const OneOf = ({ rule, field, onChange }: FilterValueProps) => (
  <Select
    size="xs"
    searchable
    data-autofocus
    aria-label={field.label}
    data={useChoices(field) ?? []}
    value={typeof rule.value === "string" ? rule.value : null}
    onChange={onChange}
  />
);

export const FilterValue = (props: FilterValueProps) => {
  const { rule, field, onChange } = props;
  if (rule.op === "empty") return <Emptiness {...props} />;
  if (rule.op === "within") {
    return (
      <RelativeRange label={`When, for ${field.label}`} value={rule.value} onChange={onChange} />
    );
  }
  if (rule.op === "left") return null;
  if (rule.op === "reached") return <OneOf {...props} />;
  if (rule.op === "in") return <ManyValues {...props} />;
  if (field.type === "member" || field.refObject === "lists") return <OneOf {...props} />;
  // A search for part of an address is not an address.
  const asText = rule.op === "contains" || rule.op === "startsWith";
  const shown: SchemaField = asText ? { ...field, type: "text" } : field;
  return <FieldEditor field={shown} value={rule.value} onChange={onChange} size="xs" autoFocus />;
};
