// An undo writes back nothing that the usual way to write would refuse by now.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { make, merge } from "../../../test/merge-ground.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
});
beforeEach(async () => {
  admin = (await ground.workspace()).admin;
});
afterAll(() => ground.close());

interface StageInput {
  id?: string;
  name: string;
  kind: string;
  probability: number;
}

const stage = (name: string, kind = "open"): StageInput => ({ name, kind, probability: 0.5 });

async function pipeline(name: string) {
  const stages = [stage("A"), stage("B"), stage("C")];
  const { status, body } = await admin.post("/pipelines", { name, stages });
  expect(status).toBe(201);
  return body as { id: string; name: string; stages: (StageInput & { id: string })[] };
}

async function setStages(id: string, name: string, stages: StageInput[]) {
  const bare = stages.map(({ id: stageId, name: called, kind, probability }) => ({
    ...(stageId === undefined ? {} : { id: stageId }),
    name: called,
    kind,
    probability,
  }));
  expect((await admin.patch(`/pipelines/${id}`, { name, stages: bare })).status).toBe(200);
}

const undo = async (act: string) => (await admin.post(`/undo/${act}`)).body;
const read = async (path: string) => (await admin.get(path)).body;

/** Two deals that one bulk moves on from a stage; the second is in a stage that stays. */
async function movedDeals() {
  const { id, name, stages } = await pipeline("Sales");
  const [a, b, c] = stages.map((one) => one.id);
  const leaves = await make(admin, "/deals", { name: "Leaves", stageId: a });
  const stays = await make(admin, "/deals", { name: "Stays", stageId: c });
  const operations = [leaves, stays].map((deal) => ({
    op: "update",
    id: deal,
    data: { stageId: b },
  }));
  const { act } = await admin.post("/deals/bulk", { operations });
  return { id, name, stages, leaves, stays, act, b, c };
}

test("a deal does not go back to a stage that was removed; the others do", async () => {
  const { id, name, stages, leaves, stays, act, b, c } = await movedDeals();
  await setStages(id, name, stages.slice(1));
  expect(await undo(act)).toEqual({
    undone: 1,
    kept: [{ object: "deals", id: leaves, reason: "no-longer-fits" }],
  });
  expect(await read(`/deals/${leaves}`)).toMatchObject({ stageId: b });
  expect(await read(`/deals/${stays}`)).toMatchObject({ stageId: c });
});

test("a deal does not go back to a stage that is another end by now", async () => {
  const { id, name, stages, leaves, stays, act, b, c } = await movedDeals();
  await setStages(id, name, [{ ...stages[0], kind: "won" } as StageInput, ...stages.slice(1)]);
  expect((await undo(act)).kept).toEqual([
    { object: "deals", id: leaves, reason: "no-longer-fits" },
  ]);
  expect(await read(`/deals/${leaves}`)).toMatchObject({ stageId: b, status: "open" });
  expect(await read(`/deals/${stays}`)).toMatchObject({ stageId: c, status: "open" });
});

test("a deal does not go back to a pipeline that was removed", async () => {
  const old = await pipeline("Old");
  const next = await pipeline("Next");
  const deal = await make(admin, "/deals", { name: "Deal", pipelineId: old.id });
  const { act } = await admin.patch(`/deals/${deal}`, { pipelineId: next.id });
  expect((await admin.remove(`/pipelines/${old.id}`)).status).toBe(204);
  expect(await undo(act)).toMatchObject({ undone: 0, kept: [{ reason: "no-longer-fits" }] });
  expect(await read(`/deals/${deal}`)).toMatchObject({
    pipelineId: next.id,
    stageId: next.stages[0]?.id,
  });
});

const options = (...keys: string[]) => keys.map((key) => ({ key, label: key }));

async function levelField() {
  const made = await admin.post("/fields", {
    object: "people",
    key: "level",
    label: "Level",
    type: "select",
    options: options("low", "high"),
  });
  return made.body.id as string;
}

test("an option that is no longer offered does not come back", async () => {
  const field = await levelField();
  const person = await make(admin, "/people", { firstName: "Ada", custom: { level: "low" } });
  const { act } = await admin.patch(`/people/${person}`, { custom: { level: "high" } });
  await admin.patch(`/fields/${field}`, { options: options("high") });
  expect(await undo(act)).toEqual({
    undone: 0,
    kept: [{ object: "people", id: person, reason: "no-longer-fits" }],
  });
  expect((await read(`/people/${person}`)).custom.level).toBe("high");
});

test("an option that the record still holds is no hindrance", async () => {
  const field = await levelField();
  const person = await make(admin, "/people", { firstName: "Ada", custom: { level: "low" } });
  const { act } = await admin.patch(`/people/${person}`, { city: "Paris" });
  await admin.patch(`/fields/${field}`, { options: options("high") });
  expect(await undo(act)).toMatchObject({ undone: 1, kept: [] });
});

test("of a merge that is taken apart, only the field that fits no more stays", async () => {
  const field = await levelField();
  const survivorId = await make(admin, "/people", { firstName: "Ada", custom: { level: "low" } });
  const loserId = await make(admin, "/people", { firstName: "Ada L", custom: { level: "high" } });
  const { act } = await merge(admin, {
    object: "people",
    survivorId,
    loserIds: [loserId],
    picks: { "custom.level": loserId, firstName: loserId },
  });
  await admin.patch(`/fields/${field}`, { options: options("high") });
  expect((await undo(act)).kept).toEqual([
    { object: "people", id: survivorId, reason: "no-longer-fits", fields: ["custom.level"] },
  ]);
  expect(await read(`/people/${survivorId}`)).toMatchObject({
    firstName: "Ada",
    custom: { level: "high" },
  });
  expect((await admin.get(`/people/${loserId}`)).status).toBe(200);
});

test("a reference does not go back to what is not there at all; to the trash it does", async () => {
  const made = await admin.post("/companies", { name: "Gone" });
  const binned = await make(admin, "/companies", { name: "Binned" });
  const first = await make(admin, "/people", { firstName: "Ada", companyId: made.body.id });
  const second = await make(admin, "/people", { firstName: "Ben", companyId: binned });
  const operations = [first, second].map((id) => ({ op: "update", id, data: { companyId: null } }));
  const { act } = await admin.post("/people/bulk", { operations });
  await undo(made.act);
  await admin.remove(`/companies/${binned}`);
  expect(await undo(act)).toEqual({
    undone: 1,
    kept: [{ object: "people", id: first, reason: "no-longer-fits" }],
  });
});
