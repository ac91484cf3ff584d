// Who is within a segment follows what is known: events, fields, time; and it is shown to who may see what it is made of.
import type { Segment } from "@rapport/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FeaturesGround, openFeaturesGround } from "../../../test/features-ground.ts";
import { dayMs, type RawEvent } from "../../../test/features-oracle.ts";
import type { Ctx, Rights } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { listMembers, listSegments, previewSegment } from "./describe-segments.ts";
import { sweepSegment } from "./membership.ts";
import { createSegments } from "./segments.ts";
import { lookAlikes, suggestSegments } from "./suggest-segments.ts";

const startMs = Date.parse("2026-06-01T00:00:00Z");
let ground: FeaturesGround;
let deps: Parameters<typeof createSegments>[0];
let undoable: ReturnType<typeof createSegments>["undoable"];

beforeAll(async () => {
  ground = await openFeaturesGround(startMs);
  const { db, clock, logger, records } = ground.deps;
  const { acts, features, fieldWords } = ground;
  deps = { db, clock, logger, records: { ...records, fieldWords }, acts, features };
  undoable = createSegments(deps).undoable;
});
afterAll(() => ground.close());

const order = (personId: string, occurredMs: number): RawEvent => ({
  eventId: newId(),
  personId,
  companyId: null,
  name: "order",
  occurredMs,
  knownMs: ground.clock.nowMs(),
  properties: {},
});

const make = async (ctx: Ctx, definition: Segment["definition"]) =>
  (await ground.acts.perform<Segment>(ctx, "segments.create", { name: "One", definition })).result;

const within = async (ctx: Ctx, id: string) =>
  (
    await ground.deps.db.tenant(ctx, (tx) =>
      listMembers(deps, tx, ctx, { id, past: false, limit: 100 }),
    )
  ).map((member) => member.id);

test("whoever an event takes in is within with the same round, and leaves when it is too old", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const [ada, bob] = [
    await ground.make(ctx, "people", { lastName: "Ada" }),
    await ground.make(ctx, "people", { lastName: "Bob" }),
  ];
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const segment = await make(ctx, {
    entity: "people",
    match: "all",
    rules: [{ kind: "event", name: "order", withinDays: 7, op: "gte", times: 2 }],
  });
  expect(segment).toMatchObject({
    members: null,
    sentence: "People where “order” happened at least 2 times in 7 days.",
  });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, segment.id)).toEqual([]);
  await ground.take(ctx, [
    order(ada, startMs - dayMs),
    order(ada, startMs - 2 * dayMs),
    order(bob, startMs),
  ]);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, segment.id)).toEqual([ada]);
  ground.clock.set(startMs + 5.5 * dayMs);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, segment.id)).toEqual([]);
  const history = await ground.deps.db.tenant(ctx, (tx) =>
    listMembers(deps, tx, ctx, { id: segment.id, past: true, limit: 10 }),
  );
  expect(history).toMatchObject([
    {
      id: ada,
      enteredAt: "2026-06-01T00:00:00.000Z",
      leftAt: "2026-06-06T12:00:00.000Z",
      title: "Ada",
    },
  ]);
});

test("fields, features and time are followed; a record that goes leaves", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const paris = await ground.make(ctx, "people", { lastName: "Paris", country: "France" });
  const segment = await make(ctx, {
    entity: "people",
    match: "all",
    rules: [
      { kind: "field", field: "country", op: "eq", value: "France" },
      { kind: "feature", feature: "person_age_days", op: "gt", value: 3 },
    ],
  });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, segment.id)).toEqual([]);
  ground.clock.set(startMs + 4 * dayMs);
  await sweepSegment(deps, ctx.workspaceId, segment.id, new AbortController().signal);
  expect(await within(ctx, segment.id)).toEqual([paris]);
  await ground.change(ctx, "people", paris, { country: "Spain" });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, segment.id)).toEqual([]);
  await ground.change(ctx, "people", paris, { country: "France" });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, segment.id)).toEqual([paris]);
  const preview = await previewSegment(deps, ctx, segment.definition);
  expect(preview).toMatchObject({ count: 1, outOf: 1, examples: [{ id: paris, title: "Paris" }] });
  await ground.remove(ctx, "people", paris);
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const [row] = await ground.test.asOwner(
    "SELECT count(*)::int AS n FROM segments.members WHERE entity_id = $1 AND left_at IS NULL",
    [paris],
  );
  expect(row?.n).toBe(0);
});

test("who may not read what a segment looks at does not see it; two of the same rules share nothing when one goes", async () => {
  const ctx = await ground.workspace();
  const definition: Segment["definition"] = {
    entity: "people",
    match: "all",
    rules: [{ kind: "field", field: "country", op: "eq", value: "France" }],
  };
  const [one, two] = [await make(ctx, definition), await make(ctx, definition)];
  const rights: Rights = {
    ...ctx.principal.rights,
    field: (_object, field) => (field === "country" ? "none" : "write"),
  };
  const reader = { ...ctx, principal: { ...ctx.principal, rights } };
  const list = (who: Ctx) => ground.deps.db.tenant(ctx, (tx) => listSegments(deps, tx, who));
  expect(await list(reader)).toEqual([]);
  expect((await list(ctx)).map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
  await ground.acts.perform(ctx, "segments.delete", { id: one.id });
  const ada = await ground.make(ctx, "people", { lastName: "Ada", country: "France" });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  expect(await within(ctx, two.id)).toEqual([ada]);
  // Its values are there already: nothing new is computed, and yet it is filled.
  const three = await make(ctx, definition);
  expect(three.members).toBeNull();
  await sweepSegment(deps, ctx.workspaceId, three.id, new AbortController().signal);
  const shown = (await list(ctx)).find(({ id }) => id === three.id);
  expect(shown?.members).toBe(1);
  expect(await within(ctx, three.id)).toEqual([ada]);
});

test("a segment that was deleted comes back with who was within it since when", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const [ada, bob] = [
    await ground.make(ctx, "people", { lastName: "Ada", country: "France" }),
    await ground.make(ctx, "people", { lastName: "Bob", country: "France" }),
  ];
  const segment = await make(ctx, {
    entity: "people",
    match: "all",
    rules: [{ kind: "field", field: "country", op: "eq", value: "France" }],
  });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const { db } = ground.deps;
  const image = await db.tenant(ctx, (tx) => undoable.read(tx, segment.id));
  ground.clock.set(startMs + dayMs);
  await ground.acts.perform(ctx, "segments.delete", { id: segment.id });
  expect(await db.tenant(ctx, (tx) => listSegments(deps, tx, ctx))).toEqual([]);
  expect(await db.tenant(ctx, (tx) => undoable.read(tx, segment.id))).toBeNull();
  await ground.change(ctx, "people", bob, { country: "Spain" });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const at = new Date(ground.clock.nowMs()).toISOString();
  await db.tenant(ctx, (tx) => undoable.write(tx, segment.id, image, at));
  await ground.features.upkeep.runNow(ctx.workspaceId);
  await sweepSegment(deps, ctx.workspaceId, segment.id, new AbortController().signal);
  const members = await db.tenant(ctx, (tx) =>
    listMembers(deps, tx, ctx, { id: segment.id, past: true, limit: 10 }),
  );
  expect(members.map(({ id, enteredAt, leftAt }) => ({ id, enteredAt, leftAt }))).toEqual([
    { id: bob, enteredAt: "2026-06-01T00:00:00.000Z", leftAt: "2026-06-02T00:00:00.000Z" },
    { id: ada, enteredAt: "2026-06-01T00:00:00.000Z", leftAt: null },
  ]);
  const [shown] = await db.tenant(ctx, (tx) => listSegments(deps, tx, ctx));
  expect(shown).toMatchObject({
    name: "One",
    members: 1,
    sentence: "People where country is France.",
  });
});

test("whom a reader may not see is neither listed nor counted", async () => {
  const ctx = await ground.workspace();
  const [own, other] = [newId(), newId()];
  for (const [ownerId, count] of [
    [own, 2],
    [other, 3],
  ] as const)
    for (let at = 0; at < count; at += 1)
      await ground.make(ctx, "people", { lastName: `P${at}`, country: "Peru", ownerId });
  const segment = await make(ctx, {
    entity: "people",
    match: "all",
    rules: [{ kind: "field", field: "country", op: "eq", value: "Peru" }],
  });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  await sweepSegment(deps, ctx.workspaceId, segment.id, new AbortController().signal);
  const all = ctx.principal.rights.object("people");
  const rights: Rights = { ...ctx.principal.rights, object: () => ({ ...all, read: "own" }) };
  const reader = { ...ctx, principal: { ...ctx.principal, memberId: own, rights } };
  const { db } = ground.deps;
  const [seen] = await db.tenant(ctx, (tx) => listSegments(deps, tx, reader));
  expect(seen?.members).toBe(2);
  const preview = await previewSegment(deps, reader, segment.definition);
  expect([preview.count, preview.outOf]).toEqual([2, 2]);
  const listed = await db.tenant(ctx, (tx) =>
    listMembers(deps, tx, reader, { id: segment.id, past: true, limit: 10 }),
  );
  expect(listed).toHaveLength(2);
  const [whole] = await db.tenant(ctx, (tx) => listSegments(deps, tx, ctx));
  expect(whole?.members).toBe(5);
});

test("a change that changes nothing is no version of its own", async () => {
  const ctx = await ground.workspace();
  const rules = [{ kind: "event", name: "order", withinDays: 7, op: "gte", times: 2 }] as const;
  const { id, version } = await make(ctx, { entity: "people", match: "all", rules: [...rules] });
  for (const change of [{}, { name: "One" }]) {
    const { result } = await ground.acts.perform<Segment>(ctx, "segments.update", { id, change });
    expect(result.version).toBe(version);
  }
  const change = { name: "Two" };
  const { result } = await ground.acts.perform<Segment>(ctx, "segments.update", { id, change });
  expect(result.version).toBe(version + 1);
});

test("a rule that cannot be asked is refused, with its number", async () => {
  const ctx = await ground.workspace();
  const refused = make(ctx, {
    entity: "people",
    match: "all",
    rules: [{ kind: "feature", feature: "nothing_like_it", op: "exists" }],
  });
  await expect(refused).rejects.toMatchObject({ code: "segments.bad_rule" });
  const bySize = make(ctx, {
    entity: "people",
    match: "all",
    rules: [{ kind: "feature", feature: "person_country", op: "gt", value: "x" }],
  });
  await expect(bySize).rejects.toMatchObject({ code: "segments.bad_rule" });
});

test("who is like the members is found by what they do, and groups are suggested that can be kept", async () => {
  const ctx = await ground.workspace();
  ground.clock.set(startMs);
  const active: string[] = [];
  const occurredAt = new Date(startMs - dayMs).toISOString();
  for (let at = 0; at < 64; at += 1) {
    const country = at < 24 ? "France" : "Spain";
    const id = await ground.make(ctx, "people", { lastName: `P${at}`, country });
    if (at >= 30) continue;
    if (at >= 24) active.push(id);
    for (const kind of ["call", "meeting"])
      await ground.make(ctx, "activities", { kind, occurredAt, personId: id });
  }
  const segment = await make(ctx, {
    entity: "people",
    match: "all",
    rules: [{ kind: "field", field: "country", op: "eq", value: "France" }],
  });
  await ground.features.upkeep.runNow(ctx.workspaceId);
  const alike = await lookAlikes(deps, ctx, segment.id);
  expect(alike).toMatchObject({ members: 24, outOf: 64 });
  expect(
    alike.data
      .slice(0, 6)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...active].sort());
  expect(alike.inCommon).toMatch(/activit|calls|meetings/);
  const groups = await suggestSegments(deps, ctx, "people");
  expect(groups.map(({ size }) => size).sort((a, b) => a - b)).toEqual([30, 34]);
  for (const { definition, captured, precise } of groups) {
    expect([captured, precise]).toEqual([1, 1]);
    expect((await previewSegment(deps, ctx, definition)).outOf).toBe(64);
  }
});
