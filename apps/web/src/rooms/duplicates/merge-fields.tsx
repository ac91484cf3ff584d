// Field by field: what each record says, whose value is kept, and what the result will be.
import { Button, Radio } from "@mantine/core";
import type { MergeField, MergePreview, RapportRecord, SchemaObject } from "@rapport/contracts";
import { type CSSProperties, useState } from "react";
import { findField, titleOf } from "../records/schema.ts";
import { ValueText } from "../records/value-text.tsx";
import css from "./duplicates.module.css";
import { letterOf, mayPick, sortFields } from "./merge.rules.ts";

interface FieldsProps {
  object: SchemaObject;
  preview: MergePreview;
  records: RapportRecord[];
  onPick: (field: string, recordId: string) => void;
}

type RowProps = Omit<FieldsProps, "preview"> & { field: MergeField };

const WORDS: Partial<Record<MergeField["rule"], string>> = {
  filled: "filled in from the other",
  union: "put together",
  follows: "follows from the others",
};

const FieldRow = ({ object, records, field, onPick }: RowProps) => {
  const schemaField = findField(object, field.key);
  const name = `field-${field.key}`;
  return (
    <fieldset className={css.field}>
      <legend className={css.label}>{field.label}</legend>
      {records.map((record, at) => {
        const value = <ValueText field={schemaField} value={field.values[record.id]} />;
        const kept = field.from === record.id;
        return (
          <div key={record.id} className={css.value} data-kept={kept || undefined}>
            <span className={css.letter} aria-hidden="true">
              {letterOf(at)}
            </span>
            {mayPick(field, record.id) ? (
              <Radio
                size="xs"
                name={name}
                checked={kept}
                onChange={() => onPick(field.key, record.id)}
                aria-label={`${field.label} of ${letterOf(at)}, ${titleOf(object, record)}`}
                label={value}
              />
            ) : (
              <span className={css.plain}>{value}</span>
            )}
          </div>
        );
      })}
      <output className={css.result} aria-label={`${field.label} after the merge`}>
        <ValueText field={schemaField} value={field.value} />
        {WORDS[field.rule] ? <span className={css.rule}>{WORDS[field.rule]}</span> : null}
      </output>
    </fieldset>
  );
};

export const MergeFields = ({ object, preview, records, onPick }: FieldsProps) => {
  const [all, setAll] = useState(false);
  const { differing, same } = sortFields(preview.fields);
  const shown = all ? [...differing, ...same] : differing;
  return (
    <section
      className={css.fields}
      aria-label="Fields"
      style={{ "--records": records.length } as CSSProperties}
    >
      <div className={css.heads} aria-hidden="true">
        <span>Field</span>
        {records.map((record, at) => (
          <span key={record.id} className="r-ellipsis">
            <span className={css.letter}>{letterOf(at)}</span> {titleOf(object, record)}
          </span>
        ))}
        <span>After the merge</span>
      </div>
      {shown.map((field) => (
        <FieldRow key={field.key} object={object} records={records} field={field} onPick={onPick} />
      ))}
      {differing.length === 0 && !all ? (
        <p className={css.moved}>They say the same in every field that is filled in.</p>
      ) : null}
      {same.length > 0 ? (
        <Button
          variant="subtle"
          color="gray"
          mt={8}
          aria-expanded={all}
          onClick={() => setAll((now) => !now)}
        >
          {all ? "Show only what differs" : `${same.length} fields are the same`}
        </Button>
      ) : null}
    </section>
  );
};
