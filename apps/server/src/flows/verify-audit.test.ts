// All workspaces are looked at, also one of whose log nothing is left.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { loadConfig } from "../platform/config.ts";
import { newId } from "../platform/ids.ts";
import { verifyAllAudit } from "./verify-audit.ts";

let test: TestDatabase;
const dataDir = mkdtempSync(join(tmpdir(), "rapport-verify-"));

beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true });
});

it("names a workspace whose entries, seals and checkpoints are all gone", async () => {
  const id = newId();
  await test.asOwner("INSERT INTO access.workspaces (workspace_id, name) VALUES ($1, 'Bare')", [
    id,
  ]);
  const report = await verifyAllAudit(test.db, loadConfig({ RAPPORT_DATA_DIR: dataDir }));
  const [verdict] = report.workspaces.filter(({ workspaceId }) => workspaceId === id);
  expect(verdict).toMatchObject({ ok: true, entries: 0, checkpoints: 0 });
});
