// How a value of each field type reads. Never edits. Long text is cut by the cell, not here.
import type { RapportRecord, SchemaField } from "@rapport/contracts";
import type { ComponentProps, ReactNode } from "react";
import { formatDate, formatMoney, formatNumber } from "../../ui/format.rules.ts";
import { useLinkStop } from "../../ui/one-stop.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { RowLink } from "../../ui/row-link.tsx";
import { useMembers } from "../access/session.ts";
import { MentionedText } from "../notifications/mentioned-text.tsx";
import css from "./field.module.css";
import { usePipelines } from "./pipeline-queries.ts";
import { fieldValue } from "./schema.ts";
import { useTitle } from "./titles.ts";
import { toneOf } from "./tone.rules.ts";

const labelOf = (field: SchemaField, key: string): string =>
  field.options?.find((option) => option.key === key)?.label ?? key;

const Choice = ({ field, value }: { field: SchemaField; value: string }) => (
  <span className={css.choice} data-tone={toneOf(value)}>
    {labelOf(field, value)}
  </span>
);

export const MemberName = ({ id }: { id: string }) => {
  const member = useMembers().find((candidate) => candidate.id === id);
  return <span>{member?.name ?? member?.email ?? "Former member"}</span>;
};

const StageName = ({ id }: { id: string }) => {
  const stages = usePipelines().flatMap((pipeline) => pipeline.stages);
  const stage = stages.find((candidate) => candidate.id === id);
  return (
    <span className={css.choice} data-tone={stage ? toneOf(stage.kind) : undefined}>
      {stage?.name ?? "Removed stage"}
    </span>
  );
};

const PipelineName = ({ id }: { id: string }) => (
  <span>{usePipelines().find((pipeline) => pipeline.id === id)?.name ?? "Removed pipeline"}</span>
);

const RecordName = ({ object, id }: { object: string; id: string }) => {
  const title = useTitle(object, id);
  return (
    <RowLink object={object} id={id} className="r-link">
      {title ?? <span className="r-muted">…</span>}
    </RowLink>
  );
};

const Reference = ({ object, id }: { object: string; id: string }) => {
  if (object === "stages") return <StageName id={id} />;
  if (object === "pipelines") return <PipelineName id={id} />;
  return <RecordName object={object} id={id} />;
};

const safeUrl = (value: string): string | null => {
  try {
    const url = new URL(value.includes("://") ? value : `https://${value}`);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
};

const Away = ({ className = "r-link", ...link }: ComponentProps<"a">) => (
  <a className={className} tabIndex={useLinkStop()} {...link} />
);

const WebAddress = ({ value }: { value: string }) => {
  const href = safeUrl(value);
  if (!href) return <span>{value}</span>;
  return (
    <Away href={href} target="_blank" rel="noreferrer noopener">
      {value.replace(/^https?:\/\//, "")}
    </Away>
  );
};

type Draw = (field: SchemaField, value: never, record: RapportRecord) => ReactNode;

const number: Draw = (_, value) => <span className="r-num">{formatNumber(value)}</span>;

const DRAW: Partial<Record<SchemaField["type"], Draw>> = {
  number,
  integer: number,
  money: (_, value, record) => (
    <span className="r-num">{formatMoney(value, record.currency as string | null)}</span>
  ),
  boolean: (_, value) => <span>{value ? "Yes" : "No"}</span>,
  date: (_, value) => <span className="r-num">{formatDate(value)}</span>,
  datetime: (_, value) => <RelativeTime value={value} />,
  select: (field, value) => <Choice field={field} value={value} />,
  multiSelect: (field, value: string[]) => (
    <span className={css.choices}>
      {value.map((key) => (
        <Choice key={key} field={field} value={key} />
      ))}
    </span>
  ),
  member: (_, value) => <MemberName id={value} />,
  reference: (field, value) => <Reference object={field.refObject ?? ""} id={value} />,
  email: (_, value) => <Away href={`mailto:${value}`}>{value}</Away>,
  phone: (_, value: string) => (
    <Away className="r-num r-link" href={`tel:${value.replace(/[^+\d]/g, "")}`}>
      {value}
    </Away>
  ),
  url: (_, value) => <WebAddress value={value} />,
  longText: (_, value) => <MentionedText text={value} />,
};

interface FieldValueProps {
  field: SchemaField;
  record: RapportRecord;
  /** What stands for an unset value. Nothing in tables, a dash in facts. */
  empty?: ReactNode;
}

const isUnset = (value: unknown): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

export const FieldValue = ({ field, record, empty = null }: FieldValueProps) => {
  const value = fieldValue(record, field);
  if (isUnset(value)) return empty;
  const draw = DRAW[field.type];
  return draw ? draw(field, value as never, record) : <span>{String(value)}</span>;
};
