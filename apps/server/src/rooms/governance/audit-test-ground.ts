// Ground for this room's tests: a workspace of its own for each test, acts that write into it, and the
// owner's hand, which may do anything to the rows.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Act, RecordChange } from "../../platform/acts.ts";
import { createActs } from "../../platform/acts.ts";
import { type Clock, sleep } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import { loadSigningKey } from "../../platform/crypto.ts";
import type { Database } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { silentLogger } from "../../platform/logger.ts";
import { createTelemetry } from "../../platform/telemetry.ts";
import { idAt } from "./chain.ts";
import { checkpointPath } from "./checkpoint-file.ts";
import { createGovernance, type Governance } from "./governance.ts";
import { sealRound } from "./seal-entries.ts";
import { selectSeals } from "./seals.store.ts";
import { type AsOwner, rewriteChain, type StoredEntry, storedEntries } from "./tamper.store.ts";
import type { AuditVerdict, TamperKind } from "./verdict.ts";
import { verifyAudit } from "./verify-audit.ts";
import { onChange } from "./write-entries.ts";

/** What the tests' harness opens. */
export interface OwnedDatabase {
  db: Database;
  asOwner: AsOwner;
  close(): Promise<void>;
}

export interface AuditGround {
  test: OwnedDatabase;
  clock: Clock & { advance(ms: number): void };
  place: { dataDir: string; checkpointDir: string };
  /** A room of its own, as another process would have it. */
  openRoom(): Governance;
  /** Writes `sizes.length` acts of so many changes each. */
  write(workspaceId: string, sizes: readonly number[]): Promise<void>;
  /** Seals until nothing is left to settle: transactions of other databases can delay the floor. */
  settle(): Promise<void>;
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

/** `test` is closed with the ground. */
export function openAuditGround(test: OwnedDatabase): AuditGround {
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

  const openRoom = () =>
    createGovernance({
      db,
      clock,
      logger: silentLogger,
      telemetry: createTelemetry(),
      config: place,
    });

  async function settle(): Promise<void> {
    let { workspaceIds } = await sealRound({ db, clock });
    while (workspaceIds.length > 0) {
      await sleep(20);
      ({ workspaceIds } = await sealRound({ db, clock }));
    }
    await openRoom().sealNow({ force: true });
  }

  return {
    test,
    clock,
    place,
    openRoom,
    write,
    settle,
    entriesOf: (workspaceId) => storedEntries(test.asOwner, workspaceId),
    verify: (workspaceId) => verifyAudit({ db, key, place }, { workspaceId }),
    rewriteChain: async (workspaceId) => {
      const query = { workspaceId, afterSealNo: 0, throughSealNo: 1_000_000, limit: 1_000_000 };
      const seals = await db.system((tx) => selectSeals(tx, query));
      await rewriteChain(test.asOwner, workspaceId, seals);
    },
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
