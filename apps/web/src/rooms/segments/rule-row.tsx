// One rule of a segment: what it looks at, how it compares, with what.
import { ActionIcon, TextInput } from "@mantine/core";
import type { SchemaField } from "@rapport/contracts";
import type { FeatureSetSummary } from "@rapport/sdk";
import { IconX } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import css from "../features/features.module.css";
import { FieldEditor } from "../records/field-editor.tsx";
import { type DraftRule, opsFor, opsOfField } from "./segment-draft.rules.ts";

export interface RuleParts {
  set: FeatureSetSummary | undefined;
  fields: readonly SchemaField[];
}

interface RuleProps extends RuleParts {
  rule: DraftRule;
  canRemove: boolean;
  onChange: (rule: DraftRule) => void;
  onRemove: () => void;
}

type PartProps = Pick<RuleProps, "rule" | "set" | "fields" | "onChange">;

export const kindIn = (set: FeatureSetSummary | undefined, key: string) =>
  set?.features.find((feature) => feature.key === key)?.kind ?? "number";

const eventOps = [
  { value: "gte", label: "happened at least" },
  { value: "lt", label: "happened fewer than" },
];

const Event = ({ rule, onChange }: PartProps) => (
  <TextInput
    label="Event"
    value={rule.what}
    onChange={(event) => onChange({ ...rule, what: event.currentTarget.value })}
  />
);

const Feature = ({ rule, set, onChange }: PartProps) => (
  <Select
    label="Feature"
    searchable
    data={(set?.features ?? []).map(({ key, title }) => ({ value: key, label: title }))}
    value={rule.what || null}
    onChange={(key) => {
      const isText = kindIn(set, key ?? "") === "text";
      onChange({ ...rule, what: key ?? "", op: isText ? "eq" : "gte", value: "" });
    }}
  />
);

const Field = ({ rule, fields, onChange }: PartProps) => (
  <Select
    label="Field"
    searchable
    data={fields.map(({ key, label }) => ({ value: key, label }))}
    value={rule.what || null}
    onChange={(key) => onChange({ ...rule, what: key ?? "", op: "eq", value: null })}
  />
);

const parts = { event: Event, feature: Feature, field: Field };

const fieldIn = ({ fields, rule }: Pick<PartProps, "fields" | "rule">) =>
  rule.kind === "field" ? fields.find(({ key }) => key === rule.what) : undefined;

function opsOf(props: PartProps) {
  const { rule, set } = props;
  if (rule.kind === "event") return eventOps;
  if (rule.kind === "field") return opsOfField(fieldIn(props)?.type ?? "text");
  return opsFor(kindIn(set, rule.what));
}

const Value = (props: PartProps) => {
  const { rule, onChange } = props;
  const field = fieldIn(props);
  if (field)
    return (
      <FieldEditor
        field={field}
        label="Value"
        value={rule.value}
        onChange={(value) => onChange({ ...rule, value: value as DraftRule["value"] })}
      />
    );
  return (
    <TextInput
      label={rule.kind === "event" ? "Times" : "Value"}
      value={String(rule.value ?? "")}
      onChange={(event) => onChange({ ...rule, value: event.currentTarget.value })}
    />
  );
};

export const RuleRow = (props: RuleProps) => {
  const { rule, canRemove, onChange, onRemove } = props;
  const What = parts[rule.kind];
  return (
    <fieldset className={css.condition} aria-label={`Rule ${rule.id}`}>
      <What {...props} />
      <Select
        label="How"
        data={opsOf(props)}
        value={rule.op}
        onChange={(op) => onChange({ ...rule, op: (op ?? rule.op) as DraftRule["op"] })}
      />
      {rule.op === "exists" ? <span /> : <Value {...props} />}
      {rule.kind === "event" ? (
        <TextInput
          label="Within days"
          value={rule.withinDays}
          onChange={(event) => onChange({ ...rule, withinDays: event.currentTarget.value })}
        />
      ) : null}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Remove rule ${rule.id}`}
        disabled={!canRemove}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </fieldset>
  );
};
