// Saved reports and dashboards: who sees, changes and undoes them, and what a reader learns whose rights are fewer.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: RecordsGround;
let workspace: Workspace;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
});

afterAll(() => ground?.close());

const member = (options: Parameters<Workspace["as"]>[0] = {}) => workspace.as(options);

const byStatus = {
  kind: "groups",
  object: "deals",
  measure: { fn: "count" },
  groupBy: [{ field: "status" }],
  filter: null,
  period: null,
  compare: false,
  chart: "bar",
};

async function save(who: Caller, body: object = {}, path = "/reports") {
  const made = await who.post(path, { name: "Mine", definition: byStatus, ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}

describe("a saved report", () => {
  it("keeps what it was saved with, and is answered", async () => {
    const who = member();
    const report = await save(who, { about: "By status" });
    expect(report).toMatchObject({
      definition: byStatus,
      object: "deals",
      about: "By status",
      sharedWith: "me",
      isOwn: true,
      mayChange: true,
      isStarter: false,
      missing: [],
      version: 1,
    });
    expect((await who.get(`/reports/${report.id}`)).body).toEqual(report);
    expect((await who.get(`/reports/${report.id}/run?zone=Europe/Paris`)).status).toBe(200);
  });

  it("is seen by its owner, then by the team, then by all; as views are", async () => {
    const owner = member();
    const mate = member({ teamMemberIds: [owner.memberId] });
    const other = member();
    const { id } = await save(owner, { name: "Step by step" });
    const seen = async () =>
      Promise.all(
        [mate, other].flatMap((who) =>
          [`/reports/${id}`, `/reports/${id}/run`].map(
            async (path) => (await who.get(path)).status,
          ),
        ),
      );
    expect(await seen()).toEqual([404, 404, 404, 404]);
    await owner.patch(`/reports/${id}`, { sharedWith: "team" });
    expect(await seen()).toEqual([200, 200, 404, 404]);
    await owner.patch(`/reports/${id}`, { sharedWith: "workspace" });
    expect(await seen()).toEqual([200, 200, 200, 200]);
    expect((await other.patch(`/reports/${id}`, { name: "Mine now" })).status).toBe(403);
    expect((await other.remove(`/reports/${id}`)).status).toBe(403);
    const chief = member({ permissions: { settings: ["workspace.manage"] } });
    expect((await chief.patch(`/reports/${id}`, { name: "Tidied" })).status).toBe(200);
    const foreign = (await ground.workspace()).admin;
    for (const path of [`/reports/${id}`, `/reports/${id}/run`]) {
      const answer = await foreign.get(path);
      const never = await foreign.get(path.replace(id, newId()));
      expect([answer.status, answer.body.detail]).toEqual([404, never.body.detail]);
    }
  });

  it("is marked by each member alone, changed with its version, and undone", async () => {
    const [owner, reader] = [member(), member()];
    const made = await owner.post("/reports", {
      name: "X",
      definition: byStatus,
      sharedWith: "workspace",
    });
    const path = `/reports/${made.body.id}`;
    const marked = await reader.patch(path, { favourite: true });
    expect(marked.body).toMatchObject({ favourite: true, version: 1 });
    expect((await owner.get(path)).body.favourite).toBe(false);
    const changed = await owner.patch(path, { name: "Y" }, { "if-match": '"1"' });
    expect(changed.body).toMatchObject({ name: "Y", version: 2 });
    const late = await owner.patch(path, { name: "Z" }, { "if-match": '"1"' });
    expect([late.status, late.body.code]).toEqual([412, "reports.version_conflict"]);
    const removed = await owner.remove(path);
    expect((await owner.get(path)).status).toBe(404);
    expect((await owner.post(`/undo/${removed.act}`)).body).toEqual({ undone: 1, kept: [] });
    await owner.post(`/undo/${changed.act}`);
    expect((await owner.get(path)).body).toEqual({ ...made.body, version: 4 });
  });

  it.each([
    { measure: { fn: "sum", field: "amountMinor" } },
    { measure: { fn: "share", where: { amountMinor: { gt: 123_456 } } } },
    { filter: { or: [{ amountMinor: { gt: 123_456 } }, { status: "open" }] } },
    { groupBy: [{ field: "source" }] },
    { period: { field: "closedAt", span: { range: "this-year" } } },
  ])("with %j tells nothing to whom these fields are hidden", async (parts) => {
    const { id } = await save(member(), {
      sharedWith: "workspace",
      definition: { ...byStatus, ...parts },
    });
    const hidden = { amountMinor: "none", source: "none", closedAt: "none" } as const;
    const blind = member({ permissions: { fields: { deals: hidden } } });
    const { body } = await blind.get(`/reports/${id}`);
    expect(body).toMatchObject({
      definition: null,
      missing: [{ reason: "not-visible", field: null, label: null }],
    });
    const refused = await blind.get(`/reports/${id}/run`);
    expect(refused.status).toBe(403);
    expect(JSON.stringify([body, refused.body])).not.toMatch(/amount|source|closed|123456/i);
    const asked = await blind.post("/reports/run", { definition: { ...byStatus, ...parts } });
    const never = JSON.parse(
      JSON.stringify({ ...byStatus, ...parts }).replaceAll(/amountMinor|source|closedAt/g, "never"),
    );
    const unknown = await blind.post("/reports/run", { definition: never });
    const told = ({ body: { detail, code } }: typeof asked) =>
      `${code} ${detail.replaceAll(/"(amountMinor|source|closedAt|never)"/g, "…")}`;
    expect([asked.status, told(asked)]).toEqual([unknown.status, told(unknown)]);
  });

  it("is not summed by whom the currency is hidden from", async () => {
    const blind = member({ permissions: { fields: { deals: { currency: "none" } } } });
    const definition = { ...byStatus, measure: { fn: "sum", field: "amountMinor" } };
    expect((await blind.post("/reports/run", { definition })).status).toBe(422);
    expect((await blind.post("/reports", { name: "x", definition })).status).toBe(422);
  });

  it("counts the rows of its reader only", async () => {
    const seller = member({ permissions: { objects: { "*": { ...everything, read: "own" } } } });
    await workspace.admin.post("/deals", { name: "Not yours" });
    await seller.post("/deals", { name: "Yours" });
    const { id } = await save(workspace.admin, { sharedWith: "workspace" });
    const { body } = await seller.get(`/reports/${id}/run`);
    expect(body.totals[0].count).toBe(1);
    const funnel = { kind: "funnel", pipelineId: null, filter: null, span: null };
    const steps = (await seller.post("/reports/run", { definition: funnel })).body.steps;
    expect(steps[0].reached).toBe(1);
    const none = member({
      permissions: { objects: { "*": everything, deals: { ...everything, read: "none" } } },
    });
    expect((await none.get(`/reports/${id}`)).status).toBe(404);
    expect((await none.post("/reports/run", { definition: funnel })).status).toBe(403);
  });

  it("names the part that was removed", async () => {
    const { admin } = workspace;
    const field = await admin.post("/fields", {
      object: "deals",
      key: "tier",
      label: "Tier",
      type: "text",
    });
    const { id } = await save(admin, {
      definition: { ...byStatus, groupBy: [{ field: "custom.tier" }] },
    });
    await admin.remove(`/fields/${field.body.id}`);
    const { body } = await admin.get(`/reports/${id}`);
    expect(body.missing).toEqual([
      { part: "groupBy", reason: "removed", field: "custom.tier", label: "Tier" },
    ]);
    expect(body.definition.groupBy).toEqual([{ field: "custom.tier" }]);
    const refused = await admin.get(`/reports/${id}/run`);
    expect([refused.status, refused.body.code]).toEqual([422, "reports.parts_gone"]);
  });
});

describe("what comes with Rapport", () => {
  it("is answered in a workspace without a record, and cannot be changed", async () => {
    const { admin } = await ground.workspace();
    const { data } = (await admin.get("/reports")).body;
    expect(data.length).toBeGreaterThan(20);
    for (const { id, name } of data) {
      const answer = await admin.get(`/reports/${id}/run?zone=America/New_York`);
      expect([name, answer.status, answer.body.code]).toEqual([name, 200, undefined]);
    }
    const { id } = data[0];
    expect((await admin.patch(`/reports/${id}`, { name: "Mine" })).status).toBe(403);
    expect((await admin.remove(`/reports/${id}`)).status).toBe(403);
    expect((await admin.patch(`/reports/${id}`, { favourite: true })).body.favourite).toBe(true);
    expect((await admin.get("/dashboards")).body.data).toHaveLength(3);
  });

  it("is not there for whom it would tell too much", async () => {
    const all = (await member().get("/reports")).body.data.length;
    const blind = member({ permissions: { fields: { deals: { amountMinor: "none" } } } });
    const { data } = (await blind.get("/reports")).body;
    expect(data.length).toBeLessThan(all);
    expect(JSON.stringify(data)).not.toMatch(/amountMinor/);
    const boards = (await blind.get("/dashboards")).body.data;
    expect(boards.every(({ missing }: { missing: number }) => missing === 0)).toBe(true);
  });
});

describe("a dashboard", () => {
  it("holds reports in their order, and of those only what its reader may see", async () => {
    const owner = member();
    const [open, own] = [await save(owner, { sharedWith: "workspace" }), await save(owner)];
    const items = [own, open].map(({ id }) => ({ reportId: id, width: "half" }));
    const made = await owner.post("/dashboards", { name: "Board", items, sharedWith: "workspace" });
    expect(made.body).toMatchObject({ items, missing: 0, mayChange: true });
    const reader = member();
    const { body } = await reader.get(`/dashboards/${made.body.id}`);
    expect(body).toMatchObject({ items: [items[1]], missing: 1, mayChange: false });
    expect((await reader.patch(`/dashboards/${made.body.id}`, { items: [] })).status).toBe(403);
    const turned = await owner.patch(`/dashboards/${made.body.id}`, { items: items.toReversed() });
    expect(turned.body.items).toEqual(items.toReversed());
    await owner.post(`/undo/${turned.act}`);
    expect((await owner.get(`/dashboards/${made.body.id}`)).body.items).toEqual(items);
    await owner.remove(`/reports/${own.id}`);
    expect((await owner.get(`/dashboards/${made.body.id}`)).body.missing).toBe(1);
    const twice = [items[1], items[1]];
    expect((await owner.patch(`/dashboards/${made.body.id}`, { items: twice })).status).toBe(422);
    const strange = [{ reportId: newId(), width: "half" }];
    expect((await owner.post("/dashboards", { name: "x", items: strange })).status).toBe(404);
  });
});
