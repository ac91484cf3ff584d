// The standard object types, declared once: API schemas, storage columns, filters, imports, search and
// screens are all derived from this table. Order of fields is the order of columns on the screen.
import type { FieldDefinition, FieldOption, FieldType } from "./field-types.ts";

export interface ObjectDefinition {
  key: string;
  label: string;
  labelPlural: string;
  /** Fields that, joined by a space, name a record for people. */
  titleFields: readonly string[];
  /** Fields shown beneath the title in search and pickers. */
  subtitleFields: readonly string[];
  fields: readonly FieldDefinition[];
  /** Of the schemas in the OpenAPI document; the label unless told. */
  schemaName?: string;
  /** A new record that any workspace would take, for the document and its readers. */
  example?: Readonly<Record<string, unknown>>;
}

type FieldOptions = Partial<Omit<FieldDefinition, "key" | "label" | "type">>;

/** Keeps key, type and options as literals, so that the types of records can be read off the table. */
type Field<K extends string, T extends FieldType, M> = Omit<
  FieldDefinition,
  "key" | "type" | keyof M
> & { key: K; type: T } & M;

function field<
  const K extends string,
  const T extends FieldType,
  const M extends FieldOptions = Record<never, never>,
>(key: K, label: string, type: T, more?: M): Field<K, T, M> {
  const isProse = type === "longText";
  const made: FieldDefinition = {
    key,
    label,
    type,
    required: false,
    sortable: !isProse,
    filterable: true,
    ...more,
  };
  return made as unknown as Field<K, T, M>;
}

type OptionKey<L extends string> = L extends `${infer Word} ${infer Rest}`
  ? `${Lowercase<Word>}-${OptionKey<Rest>}`
  : Lowercase<L>;

function options<const L extends readonly string[]>(...labels: L) {
  const made: FieldOption[] = labels.map((label) => ({
    key: label.toLowerCase().replaceAll(" ", "-"),
    label,
  }));
  return made as unknown as { key: OptionKey<L[number]>; label: string }[];
}

const owner = field("ownerId", "Owner", "member");
const region = field("region", "Region", "text");
const city = field("city", "City", "text");
const country = field("country", "Country", "text");
const currency = field("currency", "Currency", "text", {
  maxLength: 3,
  format: "currency",
});
const company = field("companyId", "Company", "reference", { refObject: "companies" });
const person = field("personId", "Person", "reference", { refObject: "people" });
const deal = field("dealId", "Deal", "reference", { refObject: "deals" });
const ticket = field("ticketId", "Ticket", "reference", { refObject: "tickets" });
const about = [person, company, deal, ticket];

export const standardObjects = [
  {
    key: "people",
    label: "Person",
    labelPlural: "People",
    titleFields: ["firstName", "lastName"],
    subtitleFields: ["email", "jobTitle"],
    example: {
      firstName: "Ada",
      lastName: "Byron",
      email: "ada.byron@example.com",
      jobTitle: "Head of Research",
      lifecycle: "lead",
      city: "London",
      country: "United Kingdom",
    },
    fields: [
      field("firstName", "First name", "text"),
      field("lastName", "Last name", "text"),
      field("email", "E-mail", "email"),
      field("phone", "Phone", "phone"),
      field("jobTitle", "Job title", "text"),
      company,
      field("lifecycle", "Lifecycle", "select", {
        options: options("Lead", "Qualified", "Customer", "Former customer", "Partner", "Other"),
      }),
      city,
      country,
      region,
      owner,
    ],
  },
  {
    key: "companies",
    label: "Company",
    labelPlural: "Companies",
    titleFields: ["name"],
    subtitleFields: ["domain", "industry"],
    example: {
      name: "Northwind Traders",
      domain: "northwind.example",
      industry: "Wholesale",
      employees: 240,
      city: "Porto",
    },
    fields: [
      field("name", "Name", "text", { required: true }),
      field("domain", "Domain", "text"),
      field("website", "Website", "url"),
      field("industry", "Industry", "text"),
      field("employees", "Employees", "integer"),
      field("annualRevenueMinor", "Annual revenue", "money"),
      currency,
      field("phone", "Phone", "phone"),
      city,
      country,
      region,
      owner,
    ],
  },
  {
    key: "deals",
    label: "Deal",
    labelPlural: "Deals",
    titleFields: ["name"],
    subtitleFields: ["status", "source"],
    example: {
      name: "Northwind, 40 seats",
      amountMinor: 1250000,
      currency: "EUR",
      expectedCloseOn: "2031-03-31",
    },
    fields: [
      field("name", "Name", "text", { required: true }),
      field("pipelineId", "Pipeline", "reference", { refObject: "pipelines" }),
      field("stageId", "Stage", "reference", { refObject: "stages" }),
      field("status", "Status", "select", {
        options: options("Open", "Won", "Lost"),
        readOnly: true,
      }),
      field("amountMinor", "Amount", "money"),
      currency,
      field("expectedCloseOn", "Expected close", "date"),
      field("closedAt", "Closed", "datetime", { readOnly: true }),
      field("stageEnteredAt", "In stage since", "datetime", { readOnly: true }),
      field("lostReason", "Lost reason", "text"),
      field("source", "Source", "text"),
      company,
      person,
      region,
      owner,
    ],
  },
  {
    key: "products",
    label: "Product",
    labelPlural: "Products",
    titleFields: ["name"],
    subtitleFields: ["code", "unit"],
    fields: [
      field("name", "Name", "text", { required: true }),
      field("code", "Code", "text", { maxLength: 100 }),
      field("description", "Description", "longText", { maxLength: 2000 }),
      field("unitPriceMinor", "Unit price", "money"),
      currency,
      field("taxPercent", "Tax rate (%)", "number", { min: 0, max: 100 }),
      field("unit", "Unit", "text", { maxLength: 40 }),
      field("active", "Active", "boolean"),
      owner,
    ],
  },
  {
    key: "tickets",
    label: "Ticket",
    labelPlural: "Tickets",
    titleFields: ["subject"],
    subtitleFields: ["status", "priority"],
    example: { subject: "Cannot sign in since this morning", status: "open", priority: "high" },
    fields: [
      field("subject", "Subject", "text", { required: true, maxLength: 500 }),
      field("description", "Description", "longText"),
      field("status", "Status", "select", {
        options: options("Open", "Pending", "Solved", "Closed"),
      }),
      field("priority", "Priority", "select", {
        options: options("Low", "Normal", "High", "Urgent"),
      }),
      field("category", "Category", "text"),
      company,
      person,
      region,
      owner,
      field("resolvedAt", "Resolved", "datetime", { readOnly: true }),
    ],
  },
  {
    key: "tasks",
    label: "Task",
    labelPlural: "Tasks",
    titleFields: ["title"],
    subtitleFields: ["status"],
    example: {
      title: "Call back about the offer",
      dueAt: "2031-01-15T09:00:00.000Z",
      priority: "normal",
    },
    fields: [
      field("title", "Title", "text", { required: true, maxLength: 500 }),
      field("body", "Details", "longText"),
      field("status", "Status", "select", { options: options("Open", "Done") }),
      field("priority", "Priority", "select", {
        options: options("Low", "Normal", "High", "Urgent"),
      }),
      field("dueAt", "Due", "datetime"),
      field("completedAt", "Completed", "datetime", { readOnly: true }),
      ...about,
      owner,
    ],
  },
  {
    key: "notes",
    label: "Note",
    labelPlural: "Notes",
    titleFields: ["body"],
    subtitleFields: [],
    example: { body: "Prefers to be called in the afternoon." },
    fields: [field("body", "Note", "longText", { required: true }), ...about, owner],
  },
  {
    key: "activities",
    label: "Activity",
    labelPlural: "Activities",
    titleFields: ["subject"],
    subtitleFields: ["kind"],
    example: {
      kind: "call",
      subject: "First call",
      occurredAt: "2031-01-10T14:00:00.000Z",
      durationMinutes: 25,
    },
    fields: [
      field("kind", "Kind", "select", {
        required: true,
        options: options("Call", "Email", "Meeting", "Visit", "Demo", "Other"),
      }),
      field("subject", "Subject", "text", { maxLength: 500 }),
      field("body", "Details", "longText"),
      field("occurredAt", "When", "datetime"),
      field("durationMinutes", "Duration (minutes)", "integer"),
      field("outcome", "Outcome", "text"),
      ...about,
      owner,
    ],
  },
] as const satisfies readonly ObjectDefinition[];

export type StandardObjectKey = (typeof standardObjects)[number]["key"];

export const standardObjectKeys = standardObjects.map((object) => object.key);

export function standardObject(key: string): ObjectDefinition | undefined {
  return standardObjects.find((object) => object.key === key);
}

/** Fields that every record of a custom object has beside its custom ones. */
export const customObjectFields: readonly FieldDefinition[] = [
  field("name", "Name", "text", { required: true }),
  region,
  owner,
];
