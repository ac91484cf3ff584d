// A backup beside a server that goes on working: files that go, come, grow and are replaced while they are read.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { type Config, loadConfig } from "../platform/config.ts";
import type { OwnerClient } from "../platform/db/index.ts";
import { parsed, readFrames } from "./archive.ts";
import { backup } from "./backup.ts";
import { checkpointFiles, fileFrames, otherFiles, type SourceFile } from "./backup-files.ts";
import { checkWhole } from "./check-backup.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-backup-files-"));
afterAll(() => rmSync(root, { recursive: true }));

let config: Config;
let runs = 0;
beforeEach(() => {
  runs += 1;
  config = loadConfig({ RAPPORT_DATA_DIR: join(root, String(runs)) });
});

const placeOf = (path: string) => join(config.dataDir, path);

function put(path: string, content: string): void {
  mkdirSync(join(placeOf(path), ".."), { recursive: true });
  writeFileSync(placeOf(path), content);
}

async function contentsOf(files: readonly SourceFile[]) {
  const tally = { files: 0 };
  const found: Record<string, string> = {};
  let path = "";
  for await (const frame of fileFrames(files, tally)) {
    const payload = frame.subarray(5);
    const type = frame.toString("latin1", 0, 1);
    if (type === "F") path = parsed<{ path: string }>(payload).path;
    found[path] = (found[path] ?? "") + (type === "B" ? payload.toString() : "");
  }
  expect(tally.files).toBe(Object.keys(found).length);
  return found;
}

describe("files that are listed", () => {
  it("are the installation's, without uploads and backups under way", async () => {
    put("secret", "s");
    put("blobs/ab/file", "b");
    put("blobs/ab/.unfinished-1", "half");
    put("old.rapport.part", "half");
    put("database/1", "rows");
    put("backups/one.rapport", "whole");
    expect((await otherFiles(config)).map(({ path }) => path)).toEqual(["blobs/ab/file", "secret"]);
  });

  it("are none where there is no folder", async () => {
    rmSync(config.dataDir, { recursive: true, force: true });
    expect([await otherFiles(config), await checkpointFiles(config)]).toEqual([[], []]);
  });
});

describe("files that are read", () => {
  it("are left out when they are gone, with their folder too", async () => {
    put("blobs/ab/gone", "1");
    put("blobs/cd/gone", "2");
    put("blobs/ab/stays", "3");
    const files = await otherFiles(config);
    rmSync(placeOf("blobs/ab/gone"));
    rmSync(placeOf("blobs/cd"), { recursive: true });
    expect(await contentsOf(files)).toEqual({ "blobs/ab/stays": "3" });
  });

  it("are whole as they are when opened, although they were replaced since they were listed", async () => {
    put("blobs/one", "short");
    const files = await otherFiles(config);
    put("blobs/.unfinished-1", "longer than it was before");
    renameSync(placeOf("blobs/.unfinished-1"), placeOf("blobs/one"));
    expect(await contentsOf(files)).toEqual({ "blobs/one": "longer than it was before" });
  });

  it("are those bytes of a checkpoint that were there when it was listed", async () => {
    put("audit-checkpoints/a.jsonl", "one\n");
    put("audit-checkpoints/b.jsonl", "one\ntwo\n");
    const files = await checkpointFiles(config);
    put("audit-checkpoints/a.jsonl", "one\nlater\n");
    put("audit-checkpoints/b.jsonl", "one\n");
    expect(await contentsOf(files)).toEqual({
      "audit-checkpoints/a.jsonl": "one\n",
      "audit-checkpoints/b.jsonl": "one\n",
    });
  });

  it("are named when they cannot be read", async () => {
    const from = placeOf("folder");
    mkdirSync(from, { recursive: true });
    await expect(contentsOf([{ from, path: "folder" }])).rejects.toThrow(
      `${from} cannot be read (EISDIR)`,
    );
  });
});

it("a backup goes on when a file goes, and holds what was uploaded while it read the rows", async () => {
  put("audit-checkpoints/a.jsonl", "one\n");
  put("blobs/early", "early");
  /** No tables: what counts is what happens between the list of checkpoints and that of the other files. */
  const client = {
    query: async (sql: string) => {
      if (sql.includes("platform.migrations")) {
        rmSync(placeOf("audit-checkpoints"), { recursive: true });
        put("blobs/late", "late");
      }
      return [];
    },
  } as unknown as OwnerClient;
  const file = join(root, "out", "one.rapport");
  await backup({ client, config, clock: systemClock, isEmbedded: true }, file);
  await checkWhole(file);
  const paths: string[] = [];
  for await (const { type, payload } of readFrames(file))
    if (type === "F") paths.push(parsed<{ path: string }>(payload).path);
  expect(paths).toEqual(["blobs/early", "blobs/late"]);
});
