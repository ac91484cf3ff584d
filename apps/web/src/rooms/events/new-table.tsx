// Uploads a CSV file as a table by which events are enriched: which file, and by which column its rows are found.
import { Button, FileInput, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.rules.ts";
import { Select } from "../../ui/select.tsx";
import { FormError } from "../../ui/states.tsx";
import { type CsvTable, readCsv, rowsOf, useCreateTable } from "./enrichment-queries.ts";

const MOST_ROWS = 10_000;

interface FormProps {
  onClose: () => void;
}

const faultOf = (table: CsvTable, rowCount: number): string | null => {
  if (table.columns.length < 2)
    return "A table has a column to find rows by and at least one more.";
  if (rowCount === 0) return "No row has a value in this column.";
  return rowCount > MOST_ROWS
    ? `It has ${formatCount(rowCount, "row", "rows")}; a table takes ${MOST_ROWS.toLocaleString("en")}.`
    : null;
};

const TableForm = ({ onClose }: FormProps) => {
  const [file, setFile] = useState<File | null>(null);
  const [table, setTable] = useState<CsvTable | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [keyColumn, setKeyColumn] = useState<string | null>(null);
  const create = useCreateTable();
  const choose = (chosen: File | null): void => {
    setFile(chosen);
    setTable(null);
    setUnreadable(null);
    if (!chosen) return;
    readCsv(chosen)
      .then((read) => {
        setTable(read);
        setKeyColumn(read.columns[0] ?? null);
        setName((now) => now || chosen.name.replace(/\.[^.]*$/, "").slice(0, 100));
      })
      .catch((error: Error) => setUnreadable(error.message));
  };
  const rows = table && keyColumn ? rowsOf(table, keyColumn) : [];
  const fault = unreadable ?? (table ? faultOf(table, rows.length) : null);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name: name.trim(), rows }, { onSuccess: onClose });
      }}
    >
      <Stack gap={12}>
        <FileInput
          required
          data-autofocus
          label="CSV file"
          description="With a line of column names first."
          placeholder="Choose a file"
          accept=".csv,.tsv,.txt,text/csv"
          value={file}
          onChange={choose}
        />
        <FormError error={fault ? new Error(fault) : null} />
        {table && table.columns.length > 1 ? (
          <>
            <Select
              label="Rows are found by"
              description="A property of the event is looked up in this column."
              allowDeselect={false}
              data={table.columns}
              value={keyColumn}
              onChange={setKeyColumn}
            />
            <TextInput
              required
              label="Name"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Text size="sm" c="dimmed">
              {formatCount(rows.length, "row", "rows")} with{" "}
              {table.columns.filter((column) => column !== keyColumn).join(", ")}.
            </Text>
          </>
        ) : null}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending}
            disabled={fault !== null || rows.length === 0 || name.trim() === ""}
          >
            Upload table
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const NewTable = ({ opened, onClose }: FormProps & { opened: boolean }) => (
  <Dialog opened={opened} onClose={onClose} title="Upload a table">
    {opened ? <TableForm onClose={onClose} /> : null}
  </Dialog>
);
