// Entries that no seal holds: those above the floor await the next round, those below it were put there
// by hand, and so were those that are dated before a time at which the log was complete.
import type { Database } from "../../platform/db/index.ts";
import { datedBack, lateAllowanceMs } from "./check-entries.ts";
import type { Walk } from "./check-seal.ts";
import type { Finding, TamperKind } from "./verdict.ts";
import {
  countEntriesThrough,
  type FoundEntry,
  type Stand,
  selectUnsealed,
  selectUnsealedWindow,
  type UnsealedWindow,
} from "./verify.store.ts";

const windowSize = 20_000;
/** After these the seals are no measure of what belongs. */
const sealFaults: ReadonlySet<TamperKind> = new Set([
  "seal-forged",
  "rewritten",
  "checkpoint-forged",
]);

export interface InsertedSearch {
  unsealed: number;
  /** An inserted entry that stands before the fault already found, if any. */
  finding: Finding | null;
}

export async function findInserted(
  db: Database,
  walk: Walk,
  stand: Stand,
  known: Finding | null,
): Promise<InsertedSearch> {
  if (known && sealFaults.has(known.kind)) return { unsealed: 0, finding: null };
  if (known) return { unsealed: 0, finding: await insertedBefore(db, walk, known) };
  const { workspaceId, floorNo } = walk;
  const count = await db.system((tx) => countEntriesThrough(tx, workspaceId, floorNo));
  if (count > walk.sealedBelowFloor) {
    const found = await firstUnsealed(db, workspaceId, floorNo);
    if (found) return { unsealed: 0, finding: inserted(found) };
  }
  const completeAt = stand.head?.completeAt ?? null;
  const datedBefore =
    completeAt === null ? null : new Date(Date.parse(completeAt) - lateAllowanceMs).toISOString();
  const unsealed = await db.system((tx) =>
    selectUnsealed(tx, { workspaceId, floorNo, datedBefore }),
  );
  return {
    unsealed: unsealed.count,
    finding: unsealed.datedBack && datedBack(unsealed.datedBack, completeAt),
  };
}

async function insertedBefore(db: Database, walk: Walk, known: Finding): Promise<Finding | null> {
  if (known.entryNo === null) return null;
  const throughNo = Math.min(known.entryNo - 1, walk.floorNo);
  const found = await firstUnsealed(db, walk.workspaceId, throughNo);
  // One that only moved there is already named as reordered.
  return found && found.id !== known.entryId ? inserted(found) : null;
}

async function firstUnsealed(
  db: Database,
  workspaceId: string,
  throughNo: number,
): Promise<FoundEntry | null> {
  let afterNo: number | null = 0;
  while (afterNo !== null) {
    const from: number = afterNo;
    const window: UnsealedWindow = await db.system((tx) =>
      selectUnsealedWindow(tx, { workspaceId, afterNo: from, throughNo, size: windowSize }),
    );
    if (window.firstUnsealed) return window.firstUnsealed;
    afterNo = window.nextAfterNo;
  }
  return null;
}

function inserted(entry: FoundEntry): Finding {
  return {
    entryId: entry.id,
    entryNo: entry.entryNo,
    kind: "inserted",
    message: `Entry ${entry.id} (number ${entry.entryNo}) stands among sealed entries, and no seal holds it: it was inserted.`,
  };
}
