// Short ways to write definitions of the kinds that recur.
import type {
  FeatureCondition,
  FeatureDefinition,
  FeatureEntity,
  FeatureSource,
} from "@rapport/contracts";

export interface Rest {
  aggregation: FeatureDefinition["aggregation"];
  of?: string;
  type?: "text";
  window?: string;
  part?: FeatureCondition[];
  length?: number;
  default?: FeatureDefinition["default"];
}

const startsAtZero = new Set(["count", "distinct", "rate", "sum"]);

export function makerFor(entity: FeatureEntity) {
  const make = (
    key: string,
    title: string,
    source: FeatureSource,
    rest: Rest,
  ): FeatureDefinition => ({
    key,
    title,
    entity,
    source,
    default: startsAtZero.has(rest.aggregation) ? 0 : null,
    ...rest,
  });
  type Records = Extract<FeatureSource, { kind: "records" }>;
  type Events = Extract<FeatureSource, { kind: "events" }>;
  return {
    make,
    /** A field that is written once, with the record. */
    fixed: (
      key: string,
      title: string,
      field: string,
      more: Partial<Extract<FeatureSource, { kind: "record" }>> = {},
    ) =>
      make(
        key,
        title,
        { kind: "record", field, knownFrom: "createdAt", ...more },
        { aggregation: "last" },
      ),
    text: (
      key: string,
      title: string,
      field: string,
      more: Partial<Extract<FeatureSource, { kind: "record" }>> = {},
    ) =>
      make(
        key,
        title,
        { kind: "record", field, knownFrom: "createdAt", ...more },
        { aggregation: "last", type: "text" },
      ),
    /** Days since a time of the record. */
    since: (key: string, title: string, field: string, knownFrom = field) =>
      make(
        key,
        title,
        {
          kind: "record",
          field,
          knownFrom,
          ...(field.startsWith("custom.") ? { stable: true } : {}),
        },
        { aggregation: "timeSince" },
      ),
    records: (
      key: string,
      title: string,
      source: Pick<Records, "object" | "at"> & Partial<Records>,
      rest: Rest,
    ) => make(key, title, { kind: "records", knownFrom: "happened", ...source }, rest),
    events: (
      key: string,
      title: string,
      source: Pick<Events, "names"> & Partial<Events>,
      rest: Rest,
    ) => make(key, title, { kind: "events", ...source }, rest),
  };
}

export const is = (property: string, value: string | number | boolean): FeatureCondition => ({
  property,
  op: "eq",
  value,
});

export const activities = { object: "activities", at: "occurredAt" } as const;
export const ticketsOpened = { object: "tickets", at: "createdAt" } as const;
export const ticketsSolved = { object: "tickets", at: "resolvedAt" } as const;
export const dealsOpened = { object: "deals", at: "createdAt" } as const;
export const dealsClosed = { object: "deals", at: "closedAt" } as const;
export const won = [is("status", "won")];
export const lost = [is("status", "lost")];
