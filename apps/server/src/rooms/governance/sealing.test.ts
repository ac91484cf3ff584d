// Sealing under writers, kills and restores: nothing passed over, nothing twice, nothing lost.
import { appendFileSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../../test/harness.ts";
import { sleep } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { alignCheckpoints } from "./align-checkpoints.ts";
import {
  type AuditGround,
  openAuditGround,
  personChange,
  sealedTwice,
} from "./audit-test-ground.ts";
import { sealRound } from "./seal-entries.ts";
import { settle } from "./settle.rules.ts";
import { onChange } from "./write-entries.ts";

let ground: AuditGround;

beforeAll(async () => {
  ground = openAuditGround(await openTestDatabase());
});
afterAll(() => ground.close());

describe("sealing", () => {
  it("passes over no entry, seals none twice, and verifies at any moment, while many write", async () => {
    const workspaceId = newId();
    const { db } = ground.test;
    const ctx = systemContext(workspaceId, "request-1");
    let isWriting = true;
    const writer = async (pauseMs: number) => {
      for (let count = 0; count < 12; count += 1) {
        const act = {
          id: newId(),
          name: "people.create",
          ctx,
          at: "2026-03-01T09:00:00.000Z",
          isBulk: false,
          changed: async () => undefined,
        };
        await db.tenant(ctx, async (tx) => {
          await onChange(tx, act, [personChange(count), personChange(count)]);
          await tx.query("SELECT 1");
          await sleep(pauseMs * (count % 4));
          await onChange(tx, act, [personChange(count)]);
        });
      }
    };
    const sealer = async () => {
      while (isWriting) {
        await sealRound({ db, clock: ground.clock, batchSize: 5 });
        await sleep(3);
      }
    };
    const verifier = async () => {
      while (isWriting) expect(await ground.verify(workspaceId)).toMatchObject({ ok: true });
    };
    const sealers = [sealer(), sealer(), verifier()];
    await Promise.all([writer(0), writer(5), writer(11), writer(17)]);
    isWriting = false;
    await Promise.all(sealers);
    const room = ground.openRoom();
    await room.sealNow({ force: true });
    const entries = await ground.entriesOf(workspaceId);
    expect(entries).toHaveLength(4 * 12 * 3);
    expect(await sealedTwice(ground, workspaceId)).toEqual({ sealed: entries.length, twice: 0 });
    expect(await ground.verify(workspaceId)).toMatchObject({
      ok: true,
      entries: entries.length,
      unsealed: 0,
    });
  });

  // The embedded database has one connection: there, no transaction is open while another commits.
  it.runIf(process.env.RAPPORT_TEST_DATABASE_URL)(
    "waits for a transaction that stays open, however many rounds go by",
    async () => {
      const workspaceId = newId();
      const { db } = ground.test;
      const ctx = systemContext(workspaceId, "request-1");
      const act = {
        id: newId(),
        name: "people.create",
        ctx,
        at: "2026-03-01T09:00:00.000Z",
        isBulk: false,
        changed: async () => undefined,
      };
      const begun = Promise.withResolvers<void>();
      const mayCommit = Promise.withResolvers<void>();
      const slow = db.tenant(ctx, async (tx) => {
        await onChange(tx, act, [personChange(1), personChange(2)]);
        await tx.query("SELECT 1");
        begun.resolve();
        await mayCommit.promise;
        await onChange(tx, act, [personChange(3)]);
      });
      await begun.promise;
      for (const size of [1, 2, 3]) {
        await ground.write(workspaceId, [size]);
        await sealRound({ db, clock: ground.clock });
      }
      mayCommit.resolve();
      await slow;
      const room = ground.openRoom();
      await room.sealNow();
      await room.sealNow({ force: true });
      expect(await sealedTwice(ground, workspaceId)).toEqual({ sealed: 9, twice: 0 });
      expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries: 9, unsealed: 0 });
    },
  );

  it("leaves no work behind once all is settled", async () => {
    await ground.write(newId(), [3]);
    await ground.settle();
    expect(await sealRound({ db: ground.test.db, clock: ground.clock })).toEqual({
      sealed: 0,
      workspaceIds: [],
    });
  });

  it("goes on where transaction ids start anew, as after a restore into another database", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [3]);
    await sealRound({ db: ground.test.db, clock: ground.clock });
    await ground.test.asOwner(
      "UPDATE governance.audit_heads SET mark_xmax = '9000000000' WHERE workspace_id = $1",
      [workspaceId],
    );
    await ground.write(workspaceId, [3]);
    await ground.settle();
    const [head] = await ground.test.asOwner(
      "SELECT floor_no::int8 AS no FROM governance.audit_heads WHERE workspace_id = $1",
      [workspaceId],
    );
    expect(Number(head?.no)).toBeGreaterThanOrEqual(
      (await ground.entriesOf(workspaceId)).at(-1)?.entryNo ?? 0,
    );
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries: 6 });
  });

  it("verifies whatever was written, however it was batched", async () => {
    const room = ground.openRoom();
    const text = fc
      .string({ unit: "binary", maxLength: 12 })
      .map((value) => value.replaceAll("\0", ""));
    const image = fc.option(
      fc.dictionary(
        text,
        fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
      ),
    );
    const act = fc.record({
      name: text,
      ip: fc.option(text),
      images: fc.array(fc.tuple(image, image), { minLength: 1, maxLength: 4 }),
      isSealedAfter: fc.boolean(),
    });
    const property = fc.asyncProperty(fc.array(act, { maxLength: 6 }), async (acts) => {
      const workspaceId = newId();
      for (const one of acts) {
        const ctx = { ...systemContext(workspaceId, 'quoted " ( , \\ request'), ip: one.ip };
        const written = {
          id: newId(),
          name: one.name,
          ctx,
          at: "2026-03-01T09:00:00.000Z",
          isBulk: false,
          changed: async () => undefined,
        };
        const changes = one.images.map(([before, after]) => ({
          ...personChange(0),
          before,
          after,
        }));
        await ground.test.db.tenant(ctx, (tx) => onChange(tx, written, changes));
        if (one.isSealedAfter) await room.sealNow({ force: true });
      }
      await room.sealNow({ force: true });
      const entries = acts.reduce((sum, one) => sum + one.images.length, 0);
      expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries, unsealed: 0 });
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

describe("the floor", () => {
  it("rises to the mark only when all transactions before it have ended", () => {
    const standing = { floorNo: 10, mark: { no: 20, xmax: "100" } };
    expect(settle(standing, { no: 30, xmax: "120", xmin: "99" })).toEqual(standing);
    expect(settle(standing, { no: 30, xmax: "120", xmin: "100" })).toEqual({
      floorNo: 20,
      mark: { no: 30, xmax: "120" },
    });
  });

  it("never falls, and drops a mark from another cluster", () => {
    expect(
      settle({ floorNo: 50, mark: { no: 20, xmax: "5" } }, { no: 60, xmax: "9", xmin: "8" })
        .floorNo,
    ).toBe(50);
    const foreign = { floorNo: 10, mark: { no: 20, xmax: "900" } };
    expect(settle(foreign, { no: 30, xmax: "120", xmin: "119" })).toEqual({
      floorNo: 10,
      mark: { no: 30, xmax: "120" },
    });
  });
});

describe("checkpoints", () => {
  it("catch up after a kill between seal and checkpoint", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [2]);
    await ground.openRoom().sealNow({ force: true });
    for (const size of [1, 2, 3]) {
      await ground.write(workspaceId, [size]);
      await sealRound({ db: ground.test.db, clock: ground.clock });
    }
    await ground.openRoom().sealNow({ force: true });
    const last: unknown = JSON.parse(ground.checkpointFile(workspaceId).lines().at(-1) ?? "");
    expect(last).toMatchObject({ entries: 8 });
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries: 8, warnings: [] });
  });

  it("survive a line torn by a kill", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [2]);
    await ground.openRoom().sealNow({ force: true });
    const file = ground.checkpointFile(workspaceId);
    appendFileSync(file.path, (file.lines().at(-1) ?? "").slice(0, 60));
    await ground.write(workspaceId, [2]);
    await ground.openRoom().sealNow({ force: true });
    const verdict = await ground.verify(workspaceId);
    expect(verdict).toMatchObject({ ok: true, entries: 4 });
    expect(verdict.warnings[0]).toContain("1 line(s)");
  });

  it("are written at most once a minute unless forced", async () => {
    const workspaceId = newId();
    const room = ground.openRoom();
    for (const size of [1, 1, 1]) {
      await ground.write(workspaceId, [size]);
      await room.sealNow();
    }
    expect(ground.checkpointFile(workspaceId).lines()).toHaveLength(1);
    ground.clock.advance(60_000);
    await room.sealNow();
    expect(ground.checkpointFile(workspaceId).lines()).toHaveLength(2);
  });

  it("name the first entry of a rewrite even when the files of two processes overlap", async () => {
    const workspaceId = newId();
    const rooms = [ground.openRoom(), ground.openRoom()];
    for (const room of rooms) {
      await ground.write(workspaceId, [2]);
      await room.sealNow({ force: true });
    }
    const file = ground.checkpointFile(workspaceId);
    file.put([...file.lines(), ...file.lines()]);
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries: 4 });
    const [, second] = await ground.entriesOf(workspaceId);
    await ground.test.asOwner("UPDATE governance.audit_entries SET act = 'x' WHERE id = $1", [
      second?.id,
    ]);
    await ground.rewriteChain(workspaceId);
    expect((await ground.verify(workspaceId)).firstBad).toMatchObject({
      kind: "rewritten",
      entryId: second?.id,
    });
  });

  it("beyond a restored chain are put aside, and what is left fits", async () => {
    const workspaceId = newId();
    const room = ground.openRoom();
    await ground.write(workspaceId, [2]);
    await room.sealNow({ force: true });
    const file = ground.checkpointFile(workspaceId);
    const newer = file.lines().map((line) => line.replace('"sealNo":1', '"sealNo":2'));
    file.put([...file.lines(), ...newer]);
    expect((await ground.verify(workspaceId)).ok).toBe(false);
    const [aligned] = await alignCheckpoints({
      db: ground.test.db,
      clock: ground.clock,
      place: ground.place,
    });
    expect(readFileSync(aligned?.archivedAs ?? "", "utf8")).toContain('"sealNo":2');
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, warnings: [] });
  });
});
