// The steps of an import and what its columns may become. Pure.
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { ImportDescription } from "@rapport/sdk";

export type ColumnMapping = ImportDescription["mapping"][number];
export type ColumnTarget = ColumnMapping["target"];

/** Whether the server is working on it, so that the screen has to ask again. */
export const isBusy = (job: ImportDescription): boolean =>
  ["checking", "running", "undoing"].includes(job.status);

/** Share of the file that was read, 0 to 1. */
export const progressOf = (job: ImportDescription): number => {
  const { bytesDone, bytesTotal } = job.progress;
  return bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : 0;
};

export type ImportStep = "map" | "check" | "run" | "result";

/** Which step of the wizard an import stands at. */
export const stepOf = (job: ImportDescription, checked: boolean): ImportStep => {
  if (job.status === "checking") return "check";
  if (job.status === "running" || job.status === "undoing") return "run";
  if (job.status !== "ready") return "result";
  return checked && job.dryRun ? "check" : "map";
};

const ID = "id";
const FULL_NAME = "~full-name";
const IGNORE = "~ignore";
const NEW_PREFIX = "~new:";
const CONSENT_PREFIX = "~consent:";

/** A purpose that people can be asked about. */
export interface Purpose {
  key: string;
  label: string;
}

const consentChoices = (purposes: readonly Purpose[]): TargetChoice[] =>
  purposes.flatMap(({ key, label: title }) =>
    (["denied", "granted"] as const).map((yes) => {
      const target = { kind: "consent", purpose: key, yes } as const;
      const label = yes === "denied" ? `Objects to: ${title}` : `Agrees to: ${title}`;
      return { value: targetKey(target), label, target };
    }),
  );

/** A target as one word, for a select. */
export const targetKey = (target: ColumnTarget): string => {
  if (target.kind === "field") return target.via ? `${target.field}~${target.via}` : target.field;
  if (target.kind === "fullName") return FULL_NAME;
  if (target.kind === "consent") return `${CONSENT_PREFIX}${target.purpose}:${target.yes}`;
  return target.kind === "newField" ? `${NEW_PREFIX}${target.type}` : IGNORE;
};

/** How cells may name a record that they refer to. */
const viasOf = (field: SchemaField): ("id" | "email" | "domain" | "name")[] => {
  if (field.type === "member") return ["email", "name", "id"];
  if (field.type !== "reference") return [];
  if (field.refObject === "people") return ["email", "name", "id"];
  return field.refObject === "companies" ? ["name", "domain", "id"] : ["name", "id"];
};

const VIA_WORDS = { id: "id", email: "e-mail", domain: "domain", name: "name" } as const;

export interface TargetChoice {
  value: string;
  label: string;
  target: ColumnTarget;
  /** Another column gives it already. */
  disabled?: boolean;
}

/** What a target gives a record, once: two columns for one field would leave one of them out. */
const givenBy = (target: ColumnTarget): string | null => {
  if (target.kind === "field") return target.field;
  return target.kind === "fullName" ? FULL_NAME : null;
};

/** The column, of the others, that gives what each target gives. */
const takenBy = (mapping: readonly ColumnMapping[], column: string): Map<string, string> =>
  new Map(
    mapping.flatMap((other) => {
      const given = other.column === column ? null : givenBy(other.target);
      return given === null ? [] : [[given, other.column]];
    }),
  );

const fieldChoices = (field: SchemaField): TargetChoice[] => {
  const vias = viasOf(field);
  if (vias.length === 0) {
    return [{ value: field.key, label: field.label, target: { kind: "field", field: field.key } }];
  }
  return vias.map((via) => ({
    value: `${field.key}~${via}`,
    label: `${field.label}, by ${VIA_WORDS[via]}`,
    target: { kind: "field", field: field.key, via },
  }));
};

/** The choices, of which those that another column gives are told and cannot be chosen. */
export const freeChoices = (
  choices: readonly TargetChoice[],
  mapping: readonly ColumnMapping[],
  column: string,
): TargetChoice[] => {
  const taken = takenBy(mapping, column);
  return choices.map((choice) => {
    const by = taken.get(givenBy(choice.target) ?? "");
    if (by === undefined) return choice;
    return { ...choice, label: `${choice.label} (from "${by}")`, disabled: true };
  });
};

/** What a column of this object's file may become; the chosen target is kept even when it is unusual. */
export const targetChoices = (
  object: SchemaObject,
  column: string,
  current: ColumnTarget,
  purposes: readonly Purpose[] = [],
): TargetChoice[] => {
  const fields = object.fields.filter((field) => !field.readOnly && field.access === "write");
  const hasNames = ["firstName", "lastName"].every((key) =>
    fields.some((field) => field.key === key),
  );
  const label = column.trim().slice(0, 100) || "Column";
  const choices: TargetChoice[] = [
    { value: IGNORE, label: "Leave out", target: { kind: "ignore" } },
    ...fields.flatMap(fieldChoices),
    { value: ID, label: "Id, of known records", target: { kind: "field", field: ID } },
    ...(hasNames
      ? [
          {
            value: FULL_NAME,
            label: "Full name, split in two",
            target: { kind: "fullName" } as const,
          },
        ]
      : []),
    ...(object.key === "people" ? consentChoices(purposes) : []),
    {
      value: `${NEW_PREFIX}text`,
      label: "A new text field",
      target: { kind: "newField", label, type: "text" },
    },
    {
      value: `${NEW_PREFIX}number`,
      label: "A new number field",
      target: { kind: "newField", label, type: "number" },
    },
  ];
  const key = targetKey(current);
  if (choices.some((choice) => choice.value === key)) return choices;
  const name = current.kind === "newField" ? `A new ${current.type} field` : key;
  return [...choices, { value: key, label: name, target: current }];
};

/** The mapping with one column's target changed. */
export const withTarget = (
  mapping: ColumnMapping[],
  column: string,
  target: ColumnTarget,
): ColumnMapping[] => {
  const known = mapping.some((one) => one.column === column);
  return known
    ? mapping.map((one) => (one.column === column ? { column, target } : one))
    : [...mapping, { column, target }];
};

/** Fields that can tell an existing record: those that the mapping fills. */
export const keyChoices = (
  object: SchemaObject,
  mapping: ColumnMapping[],
): Pick<SchemaField, "key" | "label">[] => {
  const types = new Set(["text", "email", "phone", "url", "integer"]);
  const mapped = new Set(
    mapping.flatMap(({ target }) => (target.kind === "field" ? [target.field] : [])),
  );
  const fields = object.fields.filter((field) => mapped.has(field.key) && types.has(field.type));
  return mapped.has(ID) ? [{ key: ID, label: "Id" }, ...fields] : fields;
};

type Column = ImportDescription["columns"][number];

const typeOf = (object: SchemaObject, target: ColumnTarget) =>
  target.kind === "newField"
    ? target.type
    : object.fields.find((field) => target.kind === "field" && field.key === target.field)?.type;

/** Whether cells name something that may not be there: a record, a member, a choice. */
export const takesNames = (object: SchemaObject, target: ColumnTarget): boolean =>
  target.kind === "field" &&
  ["reference", "member", "select", "multiSelect"].includes(typeOf(object, target) ?? "");

const numericDate = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/** In which order a column's dates are read, where they are of numbers alone; else there is nothing to choose. */
export const openDateOrder = (
  object: SchemaObject,
  column: Column,
  target: ColumnTarget,
): "dmy" | "mdy" | null => {
  const type = typeOf(object, target);
  const isDate = type === "date" || type === "datetime";
  const isOpen = isDate && column.samples.some((sample) => numericDate.test(sample));
  return isOpen ? (column.reading?.dateOrder ?? null) : null;
};
