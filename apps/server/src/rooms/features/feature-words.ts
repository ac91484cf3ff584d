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
  type Own = Extract<FeatureSource, { kind: "record" }>;
  type Pointing = Pick<Records, "object" | "at"> & Partial<Records>;
  const field = (name: string, more: Partial<Own>): FeatureSource => ({
    kind: "record",
    field: name,
    knownFrom: "createdAt",
    ...more,
  });
  const records = (key: string, title: string, source: Pointing, rest: Rest) =>
    make(key, title, { kind: "records", knownFrom: "happened", ...source }, rest);
  return {
    make,
    /** A field that is written once, with the record. */
    fixed: (key: string, title: string, name: string, more: Partial<Own> = {}) =>
      make(key, title, field(name, more), { aggregation: "last" }),
    text: (key: string, title: string, name: string, more: Partial<Own> = {}) =>
      make(key, title, field(name, more), { aggregation: "last", type: "text" }),
    /** Days since a time of the record. */
    since: (key: string, title: string, name: string, knownFrom = name) => {
      const isStable = name.startsWith("custom.") ? { stable: true } : {};
      return make(key, title, field(name, { knownFrom, ...isStable }), {
        aggregation: "timeSince",
      });
    },
    records,
    /** How many records; of the last days, or of all the past. */
    counted: (key: string, title: string, source: Pointing, window?: string) =>
      records(key, title, source, { aggregation: "count", ...(window ? { window } : {}) }),
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

/** What people and companies have alike, by key. */
export function commonTo(entity: "people" | "companies") {
  const { records, counted, events } = makerFor(entity);
  const anyEvent = { names: [] };
  return {
    activities30d: counted("activities_30d", "Activities in 30 days", activities, "30d"),
    activities90d: counted("activities_90d", "Activities in 90 days", activities, "90d"),
    daysSinceActivity: records("days_since_activity", "Days since the last activity", activities, {
      aggregation: "timeSince",
    }),
    meetings90d: counted(
      "meetings_90d",
      "Meetings in 90 days",
      { ...activities, where: [is("kind", "meeting")] },
      "90d",
    ),
    lastOutcome: records("last_outcome", "Outcome of the last activity", activities, {
      aggregation: "last",
      of: "outcome",
      type: "text",
    }),
    dealsWon: counted("deals_won", "Deals won so far", { ...dealsClosed, where: won }),
    events30d: events("events_30d", "Events in 30 days", anyEvent, {
      aggregation: "count",
      window: "30d",
    }),
    daysSinceEvent: events("days_since_event", "Days since the last event", anyEvent, {
      aggregation: "timeSince",
    }),
  };
}
