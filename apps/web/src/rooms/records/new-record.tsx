import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { RecordForm } from "./record-form.tsx";
import { useCreateRecord } from "./record-writes.ts";

interface NewRecordProps {
  object: SchemaObject;
  opened: boolean;
  onClose: () => void;
  onCreated?: (record: RapportRecord) => void;
}

/** The dialog that makes a record of any object. What was typed outlives a wrong key or click, until it is cancelled. */
export const NewRecord = ({ object, opened, onClose, onCreated }: NewRecordProps) => {
  const create = useCreateRecord(object);
  const [values, setValues] = useState<Record<string, unknown>>({});
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
        values={values}
        onChange={(path, value) => setValues((now) => ({ ...now, [path]: value }))}
        onCancel={() => {
          setValues({});
          close();
        }}
        onSubmit={(data) =>
          create.mutate(data, {
            onSuccess: ({ data: record }) => {
              create.reset();
              setValues({});
              if (onCreated) onCreated(record);
              else onClose();
            },
          })
        }
      />
    </Dialog>
  );
};
