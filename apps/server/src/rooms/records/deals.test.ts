import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

interface PipelineBody {
  id: string;
  name: string;
  stages: { id: string; name: string; kind: string; probability: number }[];
}

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  workspace = await ground.workspace();
  admin = workspace.admin;
});
afterAll(() => ground.close());

async function pipelines(): Promise<PipelineBody[]> {
  return (await admin.get("/pipelines")).body.data;
}

async function firstPipeline(): Promise<PipelineBody> {
  const [first] = await pipelines();
  if (!first) throw new Error("No pipeline");
  return first;
}

const open = { name: "Open", kind: "open", probability: 0.5 };

/** The body of a change that keeps the stages, but for those that `change` makes otherwise. */
function bodyOf({ name, stages }: PipelineBody, change = (stage: object) => [stage]) {
  const plain = stages.map(({ id, name: label, kind, probability }) => ({
    id,
    name: label,
    kind,
    probability,
  }));
  return { name, stages: plain.flatMap(change) };
}

describe("deals", () => {
  test("move through stages, and their status and time of closing follow", async () => {
    const { id: pipelineId, stages } = await firstPipeline();
    const made = (await admin.post("/deals", { name: "Deal" })).body;
    expect(made).toMatchObject({
      pipelineId,
      stageId: stages[0]?.id,
      status: "open",
      closedAt: null,
    });
    const won = stages.find((stage) => stage.kind === "won");
    const closed = (await admin.patch(`/deals/${made.id}`, { stageId: won?.id })).body;
    expect(closed.status).toBe("won");
    expect(closed.closedAt).toBe(closed.updatedAt);
    const reopened = (await admin.patch(`/deals/${made.id}`, { stageId: null })).body;
    expect(reopened).toMatchObject({ status: "open", closedAt: null, stageId: stages[0]?.id });
    for (const body of [
      { status: "won" },
      { closedAt: closed.closedAt },
      { stageId: made.id },
      { pipelineId: made.id },
    ]) {
      expect((await admin.patch(`/deals/${made.id}`, body)).status).toBe(422);
    }
  });

  test("belong to the pipeline of their stage", async () => {
    const { id: pipelineId } = await firstPipeline();
    const other = (await admin.post("/pipelines", { name: "Renewals", stages: [open] })).body;
    const { id } = (await admin.post("/deals", { name: "Deal" })).body;
    const moved = (await admin.patch(`/deals/${id}`, { pipelineId: other.id })).body;
    expect(moved.stageId).toBe(other.stages[0].id);
    const torn = await admin.patch(`/deals/${id}`, { pipelineId, stageId: other.stages[0].id });
    expect(torn.body.code).toBe("records.stage_of_other_pipeline");
    const foreign = await ground.workspace();
    const [theirs] = (await foreign.admin.get("/pipelines")).body.data;
    expect((await admin.patch(`/deals/${id}`, { pipelineId: theirs.id })).status).toBe(422);
  });
});

describe("pipelines", () => {
  test("keep their stages by id, and lose none that holds deals", async () => {
    const before = await firstPipeline();
    const second = before.stages[1];
    const deal = (await admin.post("/deals", { name: "Deal", stageId: second?.id })).body;
    const without = bodyOf(before, (stage) =>
      (stage as { id: string }).id === second?.id ? [] : [stage],
    );
    const refused = await admin.patch(`/pipelines/${before.id}`, without);
    expect([refused.status, refused.body.code]).toEqual([409, "records.stage_in_use"]);
    const turned = bodyOf(before, (stage) => [
      (stage as { id: string }).id === second?.id ? { ...stage, kind: "won" } : stage,
    ]);
    expect((await admin.patch(`/pipelines/${before.id}`, turned)).body.code).toBe(
      "records.stage_in_use",
    );
    await admin.remove(`/deals/${deal.id}`);
    expect((await admin.patch(`/pipelines/${before.id}`, without)).status).toBe(409);
    await admin.post(`/deals/${deal.id}/restore`);
    await admin.patch(`/deals/${deal.id}`, { stageId: before.stages[0]?.id });
    const changed = await admin.patch(`/pipelines/${before.id.toUpperCase()}`, without);
    expect(changed.status).toBe(200);
    expect(changed.body.stages.map((stage: { id: string }) => stage.id)).toEqual(
      before.stages.filter((stage) => stage !== second).map((stage) => stage.id),
    );
    expect((await firstPipeline()).stages).toEqual(changed.body.stages);
  });

  test("refuse stages that are not theirs, or given twice", async () => {
    const before = await firstPipeline();
    const other = (await admin.post("/pipelines", { name: "Renewals", stages: [open] })).body;
    const borrowed = { name: "Sales", stages: [{ ...open, id: other.stages[0].id }] };
    expect((await admin.patch(`/pipelines/${before.id}`, borrowed)).status).toBe(404);
    const doubled = bodyOf(before, (stage) => [
      stage,
      { ...stage, id: (stage as { id: string }).id.toUpperCase() },
    ]);
    expect((await admin.patch(`/pipelines/${before.id}`, doubled)).body.code).toBe(
      "records.stage_doubled",
    );
    for (const name of ["", "a\u0000", "a\nb", "\ud800", "x".repeat(101)]) {
      expect((await admin.post("/pipelines", { name, stages: [open] })).status).toBe(422);
    }
  });

  test("are removed when no deal is in them, but never the last", async () => {
    const before = await firstPipeline();
    expect((await admin.remove(`/pipelines/${before.id}`)).body.code).toBe("records.last_pipeline");
    const other = (await admin.post("/pipelines", { name: "Renewals", stages: [open] })).body;
    await admin.post("/deals", { name: "Deal", pipelineId: other.id });
    expect((await admin.remove(`/pipelines/${other.id}`)).body.code).toBe("records.stage_in_use");
    expect((await admin.remove(`/pipelines/${before.id}`)).status).toBe(204);
    expect((await pipelines()).map(({ id }) => id)).toEqual([other.id]);
  });

  test("are changed by administrators alone, and seen by those who see deals", async () => {
    const none = { create: false, read: "none", update: "none", delete: "none" } as const;
    const member = workspace.as({});
    expect((await member.post("/pipelines", { name: "x", stages: [open] })).status).toBe(403);
    expect((await member.get("/pipelines")).body.data).toHaveLength(1);
    const blind = workspace.as({ permissions: { objects: { deals: none } } });
    expect((await blind.get("/pipelines")).body.data).toEqual([]);
  });

  test("cannot lose a stage in the moment when a deal enters it", async () => {
    const before = await firstPipeline();
    const last = before.stages.at(-1);
    const without = bodyOf(before, (stage) =>
      (stage as { id: string }).id === last?.id ? [] : [stage],
    );
    const [removal, ...deals] = await Promise.all([
      admin.patch(`/pipelines/${before.id}`, without),
      ...Array.from({ length: 6 }, (_, index) =>
        admin.post("/deals", { name: `Deal ${index}`, stageId: last?.id }),
      ),
    ]);
    const entered = deals.filter((deal) => deal.status === 201).length;
    expect(removal.status === 200 ? entered : 0).toBe(0);
  });
});

describe("lines", () => {
  const line = { name: "Seat", quantity: 3, unitPriceMinor: 1000, discountPercent: 10 };

  test("make up the amount of the deal, which then cannot be set by hand", async () => {
    const { id } = (await admin.post("/deals", { name: "Deal", amountMinor: 5 })).body;
    const amount = async () => (await admin.get(`/deals/${id}`)).body.amountMinor;
    const first = await admin.post(`/deals/${id}/line-items`, line);
    expect(first.status).toBe(201);
    expect(await amount()).toBe(2700);
    await admin.post(`/deals/${id}/line-items`, {
      name: "Setup",
      quantity: 1,
      unitPriceMinor: 500,
    });
    expect(await amount()).toBe(3200);
    await admin.patch(`/deals/${id}/line-items/${first.body.id}`, { quantity: 1 });
    expect(await amount()).toBe(1400);
    const byHand = await admin.patch(`/deals/${id}`, { amountMinor: 9 });
    expect(byHand.body.code).toBe("records.amount_from_lines");
    expect((await admin.patch(`/deals/${id}`, { amountMinor: 1400, source: "Fair" })).status).toBe(
      200,
    );
    await admin.remove(`/deals/${id}/line-items/${first.body.id}`);
    expect(await amount()).toBe(500);
    const lines = (await admin.get(`/deals/${id}/line-items`)).body.data;
    expect(
      lines.map(({ name, position }: { name: string; position: number }) => [name, position]),
    ).toEqual([["Setup", 1]]);
  });

  test("that come at once are all in the sum", async () => {
    const { id } = (await admin.post("/deals", { name: "Deal" })).body;
    const added = await Promise.all(
      Array.from({ length: 8 }, () => admin.post(`/deals/${id}/line-items`, line)),
    );
    expect(added.map((answer) => answer.status)).toEqual(Array(8).fill(201));
    expect((await admin.get(`/deals/${id}`)).body.amountMinor).toBe(8 * 2700);
  });

  test("follow the rights on the deal and on its amount", async () => {
    const { id } = (await admin.post("/deals", { name: "Deal" })).body;
    await admin.post(`/deals/${id}/line-items`, line);
    const path = `/deals/${id}/line-items`;
    const own = { create: true, read: "all", update: "own", delete: "own" } as const;
    const reader = workspace.as({ permissions: { objects: { "*": own } } });
    expect((await reader.post(path, line)).status).toBe(403);
    const blind = workspace.as({ permissions: { fields: { deals: { amountMinor: "none" } } } });
    expect((await blind.get(path)).body.data).toEqual([]);
    expect((await blind.post(path, line)).status).toBe(422);
    const stranger = (await ground.workspace()).admin;
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(path, line)).status).toBe(404);
    expect((await admin.get(`/deals/${id}`)).body.amountMinor).toBe(2700);
  });

  test("are checked like everything else", async () => {
    const { id } = (await admin.post("/deals", { name: "Deal" })).body;
    const bad = [
      {},
      { ...line, quantity: -1 },
      { ...line, name: "" },
      { ...line, unitPriceMinor: 1.5 },
      { ...line, discountPercent: 101 },
      { ...line, quantity: 1e9, unitPriceMinor: Number.MAX_SAFE_INTEGER },
    ];
    for (const body of bad)
      expect((await admin.post(`/deals/${id}/line-items`, body)).status).toBe(422);
    expect((await admin.get(`/deals/${id}/line-items`)).body.data).toEqual([]);
    const { acts } = ground.first;
    await expect(
      acts.perform(admin.ctx, "records.line-item.save", { dealId: id, data: { quantity: 1 } }),
    ).rejects.toThrow();
  });
});
