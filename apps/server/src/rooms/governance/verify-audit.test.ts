// What the owner of the database can do to entries, and what verification says to it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../../test/harness.ts";
import { newId } from "../../platform/ids.ts";
import {
  type AuditGround,
  expectFinding,
  openAuditGround,
  sealedLog,
} from "./audit-test-ground.ts";
import type { Governance } from "./governance.ts";
import type { StoredEntry } from "./tamper.store.ts";

let ground: AuditGround;
let room: Governance;

beforeAll(async () => {
  ground = openAuditGround(await openTestDatabase());
  room = ground.openRoom();
});
afterAll(() => ground.close());

const own = (sql: string, values: readonly unknown[]) => ground.test.asOwner(sql, values);

const copyColumns = `workspace_id, xact, entry_no, id, occurred_at, act_id, act, actor_kind, actor_id, actor_label, source,
  ip, request_id, object, record_id, op, before, after`;

/** Copies entry `from` with other values for some columns. */
function insertCopy(
  from: StoredEntry,
  changes: { entryNo: number; id: string; occurredAt?: string; actId?: string },
) {
  return own(
    `INSERT INTO governance.audit_entries (${copyColumns}) OVERRIDING SYSTEM VALUE
     SELECT workspace_id, xact, $2, $3, coalesce($4::timestamptz, occurred_at), coalesce($5::uuid, act_id), act, actor_kind,
       actor_id, actor_label, source, ip, request_id, object, record_id, op, before, after
     FROM governance.audit_entries WHERE id = $1`,
    [from.id, changes.entryNo, changes.id, changes.occurredAt ?? null, changes.actId ?? null],
  );
}

async function nextNumber(): Promise<number> {
  const [row] = await own(
    "SELECT nextval('governance.audit_entries_entry_no_seq')::int8 AS no",
    [],
  );
  return Number(row?.no);
}

describe("an untouched log", () => {
  it("is right, whole and counted", async () => {
    const { workspaceId } = await sealedLog(ground);
    expect(await ground.verify(workspaceId)).toMatchObject({
      ok: true,
      complete: true,
      entries: 12,
      seals: 3,
      unsealed: 0,
      warnings: [],
    });
  });

  it("counts what awaits the next sealing", async () => {
    const { workspaceId } = await sealedLog(ground);
    await ground.write(workspaceId, [3]);
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries: 12, unsealed: 3 });
  });

  it("says so when it has no checkpoints to go by", async () => {
    const { workspaceId } = await sealedLog(ground);
    ground.checkpointFile(workspaceId).put([]);
    const verdict = await ground.verify(workspaceId);
    expect(verdict.ok).toBe(true);
    expect(verdict.warnings[0]).toContain("No checkpoint");
  });
});

describe("an edit", () => {
  const edits: [string, string][] = [
    ["xact", "'5'::xid8"],
    ["occurred_at", "occurred_at + interval '1 microsecond'"],
    ["act_id", "gen_random_uuid()"],
    ["act", "'people.update'"],
    ["actor_kind", "'user'"],
    ["actor_id", "gen_random_uuid()"],
    ["actor_label", "'Somebody Else'"],
    ["source", "'web'"],
    ["ip", "'10.0.0.1'"],
    ["request_id", "''"],
    ["object", "'companies'"],
    ["record_id", "gen_random_uuid()"],
    ["op", "'update'"],
    ["before", "'null'::jsonb"],
    ["after", "jsonb_set(after, '{email}', '\"eve@example.com\"')"],
    ["after", "NULL"],
  ];
  it.each(edits)("of %s to %s is found", async (column, value) => {
    const { workspaceId, entries } = await sealedLog(ground);
    await own(`UPDATE governance.audit_entries SET ${column} = ${value} WHERE id = $1`, [
      entries[4]?.id,
    ]);
    await own("UPDATE governance.audit_entries SET act = 'later' WHERE id = $1", [entries[9]?.id]);
    await expectFinding(ground, workspaceId, "edited", entries[4]);
  });

  it("of its id is found, and both ids are named", async () => {
    const { workspaceId, entries } = await sealedLog(ground);
    const other = newId();
    await own("UPDATE governance.audit_entries SET id = $2 WHERE id = $1", [entries[4]?.id, other]);
    expect(await expectFinding(ground, workspaceId, "edited", entries[4])).toContain(other);
  });

  it("that moves it into another workspace is found as a deletion here", async () => {
    const { workspaceId, entries } = await sealedLog(ground);
    await own("UPDATE governance.audit_entries SET workspace_id = $2 WHERE id = $1", [
      entries[4]?.id,
      newId(),
    ]);
    await expectFinding(ground, workspaceId, "deleted", entries[4]);
  });
});

describe("a deletion", () => {
  it("of one entry is found", async () => {
    const { workspaceId, entries } = await sealedLog(ground);
    await own("DELETE FROM governance.audit_entries WHERE id = ANY($1::uuid[])", [
      [entries[3]?.id, entries[7]?.id],
    ]);
    await expectFinding(ground, workspaceId, "deleted", entries[3]);
  });

  it("of the first entry is found", async () => {
    const { workspaceId, entries } = await sealedLog(ground);
    await own("DELETE FROM governance.audit_entries WHERE id = $1", [entries[0]?.id]);
    await expectFinding(ground, workspaceId, "deleted", entries[0]);
  });
});

describe("an insertion", () => {
  it("among sealed entries is found", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [2]);
    const gap = await nextNumber();
    await ground.write(workspaceId, [2]);
    await ground.settle();
    const entries = await ground.entriesOf(workspaceId);
    const inserted = { id: newId(), entryNo: gap };
    if (entries[1]) await insertCopy(entries[1], inserted);
    await expectFinding(ground, workspaceId, "inserted", inserted);
  });

  it("before a later edit is the first that is named", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [2]);
    const gap = await nextNumber();
    await ground.write(workspaceId, [2]);
    await ground.settle();
    const entries = await ground.entriesOf(workspaceId);
    const inserted = { id: newId(), entryNo: gap };
    if (entries[1]) await insertCopy(entries[1], inserted);
    await own("UPDATE governance.audit_entries SET act = 'x' WHERE id = $1", [entries[3]?.id]);
    await expectFinding(ground, workspaceId, "inserted", inserted);
  });

  it.each([false, true])(
    "at the end with an older time is found (sealed since: %s)",
    async (isSealed) => {
      const { workspaceId, entries } = await sealedLog(ground);
      ground.clock.advance(3_600_000);
      await ground.write(workspaceId, [1]);
      await room.sealNow({ force: true });
      const inserted = {
        id: newId(),
        entryNo: await nextNumber(),
        occurredAt: "2026-03-01T09:00:00Z",
        actId: newId(),
      };
      if (entries[1]) await insertCopy(entries[1], inserted);
      if (isSealed) await room.sealNow({ force: true });
      await expectFinding(ground, workspaceId, "inserted", inserted);
    },
  );

  it("is not suspected where a long act carries the time of its beginning", async () => {
    const { workspaceId } = await sealedLog(ground);
    const started = (await ground.entriesOf(workspaceId)).at(-1);
    ground.clock.advance(3_600_000);
    await ground.write(workspaceId, [1]);
    await room.sealNow({ force: true });
    if (started) await insertCopy(started, { id: newId(), entryNo: await nextNumber() });
    await room.sealNow({ force: true });
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true });
  });
});
