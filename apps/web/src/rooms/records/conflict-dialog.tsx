// The choice when two people changed one record: keep theirs, or write mine over it. Nothing is lost until chosen.
import { Button, Group, Table, Text } from "@mantine/core";
import { Dialog } from "../../ui/dialog.tsx";
import { type Conflict, closeConflict, theirsOf, useConflict } from "./conflict.ts";
import { patchCachedRecord, refreshObject } from "./record-queries.ts";
import { useChangeRecord } from "./record-writes.ts";
import { customKey, fieldValue } from "./schema.ts";
import { ValueText } from "./value-text.tsx";

const Choice = ({ conflict }: { conflict: Conflict }) => {
  const { object, change } = conflict;
  const save = useChangeRecord(object);
  const theirs = theirsOf(conflict);
  const custom = (change.data.custom ?? {}) as Record<string, unknown>;
  const fields = object.fields.filter((field) =>
    field.custom ? customKey(field) in custom : field.key in change.data,
  );
  const keepTheirs = (): void => {
    if (theirs) patchCachedRecord(theirs);
    void refreshObject(object.key);
    conflict.onChosen();
    closeConflict();
  };
  const keepMine = (): void => {
    conflict.onChosen();
    closeConflict();
    save.mutate({ ...change, record: theirs ?? change.record, force: true });
  };
  return (
    <>
      <Text size="sm" mb={12}>
        Someone else saved this record while you were editing. Your change is not lost: choose which
        value stays.
      </Text>
      <Table withTableBorder fz={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Theirs, saved</Table.Th>
            <Table.Th>Yours</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map((field) => (
            <Table.Tr key={field.key}>
              <Table.Td>{field.label}</Table.Td>
              <Table.Td>
                <ValueText field={field} value={theirs ? fieldValue(theirs, field) : null} />
              </Table.Td>
              <Table.Td>
                <ValueText
                  field={field}
                  value={field.custom ? custom[customKey(field)] : change.data[field.key]}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end" mt={16} gap={8}>
        <Button variant="default" onClick={keepTheirs}>
          Keep theirs
        </Button>
        <Button onClick={keepMine}>Save mine instead</Button>
      </Group>
    </>
  );
};

export const ConflictDialog = () => {
  const conflict = useConflict();
  return (
    <Dialog opened={conflict !== null} onClose={closeConflict} title="Changed meanwhile">
      {conflict ? <Choice conflict={conflict} /> : null}
    </Dialog>
  );
};
