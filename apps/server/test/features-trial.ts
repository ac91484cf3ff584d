// A table that stands for the relation of events, in a test's database, and definitions over it of all aggregations.
import type { FeatureDefinition } from "@rapport/contracts";
import { newId } from "../src/platform/ids.ts";
import type { RawEvent } from "./features-oracle.ts";
import type { TestDatabase } from "./harness.ts";

export const trialEvents =
  "SELECT event_id, person_id, company_id, name, type, occurred_at, known_at, properties FROM trial.events";
export const noStages =
  "SELECT NULL::uuid AS deal_id, NULL::timestamptz AS entered_at, 0 AS entry_no, ''::text AS kind, '{}'::jsonb AS properties WHERE false";

export async function makeTrial(test: TestDatabase): Promise<void> {
  await test.asOwner("RESET ROLE");
  for (const sql of [
    "CREATE SCHEMA trial",
    "GRANT USAGE ON SCHEMA trial TO rapport_app",
    `CREATE TABLE trial.events (workspace_id uuid NOT NULL, event_id uuid NOT NULL, person_id uuid, company_id uuid,
       name text COLLATE "C" NOT NULL, type text NOT NULL DEFAULT 'track', occurred_at timestamptz NOT NULL,
       known_at timestamptz NOT NULL, properties jsonb NOT NULL, PRIMARY KEY (workspace_id, event_id))`,
    "CREATE INDEX ON trial.events (workspace_id, person_id, occurred_at)",
    "CREATE INDEX ON trial.events (workspace_id, company_id, occurred_at)",
    "ALTER TABLE trial.events ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE trial.events FORCE ROW LEVEL SECURITY",
    `CREATE POLICY tenant ON trial.events TO rapport_app
       USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
       WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)`,
    "GRANT SELECT, INSERT ON trial.events TO rapport_app",
  ])
    await test.asOwner(sql);
}

const chunk = 20_000;

export async function addTrialEvents(
  { db }: Pick<TestDatabase, "db">,
  workspaceId: string,
  events: readonly RawEvent[],
): Promise<void> {
  for (let from = 0; from < events.length; from += chunk) {
    const part = events.slice(from, from + chunk);
    await db.tenant({ workspaceId }, async (tx) => {
      await tx.query(
        `INSERT INTO trial.events (workspace_id, event_id, person_id, company_id, name, occurred_at, known_at, properties)
         SELECT $1, u.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::jsonb[]) u
         ON CONFLICT DO NOTHING`,
        [
          workspaceId,
          part.map((event) => event.eventId),
          part.map((event) => event.personId),
          part.map((event) => event.companyId),
          part.map((event) => event.name),
          part.map((event) => new Date(event.occurredMs).toISOString()),
          part.map((event) => new Date(event.knownMs).toISOString()),
          part.map((event) => JSON.stringify(event.properties)),
        ],
      );
    });
  }
}

export const newWorkspace = () => ({ workspaceId: newId() });

type Part = Omit<FeatureDefinition, "title" | "entity" | "key" | "source"> & {
  names?: string[];
  where?: Extract<FeatureDefinition["source"], { kind: "events" }>["where"];
};

function feature(key: string, { names = [], where, ...rest }: Part): FeatureDefinition {
  const source = { kind: "events" as const, names, ...(where ? { where } : {}) };
  return { key, title: key, entity: "people", source, ...rest };
}

/** All aggregations, over windows of all units, with tests of all kinds. */
export const trialFeatures: readonly FeatureDefinition[] = [
  feature("count_all", { aggregation: "count", default: 0 }),
  feature("count_orders_7d", { names: ["order"], aggregation: "count", window: "7d", default: 0 }),
  feature("count_hours", {
    names: ["page", "usage"],
    aggregation: "count",
    window: "36h",
    default: 0,
  }),
  feature("count_minutes", { aggregation: "count", window: "4320m", default: 0 }),
  feature("sum_amount", { names: ["order"], aggregation: "sum", of: "amount", default: 0 }),
  feature("sum_amount_30d", {
    names: ["order"],
    aggregation: "sum",
    of: "amount",
    window: "30d",
    default: null,
  }),
  feature("mean_amount_30d", { aggregation: "mean", of: "amount", window: "30d", default: null }),
  feature("min_amount", { aggregation: "min", of: "amount", default: null }),
  feature("max_amount_90d", {
    names: ["refund"],
    aggregation: "max",
    of: "amount",
    window: "90d",
    default: -1,
  }),
  feature("last_amount", { aggregation: "last", of: "amount", default: null }),
  feature("last_plan", { aggregation: "last", of: "plan", type: "text", default: "none" }),
  feature("last_plan_10d", {
    names: ["signup"],
    aggregation: "last",
    of: "plan",
    type: "text",
    window: "10d",
    default: null,
  }),
  feature("distinct_names_14d", {
    aggregation: "distinct",
    of: "$name",
    window: "14d",
    default: 0,
  }),
  feature("distinct_plans", { aggregation: "distinct", of: "plan", default: 0 }),
  feature("rate_usage_10d", { names: ["usage"], aggregation: "rate", window: "10d", default: 0 }),
  feature("since_order", { names: ["order"], aggregation: "timeSince", default: null }),
  feature("since_any_30d", { aggregation: "timeSince", window: "30d", default: 999 }),
  feature("ratio_pro", {
    aggregation: "ratio",
    part: [{ property: "plan", op: "eq", value: "pro" }],
    default: null,
  }),
  feature("ratio_big_30d", {
    names: ["order", "refund"],
    aggregation: "ratio",
    part: [{ property: "amount", op: "gte", value: 100 }],
    window: "30d",
    default: 0,
  }),
  feature("sequence_5", { aggregation: "sequence", of: "$name", length: 5, default: null }),
  feature("sequence_plans_20d", {
    aggregation: "sequence",
    of: "plan",
    length: 3,
    window: "20d",
    default: "-",
  }),
  feature("where_in", {
    aggregation: "count",
    where: [{ property: "plan", op: "in", value: ["pro", "team"] }],
    default: 0,
  }),
  feature("where_ne", {
    aggregation: "count",
    where: [{ property: "plan", op: "ne", value: "pro" }],
    default: 0,
  }),
  feature("where_exists", {
    aggregation: "count",
    where: [{ property: "isNew", op: "exists" }],
    default: 0,
  }),
  feature("where_true", {
    aggregation: "count",
    where: [{ property: "isNew", op: "eq", value: true }],
    default: 0,
  }),
  feature("where_between", {
    aggregation: "sum",
    of: "amount",
    where: [
      { property: "amount", op: "gt", value: 0 },
      { property: "amount", op: "lt", value: 500.5 },
      { property: "amount", op: "lte", value: 400 },
      { property: "amount", op: "ne", value: 12 },
    ],
    window: "60d",
    default: 0,
  }),
  feature("where_equals_number", {
    aggregation: "count",
    where: [{ property: "amount", op: "eq", value: 1 }],
    default: 0,
  }),
  feature("max_amount_1d", { aggregation: "max", of: "amount", window: "1d", default: null }),
  feature("sum_flags", { aggregation: "sum", of: "isNew", default: 0 }),
  feature("mean_refund_45d", {
    names: ["refund"],
    aggregation: "mean",
    of: "amount",
    window: "45d",
    default: null,
  }),
];
