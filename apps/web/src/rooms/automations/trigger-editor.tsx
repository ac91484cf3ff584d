// The "when" of a rule, as a sentence of choices.
import { ActionIcon, Button, NumberInput, TextInput } from "@mantine/core";
import type { SchemaObject, WatchedField } from "@rapport/contracts";
import type { Trigger } from "@rapport/sdk";
import { readerZone } from "../../ui/format.rules.ts";
import { IconPlus, IconX } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import type { FilterRule } from "../records/filter.rules.ts";
import { FilterValue } from "../records/filter-value.tsx";
import { fieldPath } from "../records/schema.ts";
import css from "./automations.module.css";
import { dateFields, newTrigger, replaceAt, triggerChoices } from "./draft.rules.ts";

interface TriggerEditorProps {
  object: SchemaObject;
  trigger: Trigger;
  onChange: (next: Trigger) => void;
}

interface WatchedRowProps {
  object: SchemaObject;
  watched: WatchedField;
  onChange: (next: WatchedField | null) => void;
}

const NUMBERS = new Set(["number", "integer", "money"]);

const Values = ({ object, watched, side, onChange }: WatchedRowProps & { side: "from" | "to" }) => {
  const field = object.fields.find((one) => fieldPath(one) === watched.field);
  if (!field) return null;
  const rule: FilterRule = {
    kind: "rule",
    id: side,
    field: watched.field,
    op: "in",
    value: watched[side] ?? [],
  };
  const change = (value: unknown): void => {
    const values = (Array.isArray(value) ? value : []).map((one) =>
      NUMBERS.has(field.type) ? Number(one) : one,
    );
    const { [side]: _old, ...rest } = watched;
    onChange(values.length > 0 ? { ...rest, [side]: values } : rest);
  };
  const label = { ...field, label: `${field.label} ${side === "to" ? "after" : "before"}` };
  return (
    <div className={css.line}>
      <span className="r-muted">{side === "to" ? "to" : "from"}</span>
      <div style={{ minWidth: 150 }}>
        <FilterValue rule={rule} field={label} onChange={change} />
      </div>
    </div>
  );
};

const WatchedRow = (props: WatchedRowProps) => {
  const { object, watched, onChange } = props;
  return (
    <div className={css.line}>
      <Select
        size="xs"
        searchable
        aria-label="Field that changes"
        allowDeselect={false}
        data={object.fields.map((field) => ({ value: fieldPath(field), label: field.label }))}
        value={watched.field}
        onChange={(field) => {
          if (field) onChange({ field });
        }}
      />
      <Values {...props} side="from" />
      <Values {...props} side="to" />
      <ActionIcon aria-label="Remove this field" onClick={() => onChange(null)}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
};

type Changed = Extract<Trigger, { kind: "changed" }>;

const ChangedEditor = ({
  object,
  trigger,
  onChange,
}: TriggerEditorProps & { trigger: Changed }) => {
  const first = object.fields.find(({ key }) => key === "status") ?? object.fields[0];
  return (
    <>
      {trigger.fields.length === 0 ? <span className="r-muted">in any field</span> : null}
      {trigger.fields.map((watched, index) => (
        <WatchedRow
          key={`${watched.field}-${trigger.fields.length}`}
          object={object}
          watched={watched}
          onChange={(next) =>
            onChange({ ...trigger, fields: replaceAt(trigger.fields, index, next) })
          }
        />
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() => {
          const used = new Set(trigger.fields.map(({ field }) => field));
          const field = used.has(first?.key ?? "")
            ? object.fields.find((one) => !used.has(fieldPath(one)))
            : first;
          if (field) onChange({ ...trigger, fields: [...trigger.fields, { field: field.key }] });
        }}
      >
        {trigger.fields.length === 0 ? "Only some fields" : "Or another field"}
      </Button>
    </>
  );
};

const DueEditor = ({
  object,
  trigger,
  onChange,
}: TriggerEditorProps & { trigger: Extract<Trigger, { kind: "due" }> }) => (
  <>
    <NumberInput
      size="xs"
      w={70}
      aria-label="Days"
      min={0}
      max={366}
      allowDecimal={false}
      value={Math.abs(trigger.days)}
      onChange={(days) =>
        onChange({ ...trigger, days: (trigger.days < 0 ? -1 : 1) * (Number(days) || 0) })
      }
    />
    <Select
      size="xs"
      w={140}
      aria-label="Before or after"
      allowDeselect={false}
      data={[
        { value: "-1", label: "days before" },
        { value: "1", label: "days after" },
      ]}
      value={trigger.days < 0 ? "-1" : "1"}
      onChange={(side) => {
        const days = Math.abs(trigger.days) || (side === "-1" ? 1 : 0);
        onChange({ ...trigger, days: Number(side) * days });
      }}
    />
    <Select
      size="xs"
      aria-label="Date"
      allowDeselect={false}
      data={dateFields(object).map((field) => ({ value: fieldPath(field), label: field.label }))}
      value={trigger.field}
      onChange={(field) => {
        if (field) onChange({ ...trigger, field });
      }}
    />
    <span>at</span>
    <TextInput
      size="xs"
      type="time"
      aria-label="Time of day"
      value={trigger.at}
      onChange={(event) => {
        if (event.currentTarget.value) onChange({ ...trigger, at: event.currentTarget.value });
      }}
    />
    <span className="r-muted">{trigger.zone}</span>
  </>
);

export const TriggerEditor = (props: TriggerEditorProps) => {
  const { object, trigger, onChange } = props;
  return (
    <div className={css.inLine}>
      <Select
        size="xs"
        aria-label="What happens to it"
        allowDeselect={false}
        data={triggerChoices(object)}
        value={trigger.kind}
        onChange={(kind) => {
          if (kind) onChange(newTrigger(kind as Trigger["kind"], object, readerZone()));
        }}
      />
      {trigger.kind === "changed" ? <ChangedEditor {...props} trigger={trigger} /> : null}
      {trigger.kind === "due" ? <DueEditor {...props} trigger={trigger} /> : null}
      {trigger.kind === "unchanged" ? (
        <>
          <span>for</span>
          <NumberInput
            size="xs"
            w={70}
            aria-label="Days"
            min={1}
            max={366}
            allowDecimal={false}
            value={trigger.days}
            onChange={(days) => onChange({ ...trigger, days: Math.max(1, Number(days) || 1) })}
          />
          <span>days</span>
        </>
      ) : null}
    </div>
  );
};
