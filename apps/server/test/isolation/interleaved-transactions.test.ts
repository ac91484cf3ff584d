// The count that `node bench/isolation.ts` runs is 100,000; here as many as fit into a few seconds.
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import { openTestDatabase, type TestDatabase } from "../harness.ts";
import { runInterleaved } from "./interleaved-transactions.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database?.close());

it("keeps two workspaces apart on shared connections, also after failures", async () => {
  const transactions = database.server.isEmbedded ? 2_000 : 20_000;
  const outcome = await runInterleaved({
    db: database.db,
    workspaceIds: [newId(), newId()],
    transactions,
    concurrency: 24,
  });
  expect(outcome).toMatchObject({
    transactions,
    leaks: 0,
    failedOnPurpose: (transactions * 3) / 10,
  });
  expect(outcome.rowsSeen).toBe(transactions * 20);
}, 600_000);
