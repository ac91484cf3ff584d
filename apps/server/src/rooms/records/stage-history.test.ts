// The ways of deals through their stages: written with each change, put right by undo, and read from the log for deals
// that were there before.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createStageBackfill } from "./backfill-stages.ts";
import { tellWays } from "./note-stages.ts";
import { entriesOf } from "./stage-entries.store.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;
let stages: Record<string, string>;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.admin;
  const { data } = (await admin.get("/pipelines")).body;
  stages = Object.fromEntries(
    data[0].stages.map(({ id, name }: { id: string; name: string }) => [name, id]),
  );
});

afterAll(() => ground?.close());

const nameOf = (id: string) => Object.entries(stages).find(([, one]) => one === id)?.[0];

const entries = (dealIds: string[]) =>
  ground.test.db.tenant(workspace.ctx, (tx) => entriesOf(tx, dealIds));

/** Stages in order; `…` after those that the deal has left. */
async function wayOf(id: string): Promise<string[]> {
  const rows = await entries([id]);
  return rows.map(({ stageId, leftAt }) => `${nameOf(stageId)}${leftAt === null ? "" : "…"}`);
}

async function make(stage = "New"): Promise<string> {
  const made = await admin.post("/deals", { name: "Deal", stageId: stages[stage] });
  expect(made.status).toBe(201);
  return made.body.id;
}

const move = (id: string, stage: string) => admin.patch(`/deals/${id}`, { stageId: stages[stage] });
const undo = (act: string) => admin.post(`/undo/${act}`);

async function forget(): Promise<void> {
  await ground.test.asOwner("DELETE FROM records.stage_entries WHERE workspace_id = $1", [
    workspace.id,
  ]);
}

const backfill = () =>
  createStageBackfill({
    db: ground.test.db,
    logger: silentLogger,
    workspaceIds: async () => [workspace.id],
  }).run();

describe("the way of a deal", () => {
  it("has each stage that it was in, and since when", async () => {
    const id = await make();
    await admin.patch(`/deals/${id}`, { name: "Renamed" });
    await move(id, "Proposal");
    await move(id, "New");
    await move(id, "Won");
    expect(await wayOf(id)).toEqual(["New…", "Proposal…", "New…", "Won"]);
    const rows = await entries([id]);
    expect(rows.every(({ isSeen }) => isSeen)).toBe(true);
    for (const [at, { leftAt }] of rows.entries()) {
      expect(leftAt).toBe(rows[at + 1]?.enteredAt ?? null);
    }
  });

  it("loses what is undone, and has it again when the undo is undone", async () => {
    const id = await make();
    await move(id, "Qualified");
    const moved = await move(id, "Won");
    const before = await entries([id]);
    const undone = await undo(moved.act);
    expect(await wayOf(id)).toEqual(["New…", "Qualified"]);
    await undo(undone.act);
    expect(await entries([id])).toEqual(before);
    await undo((await move(id, "Lost")).act);
    expect(await entries([id])).toEqual(before);
  });

  it("comes back with a deal whose making was undone", async () => {
    const made = await admin.post("/deals", { name: "Short", stageId: stages.New });
    const before = await entries([made.body.id]);
    const undone = await undo(made.act);
    expect((await admin.get(`/deals/${made.body.id}`)).status).toBe(404);
    await undo(undone.act);
    expect(await entries([made.body.id])).toEqual(before);
  });

  it("survives the trash, and bulk changes", async () => {
    const ids = [await make(), await make()];
    await admin.remove(`/deals/${ids[0]}`);
    await admin.post(`/deals/${ids[0]}/restore`);
    await admin.post("/deals/bulk", {
      operations: ids.map((id) => ({ op: "update", id, data: { stageId: stages.Lost } })),
    });
    for (const id of ids) expect(await wayOf(id)).toEqual(["New…", "Lost"]);
  });

  it("of a deal brought in from elsewhere begins where it stands, unseen", async () => {
    const act = ground.first.acts.begin(workspace.ctx, "test.import");
    const data = {
      name: "Old",
      createdAt: "2024-01-02T10:00:00.000Z",
      stageId: stages.Won,
      closedAt: "2024-02-03T10:00:00.000Z",
    };
    const [result] = await ground.test.db.tenant(workspace.ctx, (tx) =>
      ground.first.records.write(tx, act, "deals", [{ op: "create", data }], { trusted: true }),
    );
    const id = result && "record" in result ? result.record.id : "";
    expect(await entries([id])).toMatchObject([
      { stageId: stages.Won, enteredAt: data.closedAt, leftAt: null, isSeen: false },
    ]);
    const told = [
      { stageId: stages.New ?? "", enteredAt: data.createdAt },
      { stageId: stages.Won ?? "", enteredAt: data.closedAt },
    ];
    await ground.test.db.tenant(workspace.ctx, async (tx) =>
      tellWays(tx, [{ dealId: id, stages: told }]),
    );
    await move(id, "Negotiation");
    expect(await wayOf(id)).toEqual(["New…", "Won…", "Negotiation"]);
  });
});

describe("the way of older deals", () => {
  it("is what the log tells, and just what would have been written", async () => {
    await forget();
    const ids: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const id = await make(turn % 2 === 0 ? "New" : "Proposal");
      ids.push(id);
      const first = await move(id, "Qualified");
      const steps = [
        async () => undo((await undo(first.act)).act),
        async () => undo((await move(id, "Won")).act),
        async () => move(id, "Lost"),
        async () => admin.remove(`/deals/${id}`),
      ];
      for (const step of steps.slice(0, Math.max(0, turn - 1))) await step();
    }
    const written = await entries(ids);
    expect(written.length).toBeGreaterThan(12);
    await forget();
    await backfill();
    expect(await entries(ids)).toEqual(written);
  });

  it("is read once; a move meanwhile waits for it", async () => {
    const id = await make();
    await forget();
    await move(id, "Proposal");
    expect(await wayOf(id)).toEqual([]);
    await backfill();
    expect(await wayOf(id)).toEqual(["New…", "Proposal"]);
    await move(id, "Won");
    await backfill();
    expect(await wayOf(id)).toEqual(["New…", "Proposal…", "Won"]);
  });

  it("is where the deal stands, where the log is silent", async () => {
    const id = await make("Proposal");
    await forget();
    await ground.test.asOwner(
      "DELETE FROM governance.audit_entries WHERE workspace_id = $1 AND record_id = $2",
      [workspace.id, id],
    );
    await backfill();
    expect(await entries([id])).toMatchObject([{ stageId: stages.Proposal, isSeen: false }]);
  });
});

describe("filters by the way", () => {
  const count = async (filter: object) =>
    (await admin.list("deals", { filter: JSON.stringify(filter) })).length;

  it("find who reached a stage, and who left it in a span", async () => {
    const id = await make();
    await move(id, "Proposal");
    const own = (condition: object) => ({ and: [{ id }, { stageId: condition }] });
    expect(await count(own({ reached: stages.Qualified }))).toBe(1);
    expect(await count(own({ reached: stages.Proposal }))).toBe(1);
    expect(await count(own({ reached: stages.Negotiation }))).toBe(0);
    expect(await count(own({ reached: stages.Won }))).toBe(0);
    await move(id, "Won");
    expect(await count(own({ reached: stages.Negotiation }))).toBe(1);
    expect(await count(own({ reached: stages.Lost }))).toBe(0);
    const now = "2100-01-01T00:00:00Z";
    expect(await count(own({ left: [stages.Proposal, null, null] }))).toBe(1);
    expect(await count(own({ left: [stages.Proposal, "2020-01-01T00:00:00Z", now] }))).toBe(1);
    expect(await count(own({ left: [stages.Proposal, null, "2020-01-01T00:00:00Z"] }))).toBe(0);
    expect(await count(own({ left: [stages.Won, null, null] }))).toBe(0);
  });

  it.each([
    { stageId: { reached: null } },
    { stageId: { reached: "x" } },
    { stageId: { left: "x" } },
    { stageId: { left: ["x"] } },
    { companyId: { reached: "01900000-0000-7000-8000-000000000001" } },
    { name: { left: [null, null, null] } },
  ])("refuse %j", async (filter) => {
    const path = `/deals?filter=${encodeURIComponent(JSON.stringify(filter))}`;
    expect((await admin.get(path)).status).toBe(422);
  });
});
