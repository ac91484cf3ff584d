// The second step: what each column becomes, with samples of its values and the reason of each suggestion.
import { Alert, Button, Checkbox, Group, Stack, Table, Text } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { ImportChange, ImportDescription } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { IconAlertTriangle } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { FormError } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { usePurposes } from "../consent/consent-queries.ts";
import { useSchema } from "../records/schema.ts";
import css from "./import.module.css";
import {
  type ColumnMapping,
  type ColumnTarget,
  freeChoices,
  keyChoices,
  openDateOrder,
  takesNames,
  targetChoices,
  targetKey,
  withTarget,
} from "./import.rules.ts";
import { keepImport } from "./import-queries.ts";

interface MappingProps {
  job: ImportDescription;
  object: SchemaObject;
  onChecked: () => void;
}

type Column = ImportDescription["columns"][number];

interface RowProps {
  column: Column;
  object: SchemaObject;
  mapping: ColumnMapping[];
  onChange: (target: ColumnTarget) => void;
  /** What was chosen here, of dates that can be read two ways. */
  dateOrder: DateOrder | undefined;
  onDateOrder: (order: DateOrder) => void;
}

type DateOrder = "dmy" | "mdy";

const UNKNOWN = [
  { value: "refuse", label: "Unknown: refuse the row" },
  { value: "empty", label: "Unknown: leave it out" },
];

const DATE_ORDERS = [
  { value: "dmy", label: "Day before month" },
  { value: "mdy", label: "Month before day" },
];

const confidenceWords = (confidence: number): string => {
  if (confidence >= 0.9) return "Sure";
  return confidence >= 0.6 ? "Likely" : "A guess";
};

const targetOf = (mapping: ColumnMapping[], column: string): ColumnTarget =>
  mapping.find((one) => one.column === column)?.target ?? { kind: "ignore" };

const ColumnRow = (props: RowProps) => {
  const { column, object, mapping, onChange, dateOrder, onDateOrder } = props;
  const purposes = usePurposes().data?.filter(({ isRetired }) => !isRetired);
  const target = targetOf(mapping, column.name);
  const all = targetChoices(object, column.name, target, purposes);
  const choices = freeChoices(all, mapping, column.name);
  const openOrder = openDateOrder(object, column, target);
  const suggested = targetKey(column.suggestion.target) === targetKey(target);
  return (
    <Table.Tr>
      <Table.Td>
        <b className={css.column}>{column.name || "(no name)"}</b>
        {column.warning ? <div className={css.warning}>{column.warning}</div> : null}
      </Table.Td>
      <Table.Td className={css.samples}>
        {column.samples.slice(0, 3).map((sample) => (
          <span key={sample} className={css.sample}>
            {sample}
          </span>
        ))}
      </Table.Td>
      <Table.Td miw={220}>
        <Select
          size="xs"
          searchable
          aria-label={`What ${column.name} becomes`}
          allowDeselect={false}
          data={choices.map(({ value, label, disabled = false }) => ({ value, label, disabled }))}
          value={targetKey(target)}
          onChange={(value) => {
            const chosen = choices.find((choice) => choice.value === value);
            if (chosen) onChange(chosen.target);
          }}
        />
        {target.kind === "field" && takesNames(object, target) ? (
          <Select
            size="xs"
            mt={4}
            aria-label={`What becomes of values of ${column.name} that are not known`}
            allowDeselect={false}
            data={UNKNOWN}
            value={target.unknown ?? "refuse"}
            onChange={(unknown) =>
              unknown && onChange({ ...target, unknown: unknown as "refuse" | "empty" })
            }
          />
        ) : null}
        {openOrder ? (
          <Select
            size="xs"
            mt={4}
            aria-label={`How the dates of ${column.name} are written`}
            allowDeselect={false}
            data={DATE_ORDERS}
            value={dateOrder ?? openOrder}
            onChange={(order) => order && onDateOrder(order as DateOrder)}
          />
        ) : null}
      </Table.Td>
      <Table.Td className="r-muted">
        {suggested && target.kind !== "ignore"
          ? `${confidenceWords(column.suggestion.confidence)}: ${column.suggestion.reason}`
          : ""}
      </Table.Td>
    </Table.Tr>
  );
};

const MODES = [
  { value: "upsert", label: "Create new ones and update known ones" },
  { value: "create", label: "Only create new ones" },
  { value: "update", label: "Only update known ones" },
];

const useSteps = (job: ImportDescription, onChecked: () => void) => {
  const check = useMutation({
    mutationFn: async (change: ImportChange) => {
      await api.imports.update(job.id, change);
      return api.imports.dryRun(job.id);
    },
    onSuccess: (next) => {
      keepImport(next);
      onChecked();
    },
  });
  const retarget = useMutation({
    mutationFn: (object: string) => api.imports.update(job.id, { object }),
    onSuccess: keepImport,
    onError: (error) => showError(error, "The kind of record was not changed"),
  });
  return { check, retarget };
};

export const ImportMapping = ({ job, object, onChecked }: MappingProps) => {
  const objects = useSchema();
  const [mapping, setMapping] = useState(job.mapping);
  const [mode, setMode] = useState(job.mode);
  const [upsertKey, setUpsertKey] = useState(job.upsertKey);
  const [blankClears, setBlankClears] = useState(job.blankClears);
  const [orders, setOrders] = useState<Record<string, DateOrder>>({});
  const { check, retarget } = useSteps(job, onChecked);
  const keys = keyChoices(object, mapping);
  const key = keys.some((field) => field.key === upsertKey) ? upsertKey : null;
  const needsKey = mode !== "create";
  const mapped = mapping.filter(({ target }) => target.kind !== "ignore").length;
  return (
    <Stack gap={16}>
      <FormError error={check.error} />
      {job.warnings.map((warning) => (
        <Alert key={warning} variant="light" color="yellow" icon={<IconAlertTriangle size={16} />}>
          {warning}
        </Alert>
      ))}
      <Group gap={12} align="flex-end">
        <Select
          label="The rows are"
          w={200}
          allowDeselect={false}
          data={objects.map((one) => ({ value: one.key, label: one.labelPlural }))}
          value={job.object}
          onChange={(next) => next && next !== job.object && retarget.mutate(next)}
        />
        <Select
          label="What to do"
          w={340}
          allowDeselect={false}
          data={MODES}
          value={mode}
          onChange={(next) => next && setMode(next as typeof mode)}
        />
        {needsKey ? (
          <Select
            label="Known by"
            w={180}
            placeholder="Choose a field"
            allowDeselect={false}
            data={keys.map((field) => ({ value: field.key, label: field.label }))}
            value={key}
            onChange={setUpsertKey}
          />
        ) : null}
      </Group>
      {needsKey ? (
        <Checkbox
          size="xs"
          label="A blank cell empties the field of a known record"
          checked={blankClears}
          onChange={(event) => setBlankClears(event.currentTarget.checked)}
        />
      ) : null}
      <PlainTable label="Columns of the file">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th>Samples</Table.Th>
            <Table.Th>Becomes</Table.Th>
            <Table.Th>Suggested because</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {job.columns.map((column) => (
            <ColumnRow
              key={column.name}
              column={column}
              object={object}
              mapping={mapping}
              onChange={(target) => setMapping((now) => withTarget(now, column.name, target))}
              dateOrder={orders[column.name]}
              onDateOrder={(order) => setOrders((now) => ({ ...now, [column.name]: order }))}
            />
          ))}
        </Table.Tbody>
      </PlainTable>
      <Group gap={12}>
        <Button
          loading={check.isPending}
          disabled={mapped === 0 || (needsKey && !key)}
          onClick={() => {
            const readings = Object.entries(orders).map(([column, dateOrder]) => ({
              column,
              dateOrder,
            }));
            const upsertKey = needsKey ? key : null;
            check.mutate({ mapping, mode, upsertKey, blankClears, readings });
          }}
        >
          Try it without changing anything
        </Button>
        <Text size="sm" c="dimmed">
          {mapped} of {job.columns.length} columns are used.
          {needsKey && !key ? " Choose the field that known records are found by." : ""}
        </Text>
      </Group>
    </Stack>
  );
};
