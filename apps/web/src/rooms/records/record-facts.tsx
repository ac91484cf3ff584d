// The fields of a record, each editable where it stands. System facts come last.
import { ActionIcon, Button, UnstyledButton } from "@mantine/core";
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import { useRef, useState } from "react";
import { IconPencil } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { CellEditor } from "./cell-editor.tsx";
import { FieldValue, MemberName } from "./field-value.tsx";
import css from "./record.module.css";
import { useChangeRecord } from "./record-writes.ts";
import { canWrite, fieldPath, fieldValue } from "./schema.ts";

const FEW = 9;

interface FactProps {
  object: SchemaObject;
  record: RapportRecord;
  field: SchemaField;
}

const Fact = ({ object, record, field }: FactProps) => {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const change = useChangeRecord(object);
  const editable = canWrite(object, field);
  const stop = (): void => {
    setEditing(false);
    requestAnimationFrame(() => pencil.current?.focus({ preventScroll: true }));
  };
  const path = fieldPath(field);
  return (
    <div className={css.fact}>
      <dt>{field.label}</dt>
      <dd>
        {editing ? (
          <CellEditor
            object={object}
            record={record}
            column={{ id: path, label: field.label, field, width: 0, sortBy: null, numeric: false }}
            onCancel={stop}
            onSave={(data, _step, start) => {
              change.mutate({ record: start, data, label: field.label });
              stop();
            }}
          />
        ) : (
          <>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button beside it */}
            <div
              className={field.type === "longText" ? css.longValue : css.value}
              onDoubleClick={editable ? () => setEditing(true) : undefined}
            >
              <FieldValue
                field={field}
                record={record}
                empty={<span className="r-muted">–</span>}
              />
            </div>
            {editable ? (
              <ActionIcon
                ref={pencil}
                size={24}
                className={css.pencil}
                aria-label={`Edit ${field.label.toLowerCase()}`}
                onClick={() => setEditing(true)}
              >
                <IconPencil size={14} />
              </ActionIcon>
            ) : null}
          </>
        )}
      </dd>
    </div>
  );
};

const isSet = (record: RapportRecord, field: SchemaField): boolean =>
  fieldValue(record, field) !== null;

/** The first fields of the schema, and whatever else is filled in. */
const tellingFields = (object: SchemaObject, record: RapportRecord): SchemaField[] =>
  object.fields.filter((field, index) => index < FEW || isSet(record, field));

export const RecordFacts = ({ object, record }: Omit<FactProps, "field">) => {
  const [all, setAll] = useState(false);
  const telling = tellingFields(object, record);
  const shown = all ? object.fields : telling;
  const hidden = object.fields.length - telling.length;
  return (
    <section aria-label="Facts">
      <dl className={css.facts}>
        {shown.map((field) => (
          <Fact key={fieldPath(field)} object={object} record={record} field={field} />
        ))}
      </dl>
      {hidden > 0 ? (
        <Button
          variant="subtle"
          color="gray"
          onClick={() => setAll((now) => !now)}
          aria-expanded={all}
        >
          {all ? "Show fewer" : `${hidden} empty ${hidden === 1 ? "field" : "fields"}`}
        </Button>
      ) : null}
      <dl className={css.system}>
        <div>
          <dt>Created</dt>
          <dd>
            <RelativeTime value={record.createdAt} />
            {record.createdBy ? (
              <>
                {" by "}
                <MemberName id={record.createdBy} />
              </>
            ) : null}
          </dd>
        </div>
        <div>
          <dt>Changed</dt>
          <dd>
            <RelativeTime value={record.updatedAt} />
          </dd>
        </div>
        <div>
          <dt>Record id</dt>
          <dd>
            <CopyId id={record.id} />
          </dd>
        </div>
      </dl>
    </section>
  );
};

const CopyId = ({ id }: { id: string }) => {
  const [copied, setCopied] = useState(false);
  return (
    <UnstyledButton
      className={css.copy}
      title={`Copy ${id}`}
      onClick={() => {
        void navigator.clipboard?.writeText(id);
        setCopied(true);
      }}
    >
      {copied ? "Copied" : `${id.slice(0, 8)}…`}
    </UnstyledButton>
  );
};
