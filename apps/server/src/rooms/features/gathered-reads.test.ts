// Reads that come together share a statement; each gets its own rows, what was written before, and its own failure.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { readGathered } from "./gathered-reads.ts";
import { type Vector, writeVectors } from "./vectors.store.ts";

let ground: TestDatabase;
beforeAll(async () => {
  ground = await openTestDatabase();
});
afterAll(() => ground.close());

const at = "2026-06-01T00:00:00.000Z";
const later = "2026-06-01T00:00:01.000Z";
const vector = (entityId: string, cell: number, computedAt = at): Vector => ({
  entityId,
  cells: [cell],
  computedAt,
  dueAt: null,
});

async function kept(count: number) {
  const scope = { workspaceId: newId() };
  const ids = Array.from({ length: count }, () => newId());
  await ground.db.tenant(scope, async (tx) =>
    writeVectors(
      tx,
      "one",
      ids.map((id, cell) => vector(id, cell)),
    ),
  );
  return { version: { scope, setHash: "one" }, ids };
}

test("many at a time are few statements, and each gets what it asked for", async () => {
  const { version, ids } = await kept(40);
  const other = await kept(1);
  const reader = vi.spyOn(ground.db, "reader");
  const read = await Promise.all([
    ...ids.map((id) => readGathered(ground.db, version, [id, newId()])),
    readGathered(ground.db, other.version, [ids[0] ?? "", ...other.ids]),
  ]);
  expect(reader.mock.calls.length).toBeLessThanOrEqual(3);
  reader.mockRestore();
  expect(read.slice(0, 40).map(([found]) => found?.cells[0])).toEqual(ids.map((_, cell) => cell));
  expect(read.slice(0, 40).every((found) => found.length === 1)).toBe(true);
  expect(read[40]?.map(({ entityId }) => entityId)).toEqual(other.ids);
});

test("whoever asks after a write sees it, also while an older read is under way", async () => {
  const { version, ids } = await kept(1);
  const id = ids[0] ?? "";
  for (let cell = 100; cell < 120; cell += 1) {
    const before = readGathered(ground.db, version, [id]);
    await ground.db.tenant(version.scope, async (tx) =>
      writeVectors(tx, "one", [vector(id, cell, later)]),
    );
    const [after] = await readGathered(ground.db, version, [id]);
    expect(after?.cells).toEqual([cell]);
    await before;
  }
});

test("what is wrong with one read fails no other", async () => {
  const { version, ids } = await kept(2);
  const [good, bad, alsoGood] = await Promise.allSettled([
    readGathered(ground.db, version, [ids[0] ?? ""]),
    readGathered(ground.db, version, ["no id"]),
    readGathered(ground.db, version, [ids[1] ?? ""]),
  ]);
  expect([good?.status, bad?.status, alsoGood?.status]).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
});

test("within a transaction it is refused at once instead of waiting for ever", async () => {
  const { version, ids } = await kept(1);
  const nested = ground.db.tenant(version.scope, () => readGathered(ground.db, version, ids));
  await expect(nested).rejects.toMatchObject({ code: "platform.nested_transaction" });
});
