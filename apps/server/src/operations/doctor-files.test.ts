// Stores of files that are lost, cut or unreachable, and a sentence model that is not there: doctor names each.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, diagnose, expectComplete } from "../../test/doctor-ground.ts";
import { migrateAll, startDatabaseServer } from "../platform/db/index.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-doctor-"));
const dataDir = join(root, "used");

const settings = (more: Record<string, string> = {}) => ({
  RAPPORT_DATA_DIR: dataDir,
  RAPPORT_PORT: "4186",
  RAPPORT_LOG_LEVEL: "silent",
  ...more,
});

beforeAll(async () => {
  const server = await startDatabaseServer({ dataDir, databaseUrl: "", databasePool: 1 });
  await migrateAll(server);
  await server.stop();
}, 60_000);

afterAll(() => rmSync(root, { recursive: true }));

describe("files", () => {
  it("finds a store of files that cannot be read", async () => {
    const { codes, report } = await diagnose(
      settings({
        RAPPORT_BLOBS_URL: "s3://rapport-files",
        RAPPORT_S3_ENDPOINT: "http://127.0.0.1:9",
        RAPPORT_S3_ACCESS_KEY: "key",
        RAPPORT_S3_SECRET_KEY: "secret",
      }),
    );
    expect(codes).toContain("files-unreachable");
    expectComplete(report.findings);
    expect(JSON.stringify(report)).not.toContain('"secret"');
  });

  it("finds a sentence model that is not there", async () => {
    const { codes, exitCode } = await diagnose(
      settings({ RAPPORT_ENCODER_DIR: join(root, "no-model") }),
    );
    expect({ codes, exitCode }).toEqual({ codes: ["encoder-missing"], exitCode: 0 });
  });

  it("finds uploaded files that are gone or cut, and nothing when they are back", async () => {
    const workspace = "00000000-0000-7000-8000-00000000f11e";
    const sha256 = createHash("sha256").update("paper").digest("hex");
    await asOwner(
      dataDir,
      `INSERT INTO access.workspaces (workspace_id, name) VALUES ('${workspace}', 'Files')`,
      `SET rapport.workspace = '${workspace}'`,
      `INSERT INTO attachments.files (workspace_id, sha256, type, bytes, created_at)
       VALUES ('${workspace}', '${sha256}', 'text/plain', 5, now())`,
    );
    const folder = join(dataDir, "blobs", "attachments", workspace);
    const codesOf = async () => (await diagnose(settings())).codes;
    expect(await codesOf()).toContain("files-missing");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, sha256), "pap");
    expect(await codesOf()).toContain("files-missing");
    writeFileSync(join(folder, sha256), "paper");
    expect(await codesOf()).not.toContain("files-missing");
    rmSync(join(dataDir, "blobs"), { recursive: true });
    await asOwner(
      dataDir,
      `SET rapport.workspace = '${workspace}'`,
      `DELETE FROM attachments.files WHERE workspace_id = '${workspace}'`,
      `DELETE FROM access.workspaces WHERE workspace_id = '${workspace}'`,
    );
  });
});
