// Transactions of two workspaces, many at once on the same few connections, each of which looks for a row
// that is not its own. Some fail half-way or are cancelled, since that is where a setting could stay behind.
import type { Database } from "../../src/platform/db/index.ts";
import { newId } from "../../src/platform/ids.ts";

export interface InterleavedOutcome {
  transactions: number;
  failedOnPurpose: number;
  leaks: number;
  rowsSeen: number;
  seconds: number;
}

interface Options {
  db: Database;
  workspaceIds: readonly [string, string];
  transactions: number;
  concurrency: number;
}

const insertRow =
  "INSERT INTO platform.outbox (workspace_id, id, topic, payload) VALUES ($1, $2, 'isolation', '{}')";
const rowsPerWorkspace = 20;

class OnPurpose extends Error {}

export async function runInterleaved({
  db,
  workspaceIds,
  transactions,
  concurrency,
}: Options): Promise<InterleavedOutcome> {
  for (const workspaceId of workspaceIds) {
    await db.tenant({ workspaceId }, async (tx) => {
      for (let row = 0; row < rowsPerWorkspace; row += 1)
        await tx.query(insertRow, [workspaceId, newId()]);
    });
  }
  const outcome: InterleavedOutcome = {
    transactions: 0,
    failedOnPurpose: 0,
    leaks: 0,
    rowsSeen: 0,
    seconds: 0,
  };
  const startMs = performance.now();

  async function one(serial: number): Promise<void> {
    const workspaceId = workspaceIds[serial % 2] ?? "";
    const other = workspaceIds[(serial + 1) % 2] ?? "";
    const kind = serial % 10;
    await db
      .tenant({ workspaceId }, async (tx) => {
        const rows = await tx.query<{ workspace_id: string; now: string }>(
          "SELECT workspace_id, current_setting('rapport.workspace') AS now FROM platform.outbox WHERE topic = 'isolation'",
        );
        outcome.rowsSeen += rows.length;
        outcome.leaks += rows.filter(
          (row) => row.workspace_id !== workspaceId || row.now !== workspaceId,
        ).length;
        if (rows.length !== rowsPerWorkspace) outcome.leaks += 1;
        // A statement that fails, one that writes into the other workspace, one that is thrown away.
        if (kind === 3) await tx.query("SELECT 1 / (length($1) - length($1))", ["x"]);
        if (kind === 5) await tx.query(insertRow, [other, newId()]);
        if (kind === 7) throw new OnPurpose("thrown away");
      })
      .then(
        () => {
          if (kind === 3 || kind === 5 || kind === 7) outcome.leaks += 1;
        },
        (error: unknown) => {
          if (kind !== 3 && kind !== 5 && kind !== 7) throw error;
          outcome.failedOnPurpose += 1;
        },
      );
    outcome.transactions += 1;
  }

  let next = 0;
  async function worker(): Promise<void> {
    while (next < transactions) {
      const serial = next;
      next += 1;
      await one(serial);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  outcome.seconds = (performance.now() - startMs) / 1000;
  return outcome;
}
