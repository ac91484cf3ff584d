// What features may read of records, and since when each value can have been known. Names, addresses and prose are
// never kept. A field that tells how something ended is settled by the time of that end: of a record that was brought
// in whole, it counts as known from then and not from the record's creation, or it would tell the future.
import {
  type ChildObject,
  type FeatureDefinition,
  type FeatureEntity,
  readableFields,
} from "@rapport/contracts";

export type FactObject = FeatureEntity | ChildObject;
export type Link = "person" | "company" | "deal" | "ticket";

interface FactShape {
  /** Kept as they are. */
  fields: readonly string[];
  /** Kept as milliseconds since 1970. */
  times: readonly string[];
  /** Kept as whether there is one. */
  presence: Readonly<Record<string, string>>;
  links: readonly Link[];
  /** The time that settles a field; null: it changes without one. */
  settled: Readonly<Record<string, string | null>>;
}

const about: readonly Link[] = ["person", "company", "deal", "ticket"];

export const factShapes: Readonly<Record<FactObject, FactShape>> = {
  people: {
    fields: readableFields.people,
    times: ["createdAt"],
    presence: { email: "hasEmail", phone: "hasPhone" },
    links: ["company"],
    settled: { lifecycle: null, ownerId: null },
  },
  companies: {
    fields: readableFields.companies,
    times: ["createdAt"],
    presence: { domain: "hasDomain", phone: "hasPhone" },
    links: [],
    settled: { ownerId: null },
  },
  deals: {
    fields: readableFields.deals,
    times: ["createdAt", "closedAt", "expectedCloseOn", "stageEnteredAt"],
    presence: {},
    links: ["company", "person"],
    settled: {
      status: "closedAt",
      lostReason: "closedAt",
      closedAt: "closedAt",
      stageId: null,
      stageEnteredAt: null,
      expectedCloseOn: null,
      ownerId: null,
    },
  },
  tickets: {
    fields: readableFields.tickets,
    times: ["createdAt", "resolvedAt"],
    presence: {},
    links: ["company", "person"],
    settled: { status: "resolvedAt", resolvedAt: "resolvedAt", ownerId: null },
  },
  activities: {
    fields: ["kind", "durationMinutes", "outcome", "ownerId"],
    times: ["createdAt", "occurredAt"],
    presence: {},
    links: about,
    settled: {},
  },
  tasks: {
    fields: ["status", "priority", "ownerId"],
    times: ["createdAt", "dueAt", "completedAt"],
    presence: {},
    links: about,
    settled: { status: "completedAt", completedAt: "completedAt", dueAt: null, ownerId: null },
  },
  notes: { fields: [], times: ["createdAt"], presence: {}, links: about, settled: {} },
};

export const factObjects = Object.keys(factShapes) as FactObject[];

export function isFactObject(object: string): object is FactObject {
  return Object.hasOwn(factShapes, object);
}

/** Where an entity is found among what belongs to a record. */
export const linkOfEntity: Readonly<Record<FeatureEntity, Link>> = {
  people: "person",
  companies: "company",
  deals: "deal",
  tickets: "ticket",
};

export function knowsProperty(object: FactObject, property: string): boolean {
  const { fields, times, presence } = factShapes[object];
  if (property.startsWith("custom.")) return property.length > "custom.".length;
  return [...fields, ...times, ...Object.values(presence)].includes(property);
}

/** A date among a workspace's own fields may serve as a time too. */
export const isTime = (object: FactObject, property: string) =>
  property.startsWith("custom.") || factShapes[object].times.includes(property);

/** Where the milliseconds of a time are kept. */
export const timePath = (property: string): string[] =>
  property.startsWith("custom.") ? ["times", property.slice("custom.".length)] : [property];

const objectOfWay = { company: "companies", person: "people" } as const;

/** Whose field a `record` source reads. */
export function ownerOf(feature: Pick<FeatureDefinition, "entity" | "source">): FeatureEntity {
  const { source, entity } = feature;
  return source.kind === "record" && source.through ? objectOfWay[source.through] : entity;
}

/**
 * Whether a value of a record that was brought in whole may count as known at `at`, a time of that record. What is
 * not told here (own fields of a workspace) may be anything, so only its definition can say that it never changes.
 */
export function isKnownAt(
  object: FactObject,
  property: string,
  at: string,
  stable: boolean,
): boolean {
  if (property.startsWith("custom.")) return stable;
  const settled = factShapes[object].settled[property];
  return settled === undefined || settled === at;
}

/** The field of a record behind a property, for rights and lineage. */
export function fieldOf(object: FactObject, property: string): string {
  const found = Object.entries(factShapes[object].presence).find(([, name]) => name === property);
  return found ? found[0] : property;
}
