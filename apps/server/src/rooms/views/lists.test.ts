// Lists by hand: made, filled by ids and by filter, filtered by, shared, merged along, undone; nothing of them is
// told to those who may not see them or their records.
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

async function person(by: Caller, body: object = {}): Promise<string> {
  const made = await by.post("/people", { firstName: "Ida", ...body });
  expect(made.status).toBe(201);
  return made.body.id;
}

async function newList(by: Caller, body: object = {}): Promise<string> {
  const made = await by.post("/lists", { object: "people", name: "Guests", ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

const add = (by: Caller, list: string, what: object) => by.post(`/lists/${list}/members`, what);
const ids = async (by: Caller, filter: object) =>
  (await by.list("people", { filter: JSON.stringify(filter), sort: "createdAt" })).map(
    ({ id }) => id,
  );

describe("a list", () => {
  it("holds what is added, by id and by filter, and is filtered by with everything else", async () => {
    const by = workspace.as({});
    const [a, b, c] = [
      await person(by, { city: "Kiel" }),
      await person(by, { city: "Kiel" }),
      await person(by, { city: "Bonn" }),
    ];
    const list = await newList(by);
    const first = await add(by, list, { recordIds: [a, a, newId()] });
    expect(first.body).toEqual({ changed: 1, unchanged: 0, missing: 1 });
    const more = await add(by, list, {
      filter: { and: [{ city: "Kiel" }, { id: { in: [a, b] } }] },
    });
    expect(more.body).toEqual({ changed: 1, unchanged: 1, missing: 0 });
    expect(await ids(by, { list })).toEqual([a, b]);
    expect(await ids(by, { list, id: { in: [b, c] } })).toEqual([b]);
    expect(await ids(by, { list: { ne: list }, id: { in: [a, b, c] } })).toEqual([c]);
    const other = await newList(by, { name: "Others" });
    await add(by, other, { recordIds: [c] });
    expect(await ids(by, { list: { in: [list, other] } })).toEqual([a, b, c]);
    const groups = await by.get(
      `/people/groups?by=city&filter=${encodeURIComponent(JSON.stringify({ list }))}`,
    );
    expect(groups.body.groups).toMatchObject([{ value: "Kiel", count: 2 }]);
    const named = await by.get(`/lists?object=people&recordId=${a}`);
    expect(named.body.data.map((one: { id: string }) => one.id)).toEqual([list]);
  });

  it("gives back what is taken out, undone act by act", async () => {
    const by = workspace.as({});
    const people = [await person(by), await person(by)];
    const made = await by.post("/lists", { object: "people", name: "To and fro" });
    const list = made.body.id;
    const added = await add(by, list, { recordIds: people });
    const taken = await by.post(`/lists/${list}/members/remove`, { recordIds: people.slice(0, 1) });
    expect(taken.body).toEqual({ changed: 1, unchanged: 0, missing: 0 });
    expect(await ids(by, { list })).toEqual(people.slice(1));
    expect((await by.post(`/undo/${taken.act}`)).body).toEqual({ undone: 1, kept: [] });
    expect(await ids(by, { list })).toEqual(people);
    const removed = await by.remove(`/lists/${list}`);
    expect(await ids(by, { list })).toEqual([]);
    await by.post(`/undo/${removed.act}`);
    expect(await ids(by, { list })).toEqual(people);
    const undone = await by.post(`/undo/${added.act}`);
    expect(undone.body).toEqual({ undone: 2, kept: [] });
    expect(await ids(by, { list })).toEqual([]);
    await by.post(`/undo/${undone.act}`);
    expect(await ids(by, { list })).toEqual(people);
  });

  it.each([
    [{ list: null }],
    [{ list: "x" }],
    [{ list: { gt: newId() } }],
    [{ list: { empty: true } }],
  ])("is not filtered by with %j", async (filter) => {
    const path = `/people?filter=${encodeURIComponent(JSON.stringify(filter))}`;
    expect((await workspace.admin.get(path)).status).toBe(422);
  });

  it("is no field: not sorted, grouped or shown by", async () => {
    for (const path of ["/people?sort=list", "/people/groups?by=list"]) {
      expect((await workspace.admin.get(path)).status).toBe(422);
    }
  });

  it("can be asked for by a saved view", async () => {
    const by = workspace.as({});
    const list = await newList(by);
    const view = await by.post("/views", { object: "people", name: "Guests", filter: { list } });
    expect([view.status, view.body.missing]).toEqual([201, []]);
  });

  it("follows a merge, and its undo", async () => {
    const by = workspace.as({});
    const [survivorId, loserId] = [await person(by), await person(by)];
    const otherId = await person(by);
    const lists = [await newList(by), await newList(by), await newList(by)];
    const members = [[loserId], [survivorId, loserId], [loserId, otherId]];
    const read = () => Promise.all(lists.map((list) => ids(by, { list })));
    for (const [at, list] of lists.entries()) await add(by, list, { recordIds: members[at] });
    const loserIds = [loserId, otherId];
    const merged = await by.post("/merges", { object: "people", survivorId, loserIds });
    expect(merged.status).toBe(201);
    expect(await read()).toEqual([[survivorId], [survivorId], [survivorId]]);
    expect((await by.post(`/undo/${merged.act}`)).body.kept).toEqual([]);
    expect(await read()).toEqual(members);
  });
});

describe("rights on lists", () => {
  it("are those of views: own, shared with the team or all, changed by the owner", async () => {
    const owner = workspace.as({});
    const mate = workspace.as({ teamMemberIds: [owner.memberId] });
    const other = workspace.as({});
    const list = await newList(owner);
    const who = await person(owner);
    await add(owner, list, { recordIds: [who] });
    const path = `/lists/${list}`;
    const sees = async (by: Caller) => [(await by.get(path)).status, await ids(by, { list })];
    expect(await sees(mate)).toEqual([404, []]);
    await owner.patch(path, { sharedWith: "team" });
    expect(await sees(mate)).toEqual([200, [who]]);
    expect(await sees(other)).toEqual([404, []]);
    await owner.patch(path, { sharedWith: "workspace", name: "Everybody's" });
    expect(await sees(other)).toEqual([200, [who]]);
    for (const answer of [
      await other.patch(path, { name: "Mine" }),
      await other.remove(path),
      await add(other, list, { recordIds: [who] }),
      await other.post(`${path}/members/remove`, { recordIds: [who] }),
    ]) {
      expect(answer.status).toBe(403);
    }
  });

  it("show of a list only what may be seen anyway, and take nothing else in", async () => {
    const owner = workspace.as({});
    const [list, hidden] = [await newList(owner, { sharedWith: "workspace" }), await person(owner)];
    await add(owner, list, { recordIds: [hidden] });
    const own = workspace.as({ permissions: { objects: { "*": { ...everything, read: "own" } } } });
    const mine = await newList(own);
    expect(await ids(own, { list })).toEqual([]);
    expect((await add(own, mine, { recordIds: [hidden] })).body.missing).toBe(1);
    expect((await add(own, mine, { filter: { list } })).body.changed).toBe(0);
    const others = [hidden, await person(owner), newId()];
    for (const id of others) {
      const answer = await own.get(`/lists?recordId=${id}`);
      expect([answer.status, answer.body]).toEqual([200, { data: [] }]);
    }
    expect((await owner.get(`/lists?recordId=${hidden}`)).body.data).toHaveLength(1);
    const none = { ...everything, read: "none" } as const;
    const blind = workspace.as({ permissions: { objects: { "*": everything, people: none } } });
    expect((await blind.get(`/lists/${list}`)).status).toBe(404);
    expect((await blind.get("/lists")).body.data).toEqual([]);
  });

  it("are nothing to another workspace", async () => {
    const owner = workspace.as({});
    const [list, who] = [await newList(owner, { sharedWith: "workspace" }), await person(owner)];
    await add(owner, list, { recordIds: [who] });
    const { admin: foreign } = await ground.workspace();
    const never = await foreign.get(`/lists/${newId()}`);
    for (const answer of [
      await foreign.get(`/lists/${list}`),
      await foreign.patch(`/lists/${list}`, { name: "x" }),
      await add(foreign, list, { recordIds: [who] }),
      await foreign.remove(`/lists/${list}`),
    ]) {
      expect([answer.status, answer.body.detail]).toEqual([404, never.body.detail]);
    }
    expect(await ids(foreign, { list })).toEqual([]);
    expect((await foreign.get(`/lists?recordId=${who}`)).body.data).toEqual([]);
  });
});
