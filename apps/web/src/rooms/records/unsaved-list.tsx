// The edits that wait to be sent, each with what became of it, to be given up one by one.
import { Button, Table } from "@mantine/core";
import { Dialog } from "../../ui/dialog.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { dropUnsaved, retryUnsaved, sendUnsaved, useUnsaved } from "./unsaved.ts";

export const UnsavedList = ({ onClose }: { onClose: () => void }) => {
  const entries = useUnsaved();
  return (
    <Dialog opened onClose={onClose} title="Changes that wait to be saved">
      <PlainTable label="Changes that wait">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Record</Table.Th>
            <Table.Th>Changed</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.key}>
              <Table.Td>{entry.title}</Table.Td>
              <Table.Td>
                {entry.labels.join(", ")}
                {entry.refused ? <div className="r-muted">Not saved: {entry.refused}</div> : null}
              </Table.Td>
              <Table.Td>
                <RelativeTime value={new Date(entry.sinceMs).toISOString()} />
              </Table.Td>
              <Table.Td ta="right">
                {entry.refused ? (
                  <Button
                    variant="default"
                    onClick={() => {
                      // A conflict is asked about in a dialog of its own.
                      onClose();
                      retryUnsaved(entry);
                    }}
                  >
                    Try again
                  </Button>
                ) : null}
                <Button variant="subtle" color="gray" onClick={() => dropUnsaved(entry)}>
                  Give up
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
      <Button mt={16} variant="default" onClick={() => void sendUnsaved()}>
        Try now
      </Button>
    </Dialog>
  );
};
