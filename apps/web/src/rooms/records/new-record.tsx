import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { Dialog } from "../../ui/dialog.tsx";
import { RecordForm } from "./record-form.tsx";
import { useCreateRecord } from "./record-writes.ts";

interface NewRecordProps {
  object: SchemaObject;
  opened: boolean;
  onClose: () => void;
  onCreated?: (record: RapportRecord) => void;
}

/** The dialog that makes a record of any object. */
export const NewRecord = ({ object, opened, onClose, onCreated }: NewRecordProps) => {
  const create = useCreateRecord(object);
  const close = (): void => {
    create.reset();
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={`New ${object.label.toLowerCase()}`}>
      <RecordForm
        object={object}
        submit={`Create ${object.label.toLowerCase()}`}
        busy={create.isPending}
        error={create.error}
        onCancel={close}
        onSubmit={(data) =>
          create.mutate(data, {
            onSuccess: ({ data: record }) => {
              create.reset();
              if (onCreated) onCreated(record);
              else onClose();
            },
          })
        }
      />
    </Dialog>
  );
};
