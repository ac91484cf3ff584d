// Edits a filter item: a rule as field, operator and value; a group as its join and its items.
import { ActionIcon, Button, Group, SegmentedControl } from "@mantine/core";
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import { IconPlus, IconTrash } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import css from "./filter.module.css";
import {
  type FilterGroup,
  type FilterItem,
  type FilterRule,
  newGroup,
  newRule,
  type Operator,
  operatorsOf,
  operatorWords,
  replaceItem,
  withOperator,
} from "./filter.rules.ts";
import { fieldOfRule, filterFields } from "./filter-sentence.tsx";
import { FilterValue } from "./filter-value.tsx";
import { fieldPath } from "./schema.ts";

const MAX_DEPTH = 3;

interface EditorProps<T extends FilterItem> {
  object: SchemaObject;
  item: T;
  onChange: (next: FilterItem | null) => void;
  depth?: number;
}

/** Every record is in lists or not; whether in any of them is no question. */
const operatorsFor = (field: SchemaField, chosen: Operator): Operator[] => {
  const able = operatorsOf(field).filter((op) => field.refObject !== "lists" || op !== "empty");
  return [...new Set([...able, chosen])];
};

const RuleEditor = ({ object, item, onChange }: EditorProps<FilterRule>) => {
  const fields = filterFields(object);
  const field = fieldOfRule(object, item);
  return (
    <div className={css.rule}>
      <Select
        size="xs"
        searchable
        aria-label="Field"
        allowDeselect={false}
        data={fields.map((one) => ({ value: fieldPath(one), label: one.label }))}
        value={item.field}
        onChange={(path) => {
          const next = fields.find((one) => fieldPath(one) === path);
          if (next && path) onChange({ ...newRule(path, next.type), id: item.id });
        }}
      />
      {field ? (
        <>
          <Select
            size="xs"
            aria-label="Condition"
            allowDeselect={false}
            data={operatorsFor(field, item.op).map((op) => ({
              value: op,
              label: operatorWords(op, field.type),
            }))}
            value={item.op}
            onChange={(op) => onChange(withOperator(item, op as Operator))}
          />
          <FilterValue
            rule={item}
            field={field}
            onChange={(value) => onChange({ ...item, value })}
          />
        </>
      ) : null}
      <ActionIcon aria-label="Remove this condition" onClick={() => onChange(null)}>
        <IconTrash size={15} />
      </ActionIcon>
    </div>
  );
};

/** A first rule to fill in. */
export const firstRule = (object: SchemaObject): FilterRule => {
  const [field] = filterFields(object);
  return newRule(field ? fieldPath(field) : "createdAt", field?.type ?? "datetime");
};

const GroupEditor = ({ object, item, onChange, depth = 0 }: EditorProps<FilterGroup>) => {
  const add = (next: FilterItem): void => onChange({ ...item, items: [...item.items, next] });
  return (
    <div className={css.nested}>
      <SegmentedControl
        size="xs"
        aria-label="How the conditions combine"
        data={[
          { value: "and", label: "All of these" },
          { value: "or", label: "Any of these" },
        ]}
        value={item.join}
        onChange={(join) => onChange({ ...item, join: join as "and" | "or" })}
      />
      {item.items.map((part) => (
        <FilterItemEditor
          key={part.id}
          object={object}
          item={part}
          depth={depth + 1}
          onChange={(next) => onChange(replaceItem(item, part.id, next))}
        />
      ))}
      <Group gap={6}>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => add(firstRule(object))}
        >
          Condition
        </Button>
        {depth + 1 < MAX_DEPTH ? (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => add(newGroup(item.join === "or" ? "and" : "or", [firstRule(object)]))}
          >
            Group
          </Button>
        ) : null}
        <Button variant="subtle" color="gray" onClick={() => onChange(null)}>
          Remove group
        </Button>
      </Group>
    </div>
  );
};

export const FilterItemEditor = (props: EditorProps<FilterItem>) =>
  props.item.kind === "rule" ? (
    <RuleEditor {...props} item={props.item} />
  ) : (
    <GroupEditor {...props} item={props.item} />
  );
