// What can be done with the selected rows: change a field, export, delete. Deleting asks nothing, because it can be
// undone.
import { Button, Menu, Popover, Stack } from "@mantine/core";
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatCount, formatNumber } from "../../ui/format.rules.ts";
import { IconDownload, IconList, IconPencil, IconTrash } from "../../ui/icons.ts";
import { PopoverPanel, Select } from "../../ui/select.tsx";
import { useMay } from "../access/session.ts";
import { mergeable } from "../duplicates/duplicate-queries.ts";
import { ListDialog } from "../views/list-dialog.tsx";
import { FieldEditor } from "./field-editor.tsx";
import { useChangeMany, useRemoveRecords } from "./record-writes.ts";
import { canWrite, fieldPath, writeOf } from "./schema.ts";
import css from "./table.module.css";

interface BulkBarProps {
  object: SchemaObject;
  records: RapportRecord[];
  onClear: () => void;
}

const ChangeField = ({ object, records, onClear }: BulkBarProps) => {
  const [opened, setOpened] = useState(false);
  const [field, setField] = useState<SchemaField | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const change = useChangeMany(object);
  const fields = object.fields.filter((one) => canWrite(object, one) && one.type !== "longText");
  const apply = (): void => {
    if (!field) return;
    setOpened(false);
    onClear();
    change.mutate({ ids: records.map((record) => record.id), data: writeOf(field, value), field });
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top"
      trapFocus
      returnFocus
      shadow="md"
      width={280}
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconPencil size={14} />}
          onClick={() => setOpened((now) => !now)}
        >
          Change
        </Button>
      </Popover.Target>
      <PopoverPanel aria-label="Change a field of the selected records">
        <Stack gap={10}>
          <Select
            size="sm"
            label="Field"
            searchable
            data={fields.map((one) => ({ value: fieldPath(one), label: one.label }))}
            value={field ? fieldPath(field) : null}
            onChange={(path) => {
              setField(fields.find((one) => fieldPath(one) === path) ?? null);
              setValue(null);
            }}
          />
          {field ? (
            <FieldEditor field={field} value={value} onChange={setValue} label="New value" />
          ) : null}
          <Button disabled={!field} onClick={apply}>
            Set for {formatNumber(records.length)}
          </Button>
        </Stack>
      </PopoverPanel>
    </Popover>
  );
};

const ExportChosen = ({ object, records }: BulkBarProps) => {
  const filter = { id: { in: records.map((record) => record.id) } };
  const url = (format: "csv" | "jsonl"): string =>
    api.records(object.key).exportUrl({ format, filter });
  return (
    <Menu position="top">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={url("csv")} download>
          As CSV
        </Menu.Item>
        <Menu.Item component="a" href={url("jsonl")} download>
          As JSON lines
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const MOST_MERGED = 10;

const mayMerge = (object: SchemaObject, records: readonly unknown[]): boolean =>
  mergeable(object.key) !== null &&
  object.can.update &&
  object.can.delete &&
  records.length > 1 &&
  records.length <= MOST_MERGED;

const ListChosen = ({ object, records }: BulkBarProps) => {
  const [opened, setOpened] = useState(false);
  const names = [object.label.toLowerCase(), object.labelPlural.toLowerCase()] as const;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconList size={14} />}
        onClick={() => setOpened(true)}
      >
        Add to a list
      </Button>
      {opened ? (
        <ListDialog
          object={object.key}
          counted={formatCount(records.length, ...names)}
          what={{ recordIds: records.map((record) => record.id) }}
          onClose={() => setOpened(false)}
        />
      ) : null}
    </>
  );
};

export const BulkBar = (props: BulkBarProps) => {
  const { object, records, onClear } = props;
  const remove = useRemoveRecords(object);
  const mayExport = useMay("exports.run");
  return (
    <section className={css.bulk} data-messages="above-bar" aria-label="Selected records">
      <span className="r-num" aria-live="polite">
        {formatNumber(records.length)} selected
      </span>
      {object.can.update ? <ChangeField {...props} /> : null}
      {mayMerge(object, records) ? (
        <Button
          component={Link}
          variant="default"
          to={`/duplicates/${object.key}/merge?ids=${records.map(({ id }) => id).join(",")}`}
        >
          Merge
        </Button>
      ) : null}
      <ListChosen {...props} />
      {mayExport ? <ExportChosen {...props} /> : null}
      {object.can.delete ? (
        <Button
          variant="default"
          leftSection={<IconTrash size={14} />}
          onClick={() => {
            remove.mutate(records.map((record) => record.id));
            onClear();
          }}
        >
          Delete
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
};
