// Saved views: who sees, changes and undoes them, and what becomes of one whose fields go.
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

async function save(who: Caller, body: object = {}) {
  const made = await who.post("/views", { object: "people", name: "Parisians", ...body });
  expect(made.status).toBe(201);
  return made.body;
}

const namesOf = async (who: Caller, object = "people") =>
  (await who.get(`/views?object=${object}`)).body.data.map(({ name }: { name: string }) => name);

describe("a saved view", () => {
  it("keeps what it was saved with", async () => {
    const who = member();
    const parts = {
      layout: "kanban",
      columns: [{ field: "city", widthPx: 220 }, { field: "email" }],
      filter: { and: [{ city: "Paris" }, { createdAt: { within: "last-30-days" } }] },
      sort: "-lastName",
      groupBy: "lifecycle",
    };
    const view = await save(who, parts);
    expect(view).toMatchObject({ ...parts, sharedWith: "me", isOwn: true, mayChange: true });
    expect(view).toMatchObject({ missing: [], version: 1, ownerId: who.memberId });
    const read = await who.get(`/views/${view.id}`);
    expect(read.body).toEqual(view);
    expect(read.headers.etag).toBe('"1"');
  });

  it.each([
    [{ filter: { nothing: 1 } }],
    [{ filter: { city: { like: "x" } } }],
    [{ columns: [{ field: "nothing" }] }],
    [{ sort: "nothing" }],
    [{ groupBy: "email" }],
    [{ name: "  " }],
    [{ layout: "tree" }],
    [{ sharedWith: "world" }],
  ])("is not saved with %j", async (body) => {
    const refused = await member().post("/views", { object: "people", name: "x", ...body });
    expect([400, 422]).toContain(refused.status);
  });

  it("is seen by its owner, then by the team, then by all", async () => {
    const owner = member();
    const mate = member({ teamMemberIds: [owner.memberId] });
    const other = member();
    const view = await save(owner, { name: "Shared step by step" });
    const seen = async () =>
      Promise.all([mate, other].map(async (who) => (await who.get(`/views/${view.id}`)).status));
    expect(await seen()).toEqual([404, 404]);
    await owner.patch(`/views/${view.id}`, { sharedWith: "team" });
    expect(await seen()).toEqual([200, 404]);
    expect(await namesOf(mate)).toContain("Shared step by step");
    await owner.patch(`/views/${view.id}`, { sharedWith: "workspace" });
    expect(await seen()).toEqual([200, 200]);
    const refused = await other.patch(`/views/${view.id}`, { name: "Mine now" });
    expect(refused.status).toBe(403);
    expect((await other.remove(`/views/${view.id}`)).status).toBe(403);
    const chief = member({ permissions: { settings: ["workspace.manage"] } });
    expect((await chief.patch(`/views/${view.id}`, { name: "Tidied" })).status).toBe(200);
  });

  it("is nothing to those who may not see its object, nor in another workspace", async () => {
    const view = await save(member(), { sharedWith: "workspace", name: "Everybody's" });
    const blind = member({
      permissions: { objects: { "*": everything, people: { ...everything, read: "none" } } },
    });
    const foreign = (await ground.workspace()).admin;
    for (const who of [blind, foreign]) {
      const answer = await who.get(`/views/${view.id}`);
      const never = await who.get(`/views/${newId()}`);
      expect(answer.status).toBe(404);
      expect(answer.body.detail).toBe(never.body.detail);
      expect((await who.patch(`/views/${view.id}`, { favourite: true })).status).toBe(404);
      expect(await namesOf(who)).toEqual([]);
    }
  });

  it("does not tell a reader of fields that are not for him", async () => {
    const view = await save(member(), {
      object: "deals",
      name: "Large",
      sharedWith: "workspace",
      columns: [{ field: "amountMinor" }, { field: "name" }],
      filter: { and: [{ amountMinor: { gt: 123_456 } }, { status: "open" }] },
      sort: "-amountMinor",
    });
    const blind = member({ permissions: { fields: { deals: { amountMinor: "none" } } } });
    const { body } = await blind.get(`/views/${view.id}`);
    expect(body).toMatchObject({
      columns: [{ field: "name" }],
      filter: { and: [{ status: "open" }] },
      sort: null,
    });
    expect(body.missing.map(({ part }: { part: string }) => part)).toEqual([
      "column",
      "filter",
      "sort",
    ]);
    expect(body.missing[0]).toMatchObject({ reason: "not-visible", field: null, label: null });
    expect(JSON.stringify(body)).not.toMatch(/amount|123456/i);
  });

  it("stays usable when its field is removed, and names the part that is missing", async () => {
    const { admin } = workspace;
    const options = [
      { key: "gold", label: "Gold" },
      { key: "tin", label: "Tin" },
    ];
    const field = await admin.post("/fields", {
      object: "people",
      key: "tier",
      label: "Tier",
      type: "select",
      options,
    });
    const view = await save(admin, {
      name: "Golden",
      columns: [{ field: "city" }, { field: "custom.tier" }],
      filter: { and: [{ "custom.tier": "gold" }, { city: "Paris" }] },
      sort: "custom.tier",
      groupBy: "custom.tier",
    });
    await admin.patch(`/fields/${field.body.id}`, { options: [options[1]] });
    const changed = (await admin.get(`/views/${view.id}`)).body;
    expect(changed.missing).toEqual(
      changed.missing.filter(({ reason }: { reason: string }) => reason === "not-valid"),
    );
    await admin.remove(`/fields/${field.body.id}`);
    const { body } = await admin.get(`/views/${view.id}`);
    expect(body).toMatchObject({
      columns: [{ field: "city" }],
      filter: { and: [{ city: "Paris" }] },
      sort: null,
      groupBy: null,
    });
    for (const part of ["column", "filter", "sort", "groupBy"]) {
      expect(body.missing).toContainEqual({
        part,
        reason: "removed",
        field: "custom.tier",
        label: "Tier",
      });
    }
    const list = await admin.get(
      `/people?filter=${encodeURIComponent(JSON.stringify(body.filter))}`,
    );
    expect(list.status).toBe(200);
    const renamed = await admin.patch(`/views/${view.id}`, { name: "Once golden" });
    expect(renamed.status).toBe(200);
    expect(renamed.body.missing).toHaveLength(4);
    await admin.post("/fields", {
      object: "people",
      key: "tier",
      label: "Tier",
      type: "select",
      options,
    });
    expect((await admin.get(`/views/${view.id}`)).body.missing).toEqual([]);
  });

  it("is not overwritten by who looked at an older version", async () => {
    const who = member();
    const view = await save(who);
    expect(
      (await who.patch(`/views/${view.id}`, { sort: "city" }, { "if-match": '"1"' })).status,
    ).toBe(200);
    const late = await who.patch(`/views/${view.id}`, { sort: "email" }, { "if-match": '"1"' });
    expect([late.status, late.body.code]).toEqual([412, "views.version_conflict"]);
    expect(late.body.current).toMatchObject({ sort: "city", version: 2 });
  });

  it("is a favourite of each member alone", async () => {
    const [owner, reader] = [member(), member()];
    const view = await save(owner, { sharedWith: "workspace", name: "Marked" });
    const marked = await reader.patch(`/views/${view.id}`, { favourite: true });
    expect(marked.body).toMatchObject({ favourite: true, version: 1 });
    expect((await owner.get(`/views/${view.id}`)).body.favourite).toBe(false);
    await reader.patch(`/views/${view.id}`, { favourite: false });
    expect((await reader.get(`/views/${view.id}`)).body.favourite).toBe(false);
  });
});

describe("undo of a view", () => {
  const undo = (who: Caller, act: string) => who.post(`/undo/${act}`);

  it("takes back making, changing and deleting it, and can be undone itself", async () => {
    const who = member();
    const made = await who.post("/views", { object: "people", name: "To and fro" });
    const path = `/views/${made.body.id}`;
    const changed = await who.patch(path, { name: "Fro", filter: { city: "Rome" } });
    const deleted = await who.remove(path);
    expect((await who.get(path)).status).toBe(404);
    expect((await undo(who, deleted.act)).body).toEqual({ undone: 1, kept: [] });
    // Each state that is put back has a number of its own.
    expect((await who.get(path)).body).toEqual({ ...changed.body, version: 3 });
    const back = await undo(who, changed.act);
    expect((await who.get(path)).body).toEqual({ ...made.body, version: 4 });
    await undo(who, back.act);
    expect((await who.get(path)).body).toMatchObject({ name: "Fro", version: 5 });
    // Whoever saw the "Fro" that was undone has not seen what is there now.
    const late = await who.patch(path, { name: "Late" }, { "if-match": '"2"' });
    expect(late.status).toBe(412);
    await undo(who, (await who.post(`/undo/${back.act}`)).act);
    const again = await undo(who, made.act);
    expect(again.body.kept).toEqual([
      { object: "views", id: made.body.id, reason: "changed-since" },
    ]);
  });

  it("keeps what someone else changed since, and what is not theirs to change", async () => {
    const owner = member();
    const chief = member({ permissions: { settings: ["workspace.manage"] } });
    const view = await save(owner, { sharedWith: "workspace", name: "Contested" });
    const first = await owner.patch(`/views/${view.id}`, { sort: "city" });
    await chief.patch(`/views/${view.id}`, { sort: "email" });
    expect((await undo(owner, first.act)).body.kept[0]?.reason).toBe("changed-since");
    const hidden = await save(owner, { name: "Private" });
    const act = (await owner.patch(`/views/${hidden.id}`, { name: "Very private" })).act;
    expect((await undo(chief, act)).body).toEqual({
      undone: 0,
      kept: [{ object: "views", id: hidden.id, reason: "not-allowed" }],
    });
  });
});
