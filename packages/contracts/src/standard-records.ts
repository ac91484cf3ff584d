// The records of the standard objects as TypeScript types, read off the table in objects.ts, so that a field
// that is added there is known to every client at once. Fields that the caller may not read are absent, which
// is why all of them are optional in answers.
import type { StandardObjectKey, standardObjects } from "./objects.ts";
import type { FieldValue, RecordBase } from "./records.ts";

type FieldOf<K extends StandardObjectKey> = Extract<
  (typeof standardObjects)[number],
  { key: K }
>["fields"][number];

interface ValueOfType {
  text: string;
  longText: string;
  email: string;
  phone: string;
  url: string;
  number: number;
  integer: number;
  money: number;
  boolean: boolean;
  date: string;
  datetime: string;
  select: string;
  multiSelect: string[];
  reference: string;
  member: string;
}

type ValueOf<F> = F extends { options: readonly { key: infer Option }[] }
  ? Option
  : F extends { type: infer T extends keyof ValueOfType }
    ? ValueOfType[T]
    : never;

type Writable<F> = F extends { readOnly: true } ? never : F;
type Required<F> = F extends { required: true } ? F : never;

/** One kind of record as the API answers it. */
export type StandardRecord<K extends StandardObjectKey> = RecordBase & { object: K } & {
  [F in FieldOf<K> as F["key"]]?: ValueOf<F> | null;
};

/** What may be changed of one kind of record; `null` empties a field. */
export type StandardChange<K extends StandardObjectKey> = {
  [F in Writable<FieldOf<K>> as F["key"]]?: ValueOf<F> | null | undefined;
} & { custom?: Record<string, FieldValue> | undefined };

/** What a new record takes: as a change, with the fields that it cannot be without. */
export type NewStandardRecord<K extends StandardObjectKey> = StandardChange<K> & {
  [F in Required<FieldOf<K>> as F["key"]]: ValueOf<F>;
};

export type Person = StandardRecord<"people">;
export type Company = StandardRecord<"companies">;
export type Deal = StandardRecord<"deals">;
export type Ticket = StandardRecord<"tickets">;
export type Task = StandardRecord<"tasks">;
export type Note = StandardRecord<"notes">;
export type Activity = StandardRecord<"activities">;
export type Product = StandardRecord<"products">;
