// A restore that fails leaves the data folder as it was.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createPlaced } from "./placed-files.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-placed-"));
afterAll(() => rmSync(root, { recursive: true }));

it("what was placed is taken back, and what stood there before stands there again", async () => {
  mkdirSync(join(root, "keys"));
  writeFileSync(join(root, "keys", "secret"), "of before");
  writeFileSync(join(root, "checkpoints.jsonl"), "old");
  const placed = createPlaced();
  await placed.putAside(join(root, "checkpoints.jsonl"));
  await placed.putAside(join(root, "not-there"));
  for (const path of ["keys/secret", "blobs/ab/one", "blobs/ab/two"]) {
    await placed.makeRoomFor(join(root, path));
    writeFileSync(join(root, path), "restored");
  }
  expect(readFileSync(join(root, "keys", "secret.before-restore"), "utf8")).toBe("of before");
  await placed.takeBack();
  expect(readdirSync(root, { recursive: true }).sort()).toEqual([
    "checkpoints.jsonl",
    "keys",
    "keys/secret",
  ]);
  expect(readFileSync(join(root, "keys", "secret"), "utf8")).toBe("of before");
});
