// Scores of records on open screens: who hears that they are others than before, and what of it.
import type { LiveEvent } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LiveGround, type LiveMember, openLiveGround } from "./live-ground.ts";

let ground: LiveGround;
let own: LiveMember;
let withoutColumn: LiveMember;

beforeAll(async () => {
  ground = await openLiveGround();
  const rights = (read: "own" | "all") => ({ create: true, read, update: read, delete: read });
  const role = { objects: { "*": rights("all") }, fields: {}, settings: [] };
  own = await ground.member("Olga Own", { ...role, objects: { "*": rights("own") } });
  withoutColumn = await ground.member("Noa Narrow", {
    ...role,
    fields: { people: { "custom.leadScore": "none" } },
  });
});
afterAll(() => ground?.close());

/** As the models room writes them, in whichever process. */
async function score(ids: readonly string[], value: number): Promise<void> {
  await ground.database.db.tenant(ground, (tx) =>
    tx.query(
      `INSERT INTO models.scores (workspace_id, model, record_id, rung, score, reasons, hints, digest, scored_at)
       SELECT $1, 'lead-score', id, 'rules', $3, '[]', '[]', '', now() FROM unnest($2::uuid[]) AS u (id)
       ON CONFLICT (workspace_id, model, record_id) DO UPDATE SET score = EXCLUDED.score, xact = EXCLUDED.xact`,
      [ground.workspaceId, ids, value],
    ),
  );
}

const person = async (more: object = {}) =>
  String((await ground.admin.make("/people", { firstName: "Ada", ...more })).id);
const isOf = (id: string | null) => (event: LiveEvent) =>
  event.type === "scores" && event.id === id;
const heard = (events: readonly LiveEvent[]) => events.filter(({ type }) => type === "scores");

it("are told in every process, by the record alone, each time that they are written", async () => {
  const [here, there] = [
    await ground.listen(ground.admin),
    await ground.listen(ground.admin, { at: "second" }),
  ];
  const id = await person();
  await score([id], 71);
  for (const reader of [here, there])
    expect(await reader.until(isOf(id))).toEqual({ type: "scores", object: "people", id });
  await score([id], 72);
  await expect.poll(() => heard(there.events).length, { timeout: 10_000 }).toBe(2);
  await ground.pause(700);
  expect([here, there].map(({ events }) => heard(events).length)).toEqual([2, 2]);
  for (const reader of [here, there]) reader.close();
});

it("are told to those who may see the record and the score", async () => {
  const readers = await Promise.all(
    [own, withoutColumn, ground.admin].map((who) => ground.listen(who)),
  );
  const [olga, noa, admin] = readers;
  const foreign = await person();
  const hers = await person({ ownerId: own.memberId });
  await score([foreign, hers], 50);
  await olga?.until(isOf(hers));
  await admin?.until(isOf(foreign));
  await ground.pause(700);
  expect(heard(olga?.events ?? [])).toEqual([{ type: "scores", object: "people", id: hers }]);
  expect(heard(noa?.events ?? [])).toEqual([]);
  for (const reader of readers) reader.close();
});

it("are told as many without a name, to those who may see any", async () => {
  const readers = await Promise.all([ground.admin, withoutColumn].map((who) => ground.listen(who)));
  const [admin, noa] = readers;
  const ids = await Promise.all(Array.from({ length: 25 }, () => person()));
  await score(ids, 10);
  await admin?.until(isOf(null));
  await ground.pause(700);
  expect(heard(admin?.events ?? [])).toEqual([{ type: "scores", object: "people", id: null }]);
  expect(heard(noa?.events ?? [])).toEqual([]);
  for (const reader of readers) reader.close();
});
