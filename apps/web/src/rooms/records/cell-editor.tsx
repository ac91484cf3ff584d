// Edits one cell in place. Enter saves, Tab saves and moves on, Escape leaves it as it was; choices save at once.
import { TextInput } from "@mantine/core";
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ChangedNote } from "../live/changed-note.tsx";
import { useRecordHold } from "../live/live-holds.ts";
import type { TableColumn } from "./columns.rules.ts";
import { FieldEditor, savesOnChoice } from "./field-editor.tsx";
import { fieldValue, writeOf } from "./schema.ts";
import css from "./table.module.css";

export interface CellEditorProps {
  object: SchemaObject;
  record: RapportRecord;
  column: TableColumn;
  /**
   * Saves the data over the record as it was when the editing began, so that what others saved meanwhile is a
   * conflict. `step` says where to go on: 0 stays, 1 next cell, -1 the one before.
   */
  onSave: (data: RecordData, step: number, start: RapportRecord) => void;
  onCancel: (step?: number) => void;
}

const useFocusInside = () => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const control = box.current?.querySelector<HTMLInputElement>(
      "input:not([type=hidden]), textarea",
    );
    control?.focus();
    if (control && control.type !== "date" && control.type !== "datetime-local") control.select();
  }, []);
  return box;
};

interface ShellProps {
  /** Saves what is typed. */
  commit: (step: number) => void;
  cancel: () => void;
  /** Enter belongs to the list of choices. */
  ownsEnter: boolean;
  multiline: boolean;
  children: React.ReactNode;
}

const stepOf = (event: KeyboardEvent): number => (event.shiftKey ? -1 : 1);

const Shell = ({ commit, cancel, ownsEnter, multiline, children }: ShellProps) => {
  const box = useFocusInside();
  const onKeyDown = (event: KeyboardEvent): void => {
    const saves = event.key === "Enter" && !ownsEnter && !(multiline && event.shiftKey);
    if (!saves && event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") cancel();
    else commit(event.key === "Tab" ? stepOf(event) : 0);
  };
  const onBlur = (event: FocusEvent): void => {
    const next = event.relatedTarget;
    const inside = next instanceof Node && box.current?.contains(next);
    const inDropdown = next instanceof HTMLElement && next.closest("[data-portal]") !== null;
    if (!inside && !inDropdown) commit(0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the control inside
    <div
      ref={box}
      className={css.editor}
      data-tall={multiline || undefined}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    >
      {children}
    </div>
  );
};

const sameValue = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

const OneField = ({
  record,
  field,
  onSave,
  onCancel,
}: CellEditorProps & { field: SchemaField }) => {
  const [start] = useState(record);
  const before = fieldValue(start, field);
  const [value, setValue] = useState<unknown>(before);
  const done = useRef(false);
  const save = (next: unknown, step: number): void => {
    if (done.current) return;
    done.current = true;
    if (sameValue(next, before)) onCancel(step);
    else onSave(writeOf(field, next), step, start);
  };
  const atOnce = savesOnChoice(field.type);
  return (
    <Shell
      commit={(step) => save(value, step)}
      cancel={() => {
        done.current = true;
        onCancel();
      }}
      ownsEnter={atOnce || field.type === "multiSelect"}
      multiline={field.type === "longText"}
    >
      <FieldEditor
        field={field}
        value={value}
        currency={record.currency as string | null}
        size="xs"
        opened={atOnce}
        onChange={(next) => {
          setValue(next);
          if (atOnce) save(next, 0);
        }}
      />
    </Shell>
  );
};

/** A title of several fields, as first and last name: one control each, saved together. */
const TitleFields = ({ object, record, onSave, onCancel }: CellEditorProps) => {
  const fields = object.fields.filter((field) => object.titleFields.includes(field.key));
  const [start] = useState(record);
  const [data, setData] = useState<RecordData>({});
  const done = useRef(false);
  const commit = (step: number): void => {
    if (done.current) return;
    done.current = true;
    if (Object.keys(data).length === 0) onCancel(step);
    else onSave(data, step, start);
  };
  return (
    <Shell
      commit={commit}
      cancel={() => {
        done.current = true;
        onCancel();
      }}
      ownsEnter={false}
      multiline={false}
    >
      {fields.map((field) => (
        <TextInput
          key={field.key}
          size="xs"
          aria-label={field.label}
          placeholder={field.label}
          defaultValue={String(fieldValue(record, field) ?? "")}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            setData((now) => ({ ...now, [field.key]: typed || null }));
          }}
        />
      ))}
    </Shell>
  );
};

export const CellEditor = (props: CellEditorProps) => {
  useRecordHold(props.record.id);
  return (
    <>
      {props.column.field ? (
        <OneField {...props} field={props.column.field} />
      ) : (
        <TitleFields {...props} />
      )}
      <ChangedNote id={props.record.id} editing />
    </>
  );
};
