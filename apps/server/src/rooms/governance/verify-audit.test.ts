// Every way in which the owner of the database can touch the log, and what verification says to it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../platform/ids.ts";
import { type AuditGround, openAuditGround, type StoredEntry } from "./audit-test-ground.ts";
import type { Governance } from "./governance.ts";
import type { TamperKind } from "./verdict.ts";

let ground: AuditGround;
let room: Governance;

beforeAll(async () => {
  ground = await openAuditGround();
  room = ground.openRoom();
});
afterAll(() => ground.close());

/** A workspace with seven acts of 1 to 3 entries in three seals, sealed and checkpointed. */
async function sealedLog(): Promise<{ workspaceId: string; entries: StoredEntry[] }> {
  const workspaceId = newId();
  for (const sizes of [
    [1, 2],
    [3, 1, 1],
    [2, 2],
  ]) {
    await ground.write(workspaceId, sizes);
    await room.sealNow({ force: true });
  }
  return { workspaceId, entries: await ground.entriesOf(workspaceId) };
}

async function expectFinding(
  workspaceId: string,
  kind: TamperKind,
  entry: StoredEntry | undefined,
): Promise<string> {
  const verdict = await ground.verify(workspaceId);
  expect(verdict.firstBad).toMatchObject({ kind, entryId: entry?.id });
  expect(verdict.ok).toBe(false);
  expect(verdict.firstBad?.message).toContain(entry?.id);
  return verdict.firstBad?.message ?? "";
}

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
    const { workspaceId } = await sealedLog();
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
    const { workspaceId } = await sealedLog();
    await ground.write(workspaceId, [3]);
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true, entries: 12, unsealed: 3 });
  });

  it("says so when it has no checkpoints to go by", async () => {
    const { workspaceId } = await sealedLog();
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
    const { workspaceId, entries } = await sealedLog();
    await own(`UPDATE governance.audit_entries SET ${column} = ${value} WHERE id = $1`, [
      entries[4]?.id,
    ]);
    await own("UPDATE governance.audit_entries SET act = 'later' WHERE id = $1", [entries[9]?.id]);
    await expectFinding(workspaceId, "edited", entries[4]);
  });

  it("of its id is found, and both ids are named", async () => {
    const { workspaceId, entries } = await sealedLog();
    const other = newId();
    await own("UPDATE governance.audit_entries SET id = $2 WHERE id = $1", [entries[4]?.id, other]);
    expect(await expectFinding(workspaceId, "edited", entries[4])).toContain(other);
  });

  it("that moves it into another workspace is found as a deletion here", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("UPDATE governance.audit_entries SET workspace_id = $2 WHERE id = $1", [
      entries[4]?.id,
      newId(),
    ]);
    await expectFinding(workspaceId, "deleted", entries[4]);
  });
});

describe("a deletion", () => {
  it("of one entry is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("DELETE FROM governance.audit_entries WHERE id = ANY($1::uuid[])", [
      [entries[3]?.id, entries[7]?.id],
    ]);
    await expectFinding(workspaceId, "deleted", entries[3]);
  });

  it("of the first entry is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("DELETE FROM governance.audit_entries WHERE id = $1", [entries[0]?.id]);
    await expectFinding(workspaceId, "deleted", entries[0]);
  });
});

describe("an insertion", () => {
  it("among sealed entries is found", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [2]);
    const gap = await nextNumber();
    await ground.write(workspaceId, [2]);
    await room.sealNow({ force: true });
    const entries = await ground.entriesOf(workspaceId);
    const inserted = { id: newId(), entryNo: gap };
    if (entries[1]) await insertCopy(entries[1], inserted);
    await expectFinding(workspaceId, "inserted", inserted);
  });

  it("before a later edit is the first that is named", async () => {
    const workspaceId = newId();
    await ground.write(workspaceId, [2]);
    const gap = await nextNumber();
    await ground.write(workspaceId, [2]);
    await room.sealNow({ force: true });
    const entries = await ground.entriesOf(workspaceId);
    const inserted = { id: newId(), entryNo: gap };
    if (entries[1]) await insertCopy(entries[1], inserted);
    await own("UPDATE governance.audit_entries SET act = 'x' WHERE id = $1", [entries[3]?.id]);
    await expectFinding(workspaceId, "inserted", inserted);
  });

  it.each([false, true])(
    "at the end with an older time is found (sealed since: %s)",
    async (isSealed) => {
      const { workspaceId, entries } = await sealedLog();
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
      await expectFinding(workspaceId, "inserted", inserted);
    },
  );

  it("is not suspected where a long act carries the time of its beginning", async () => {
    const { workspaceId } = await sealedLog();
    const started = (await ground.entriesOf(workspaceId)).at(-1);
    ground.clock.advance(3_600_000);
    await ground.write(workspaceId, [1]);
    await room.sealNow({ force: true });
    if (started) await insertCopy(started, { id: newId(), entryNo: await nextNumber() });
    await room.sealNow({ force: true });
    expect(await ground.verify(workspaceId)).toMatchObject({ ok: true });
  });
});

describe("another order", () => {
  it("of numbers is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    const [a, b] = [entries[3], entries[8]];
    const swap = "UPDATE governance.audit_entries SET entry_no = $2 WHERE id = $1";
    await own("ALTER TABLE governance.audit_entries ALTER entry_no SET GENERATED BY DEFAULT", []);
    await own(swap, [a?.id, -1]);
    await own(swap, [b?.id, a?.entryNo]);
    await own(swap, [a?.id, b?.entryNo]);
    await own("ALTER TABLE governance.audit_entries ALTER entry_no SET GENERATED ALWAYS", []);
    await expectFinding(workspaceId, "reordered", a);
  });

  it("of times is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    const [a, b] = [entries[3], entries[8]];
    await own(
      `UPDATE governance.audit_entries e SET occurred_at = o.occurred_at FROM governance.audit_entries o
       WHERE (e.id = $1 AND o.id = $2) OR (e.id = $2 AND o.id = $1)`,
      [a?.id, b?.id],
    );
    expect(await expectFinding(workspaceId, "reordered", a)).toContain(b?.id);
  });

  it("by moving one to a free number is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("ALTER TABLE governance.audit_entries ALTER entry_no SET GENERATED BY DEFAULT", []);
    await own("UPDATE governance.audit_entries SET entry_no = -7 WHERE id = $1", [entries[5]?.id]);
    await own("ALTER TABLE governance.audit_entries ALTER entry_no SET GENERATED ALWAYS", []);
    await expectFinding(workspaceId, "reordered", entries[5]);
  });
});

describe("a cut at the end", () => {
  it("of entries alone is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("DELETE FROM governance.audit_entries WHERE workspace_id = $1 AND entry_no >= $2", [
      workspaceId,
      entries[10]?.entryNo,
    ]);
    await expectFinding(workspaceId, "truncated", entries[10]);
  });

  it("of entries with their seals, the head set back, is found by the checkpoints", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("DELETE FROM governance.audit_entries WHERE workspace_id = $1 AND entry_no >= $2", [
      workspaceId,
      entries[8]?.entryNo,
    ]);
    await own("DELETE FROM governance.audit_seals WHERE workspace_id = $1 AND seal_no = 3", [
      workspaceId,
    ]);
    await own(
      `UPDATE governance.audit_heads h SET seal_no = 2, entries_total = 8, chain_hash = s.chain_hash
       FROM governance.audit_seals s WHERE h.workspace_id = $1 AND s.workspace_id = $1 AND s.seal_no = 2`,
      [workspaceId],
    );
    await expectFinding(workspaceId, "truncated", entries[8]);
  });

  it("of the whole log is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    for (const table of ["audit_entries", "audit_seals", "audit_heads"]) {
      await own(`DELETE FROM governance.${table} WHERE workspace_id = $1`, [workspaceId]);
    }
    await expectFinding(workspaceId, "truncated", entries[0]);
  });
});

describe("a rewrite with all hashes computed anew", () => {
  it("after an edit is found, and the edited entry named", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("UPDATE governance.audit_entries SET after = '{}' WHERE id = $1", [entries[6]?.id]);
    await ground.rewriteChain(workspaceId);
    await expectFinding(workspaceId, "rewritten", entries[6]);
  });

  it("after a deletion is found, and the deleted entry named", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("DELETE FROM governance.audit_entries WHERE id = $1", [entries[2]?.id]);
    await ground.rewriteChain(workspaceId);
    await expectFinding(workspaceId, "rewritten", entries[2]);
  });

  it("of nothing but the seals' own times is found", async () => {
    const { workspaceId } = await sealedLog();
    await own(
      "UPDATE governance.audit_seals SET sealed_at = sealed_at + interval '1 s' WHERE workspace_id = $1 AND seal_no = 2",
      [workspaceId],
    );
    await ground.rewriteChain(workspaceId);
    expect((await ground.verify(workspaceId)).firstBad?.kind).toBe("rewritten");
  });

  it("is never signed over by the next checkpoint", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("UPDATE governance.audit_entries SET after = '{}' WHERE id = $1", [entries[6]?.id]);
    await ground.rewriteChain(workspaceId);
    await ground.write(workspaceId, [2]);
    await ground.openRoom().sealNow({ force: true });
    await expectFinding(workspaceId, "rewritten", entries[6]);
  });
});

describe("a forged seal", () => {
  const forgeries: [string, string][] = [
    ["leaf", "leaves = set_byte(leaves, 3, 255 - get_byte(leaves, 3))"],
    ["chain hash", "chain_hash = sha256(chain_hash)"],
    ["previous hash", "previous_hash = sha256(previous_hash)"],
    ["time", "sealed_at = sealed_at - interval '1 day'"],
    ["count", "entry_count = entry_count - 1"],
    ["numbers", "entry_nos[1] = 1"],
    ["floor", "floor_no = 0, complete_at = NULL"],
  ];
  it.each(forgeries)("(%s) is found", async (_what, assignment) => {
    const { workspaceId, entries } = await sealedLog();
    await own(
      `UPDATE governance.audit_seals SET ${assignment} WHERE workspace_id = $1 AND seal_no = 2`,
      [workspaceId],
    );
    await expectFinding(workspaceId, "seal-forged", entries[3]);
  });

  it("that covers an edit is found, and the edited entry named", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("UPDATE governance.audit_entries SET after = '{}' WHERE id = $1", [entries[6]?.id]);
    const [seal] = await own(
      "SELECT chain_hash FROM governance.audit_seals WHERE workspace_id = $1 AND seal_no = 2",
      [workspaceId],
    );
    await ground.rewriteChain(workspaceId);
    await own(
      "UPDATE governance.audit_seals SET chain_hash = $2 WHERE workspace_id = $1 AND seal_no = 2",
      [workspaceId, seal?.chain_hash],
    );
    await expectFinding(workspaceId, "seal-forged", entries[6]);
  });

  it("that is missing is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("DELETE FROM governance.audit_seals WHERE workspace_id = $1 AND seal_no = 2", [
      workspaceId,
    ]);
    await expectFinding(workspaceId, "seal-forged", entries[3]);
  });

  it("is found where only the head was changed", async () => {
    const { workspaceId } = await sealedLog();
    await own(
      "UPDATE governance.audit_heads SET chain_hash = sha256('x') WHERE workspace_id = $1",
      [workspaceId],
    );
    expect((await ground.verify(workspaceId)).firstBad?.kind).toBe("seal-forged");
  });
});

describe("a forged checkpoint", () => {
  it("with other content is found", async () => {
    const { workspaceId } = await sealedLog();
    const file = ground.checkpointFile(workspaceId);
    file.put(file.lines().map((line) => line.replace(/"at":"2026/, '"at":"2025')));
    expect((await ground.verify(workspaceId)).firstBad?.kind).toBe("checkpoint-forged");
  });

  it("written to fit a rewrite is found", async () => {
    const { workspaceId, entries } = await sealedLog();
    await own("UPDATE governance.audit_entries SET after = '{}' WHERE id = $1", [entries[6]?.id]);
    await ground.rewriteChain(workspaceId);
    const [head] = await own(
      "SELECT encode(chain_hash, 'hex') AS chain FROM governance.audit_heads WHERE workspace_id = $1",
      [workspaceId],
    );
    const file = ground.checkpointFile(workspaceId);
    file.put(file.lines().map((line) => line.replace(/"chain":"\w+"/, `"chain":"${head?.chain}"`)));
    expect((await ground.verify(workspaceId)).firstBad?.kind).toBe("checkpoint-forged");
  });
});
