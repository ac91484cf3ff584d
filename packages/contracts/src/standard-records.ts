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

type RecordOf<K extends StandardObjectKey> = RecordBase & { object: K } & {
  [F in FieldOf<K> as F["key"]]?: ValueOf<F> | null;
};

type ChangeOf<K extends StandardObjectKey> = {
  [F in Writable<FieldOf<K>> as F["key"]]?: ValueOf<F> | null | undefined;
} & { custom?: Record<string, FieldValue> | undefined };

type NewOf<K extends StandardObjectKey> = ChangeOf<K> & {
  [F in Required<FieldOf<K>> as F["key"]]: ValueOf<F>;
};

export type Person = RecordOf<"people">;
export type Company = RecordOf<"companies">;
export type Deal = RecordOf<"deals">;
export type Product = RecordOf<"products">;
export type Ticket = RecordOf<"tickets">;
export type Task = RecordOf<"tasks">;
export type Note = RecordOf<"notes">;
export type Activity = RecordOf<"activities">;

export type NewPerson = NewOf<"people">;
export type NewCompany = NewOf<"companies">;
export type NewDeal = NewOf<"deals">;
export type NewProduct = NewOf<"products">;
export type NewTicket = NewOf<"tickets">;
export type NewTask = NewOf<"tasks">;
export type NewNote = NewOf<"notes">;
export type NewActivity = NewOf<"activities">;

export type PersonChange = ChangeOf<"people">;
export type CompanyChange = ChangeOf<"companies">;
export type DealChange = ChangeOf<"deals">;
export type ProductChange = ChangeOf<"products">;
export type TicketChange = ChangeOf<"tickets">;
export type TaskChange = ChangeOf<"tasks">;
export type NoteChange = ChangeOf<"notes">;
export type ActivityChange = ChangeOf<"activities">;

/** By key of the object: what the API answers. */
export interface StandardRecords {
  people: Person;
  companies: Company;
  deals: Deal;
  products: Product;
  tickets: Ticket;
  tasks: Task;
  notes: Note;
  activities: Activity;
}

/** By key of the object: what a new record takes. */
export interface NewStandardRecords {
  people: NewPerson;
  companies: NewCompany;
  deals: NewDeal;
  products: NewProduct;
  tickets: NewTicket;
  tasks: NewTask;
  notes: NewNote;
  activities: NewActivity;
}

/** By key of the object: what may be changed; `null` empties a field. */
export interface StandardChanges {
  people: PersonChange;
  companies: CompanyChange;
  deals: DealChange;
  products: ProductChange;
  tickets: TicketChange;
  tasks: TaskChange;
  notes: NoteChange;
  activities: ActivityChange;
}

/** One kind of record as the API answers it. */
export type StandardRecord<K extends StandardObjectKey> = StandardRecords[K];
/** What may be changed of one kind of record; `null` empties a field. */
export type StandardChange<K extends StandardObjectKey> = StandardChanges[K];
/** What a new record takes: as a change, with the fields that it cannot be without. */
export type NewStandardRecord<K extends StandardObjectKey> = NewStandardRecords[K];
