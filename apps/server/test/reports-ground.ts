// Nine deals of spring 2026 in a workspace of their own, and how reports on them are asked for in tests. What follows
// from the deals is counted by hand where they are used.
import type { ReportDefinition } from "@rapport/contracts";
import { expect } from "vitest";
import { createActs } from "../src/platform/acts.ts";
import { systemClock } from "../src/platform/clock.ts";
import { noteStages, type WriteOp } from "../src/rooms/records/index.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "./records-ground.ts";

interface Given {
  name: string;
  createdAt: string;
  stage: string;
  closedAt?: string;
  amountMinor?: number | null;
  currency?: string | null;
  source?: string;
  lostReason?: string;
  expectedCloseOn?: string;
  owner?: number;
  tier?: string;
}

/** Twelve deals of spring 2026; what follows from them is counted by hand in the tests. */
const deals: Given[] = [
  {
    name: "A",
    createdAt: "2026-01-05T10:00:00Z",
    stage: "Won",
    closedAt: "2026-02-04T10:00:00Z",
    amountMinor: 100_00,
    currency: "EUR",
    source: "Website",
    owner: 0,
    tier: "Gold",
  },
  {
    name: "B",
    createdAt: "2026-01-10T10:00:00Z",
    stage: "Won",
    closedAt: "2026-02-09T10:00:00Z",
    amountMinor: 300_00,
    currency: "EUR",
    source: "website",
    owner: 0,
    tier: "gold",
  },
  {
    name: "C",
    createdAt: "2026-01-20T10:00:00Z",
    stage: "Lost",
    closedAt: "2026-03-01T10:00:00Z",
    amountMinor: 500_00,
    currency: "EUR",
    source: "Partner",
    lostReason: "Price",
    owner: 1,
  },
  {
    name: "D",
    createdAt: "2026-02-01T10:00:00Z",
    stage: "Won",
    closedAt: "2026-03-13T10:00:00Z",
    amountMinor: 700_00,
    currency: "USD",
    source: "Partner",
    owner: 1,
    tier: "Tin",
  },
  {
    name: "E",
    createdAt: "2026-02-02T10:00:00Z",
    stage: "Lost",
    closedAt: "2026-03-02T10:00:00Z",
    amountMinor: null,
    currency: null,
    source: "Event",
    lostReason: "Price",
    owner: 0,
  },
  // 23:30 UTC on the last of March is April in Berlin.
  {
    name: "F",
    createdAt: "2026-03-01T10:00:00Z",
    stage: "Won",
    closedAt: "2026-03-31T23:30:00Z",
    amountMinor: 900_00,
    currency: "EUR",
    owner: 1,
  },
  {
    name: "G",
    createdAt: "2026-03-05T10:00:00Z",
    stage: "New",
    amountMinor: 1000_00,
    currency: "EUR",
    expectedCloseOn: "2026-05-10",
    owner: 0,
  },
  {
    name: "H",
    createdAt: "2026-03-06T10:00:00Z",
    stage: "Negotiation",
    amountMinor: 2000_00,
    currency: "EUR",
    expectedCloseOn: "2026-05-20",
    owner: 0,
  },
  {
    name: "I",
    createdAt: "2026-03-07T10:00:00Z",
    stage: "Proposal",
    amountMinor: 400_00,
    currency: "USD",
    expectedCloseOn: "2026-06-01",
    owner: 1,
  },
];

export interface ReportsGround {
  ground: RecordsGround;
  workspace: Workspace;
  admin: Caller;
  pipelineId: string;
  run(definition: ReportDefinition, options?: { zone?: string }): Promise<Answered>;
  /** How many records the list behind a number has. */
  listed(filter: object): Promise<number>;
  /** The list behind each number has as many records. */
  expectAgreement(rows: readonly Row[]): Promise<void>;
}

export interface Row {
  keys: { value: string | boolean | null; label: string | null }[];
  currency: string | null;
  count: number;
  hits: number | null;
  value: number | null;
  filter: object;
  hitFilter: object | null;
  previous: { count: number; value: number | null } | null;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
export type Answered = any;

export const groups = (parts: object): ReportDefinition =>
  ({
    kind: "groups",
    object: "deals",
    measure: { fn: "count" },
    groupBy: [],
    filter: null,
    period: null,
    compare: false,
    chart: "bar",
    ...parts,
  }) as ReportDefinition;

/** Keys, currency and value of each row, in the order in which they come. */
export const told = (rows: readonly Row[]) =>
  rows.map(({ keys, currency, value }) => [
    ...keys.map((key) => key.label ?? key.value),
    currency,
    value,
  ]);

async function fill(ground: RecordsGround, workspace: Workspace, stages: Map<string, string>) {
  const owners = [workspace.admin.memberId, workspace.as({}).memberId];
  const acts = createActs({ db: ground.test.db, clock: systemClock, listeners: [noteStages] });
  const act = acts.begin(workspace.ctx, "test.fill");
  const ops: WriteOp[] = deals.map(({ stage, owner = 0, tier, ...rest }) => ({
    op: "create",
    data: {
      ...rest,
      stageId: stages.get(stage),
      ownerId: owners[owner],
      ...(tier ? { custom: { tier } } : {}),
    },
  }));
  await ground.test.db.tenant(workspace.ctx, async (tx) => {
    const results = await ground.first.records.write(tx, act, "deals", ops, { trusted: true });
    for (const result of results) if (result.status === "failed") throw result.error;
  });
}

interface Stage {
  id: string;
  name: string;
}

export async function openReportsGround(): Promise<ReportsGround> {
  const ground = await openRecordsGround();
  const workspace = await ground.workspace();
  const { admin } = workspace;
  await admin.post("/fields", { object: "deals", key: "tier", label: "Tier", type: "text" });
  const pipeline = (await admin.get("/pipelines")).body.data[0];
  const stages = new Map<string, string>(pipeline.stages.map(({ id, name }: Stage) => [name, id]));
  await fill(ground, workspace, stages);

  const listed = async (filter: object) =>
    (await admin.list("deals", { filter: JSON.stringify(filter) })).length;

  return {
    ground,
    workspace,
    admin,
    pipelineId: pipeline.id,
    listed,
    async run(definition, { zone = "UTC" } = {}) {
      const { status, body } = await admin.post("/reports/run", { definition, zone });
      expect(status, JSON.stringify(body)).toBe(200);
      return body;
    },
    async expectAgreement(rows) {
      expect(rows.length).toBeGreaterThan(0);
      for (const { filter, count, hits, hitFilter } of rows) {
        expect([filter, await listed(filter)]).toEqual([filter, count]);
        if (hitFilter) expect([hitFilter, await listed(hitFilter)]).toEqual([hitFilter, hits]);
      }
    },
  };
}
