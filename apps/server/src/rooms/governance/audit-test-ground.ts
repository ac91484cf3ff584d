// Ground for this room's tests: a workspace of its own for each test, acts that write into it, and the
// owner's hand, which may do anything to the rows.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import type { Act, RecordChange } from "../../platform/acts.ts";
import { createActs } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { loadSigningKey } from "../../platform/crypto.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createTelemetry } from "../../platform/telemetry.ts";
import { chainHashOf, genesisHash, idAt, type Seal } from "./chain.ts";
import { checkpointPath } from "./checkpoint-file.ts";
import { createGovernance, type Governance } from "./governance.ts";
import { leafSql } from "./leaf-sql.store.ts";
import { selectSeals } from "./seals.store.ts";
import type { AuditVerdict, TamperKind } from "./verdict.ts";
import { verifyAudit } from "./verify-audit.ts";
import { onChange } from "./write-entries.ts";

export interface StoredEntry {
  id: string;
  entryNo: number;
}

export interface AuditGround {
  test: TestDatabase;
  clock: Clock & { advance(ms: number): void };
  place: { dataDir: string; checkpointDir: string };
  /** A room of its own, as another process would have it. */
  openRoom(): Governance;
  /** Writes `sizes.length` acts of so many changes each. */
  write(workspaceId: string, sizes: readonly number[]): Promise<void>;
  entriesOf(workspaceId: string): Promise<StoredEntry[]>;
  verify(workspaceId: string): Promise<AuditVerdict>;
  /** What a thorough forger does: recomputes leaves and chain over the rows as they are now. */
  rewriteChain(workspaceId: string): Promise<void>;
  checkpointFile(workspaceId: string): {
    path: string;
    lines(): string[];
    put(lines: readonly string[]): void;
  };
  close(): Promise<void>;
}

export function personChange(index: number): RecordChange {
  const after = {
    firstName: `Ada ${index}`,
    email: `ada${index}@example.com`,
    custom: { tier: "gold" },
  };
  return { object: "people", id: newId(), op: "create", before: null, after, record: null };
}

export async function openAuditGround(): Promise<AuditGround> {
  const test = await openTestDatabase();
  const place = { dataDir: mkdtempSync(join(tmpdir(), "rapport-audit-")), checkpointDir: "" };
  const { db } = test;
  let nowMs = Date.parse("2026-03-01T09:00:00Z");
  const clock = {
    nowMs: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
  const acts = createActs({ db, clock, listeners: [onChange] });
  const key = loadSigningKey(place.dataDir);

  async function write(workspaceId: string, sizes: readonly number[]): Promise<void> {
    const ctx = systemContext(workspaceId, "request-1");
    for (const size of sizes) {
      nowMs += 1000;
      const act: Act = acts.begin(ctx, "people.create");
      const changes = Array.from({ length: size }, (_, index) => personChange(index));
      await db.tenant(ctx, (tx) => act.changed(tx, changes));
    }
  }

  async function rewriteChain(workspaceId: string): Promise<void> {
    const query = { workspaceId, afterSealNo: 0, throughSealNo: 1_000_000, limit: 1_000_000 };
    const seals = await db.system((tx) => selectSeals(tx, query));
    await test.asOwner("DELETE FROM governance.audit_seals WHERE workspace_id = $1", [workspaceId]);
    const rows = await test.asOwner(
      `SELECT entry_no::int8 AS no, uuid_send(e.id) AS id, ${leafSql("e")} AS leaf
       FROM governance.audit_entries e WHERE workspace_id = $1 ORDER BY entry_no`,
      [workspaceId],
    );
    let chain: Buffer = genesisHash;
    let total = 0;
    for (const seal of seals) {
      const own = rows.splice(0, seal.entryCount);
      if (own.length === 0) break;
      const numbers = own.map((row) => Number(row.no));
      total += own.length;
      const content = {
        ...seal,
        firstNo: numbers[0] ?? 0,
        lastNo: numbers.at(-1) ?? 0,
        entryCount: own.length,
        entriesTotal: total,
        entryNos: numbers.join(","),
        entryIds: Buffer.concat(own.map((row) => row.id as Buffer)),
        leaves: Buffer.concat(own.map((row) => row.leaf as Buffer)),
      };
      const forged: Seal = {
        ...content,
        previousHash: chain,
        chainHash: chainHashOf(chain, content),
      };
      chain = forged.chainHash;
      await insertAsOwner(test, forged);
    }
    await test.asOwner(
      `UPDATE governance.audit_heads SET chain_hash = $2, entries_total = $3, seal_no =
         (SELECT max(seal_no) FROM governance.audit_seals WHERE workspace_id = $1) WHERE workspace_id = $1`,
      [workspaceId, chain, total],
    );
  }

  return {
    test,
    clock,
    place,
    openRoom: () =>
      createGovernance({
        db,
        clock,
        logger: silentLogger,
        telemetry: createTelemetry(),
        config: place,
      }),
    write,
    entriesOf: async (workspaceId) => {
      const rows = await test.asOwner(
        "SELECT id, entry_no::int8 AS no FROM governance.audit_entries WHERE workspace_id = $1 ORDER BY entry_no",
        [workspaceId],
      );
      return rows.map((row) => ({ id: String(row.id), entryNo: Number(row.no) }));
    },
    verify: (workspaceId) => verifyAudit({ db, key, place }, { workspaceId }),
    rewriteChain,
    checkpointFile: (workspaceId) => {
      const path = checkpointPath(place, workspaceId);
      return {
        path,
        lines: () => readFileSync(path, "utf8").trimEnd().split("\n"),
        put: (lines) => writeFileSync(path, `${lines.join("\n")}\n`),
      };
    },
    close: async () => {
      await test.close();
      rmSync(place.dataDir, { recursive: true, force: true });
    },
  };
}

async function insertAsOwner(test: TestDatabase, seal: Seal): Promise<void> {
  await test.asOwner(
    `INSERT INTO governance.audit_seals (workspace_id, seal_no, format, first_no, last_no, entry_count, entries_total,
       entry_nos, entry_ids, leaves, floor_no, complete_at, sealed_at, previous_hash, chain_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::bigint[], $9, $10, $11, $12, $13, $14, $15)`,
    [
      seal.workspaceId,
      seal.sealNo,
      seal.format,
      seal.firstNo,
      seal.lastNo,
      seal.entryCount,
      seal.entriesTotal,
      `{${seal.entryNos}}`,
      seal.entryIds,
      seal.leaves,
      seal.floorNo,
      seal.completeAt,
      seal.sealedAt,
      seal.previousHash,
      seal.chainHash,
    ],
  );
}

/** How many entries the seals hold, and how many of them more than once. */
export async function sealedTwice(
  ground: AuditGround,
  workspaceId: string,
): Promise<{ sealed: number; twice: number }> {
  const query = { workspaceId, afterSealNo: 0, throughSealNo: 1_000_000, limit: 1_000_000 };
  const seals = await ground.test.db.system((tx) => selectSeals(tx, query));
  const ids = seals.flatMap((seal) =>
    Array.from({ length: seal.entryCount }, (_, index) => idAt(seal.entryIds, index)),
  );
  return { sealed: ids.length, twice: ids.length - new Set(ids).size };
}

/** A workspace with seven acts of 1 to 3 entries in three seals, sealed and checkpointed. */
export async function sealedLog(
  ground: AuditGround,
): Promise<{ workspaceId: string; entries: StoredEntry[] }> {
  const room = ground.openRoom();
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

export async function expectFinding(
  ground: AuditGround,
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
