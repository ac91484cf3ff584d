import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

it("makes what is missing, and says where it began", () => {
  expect(makeFolder(join(root, "a", "b", "c"), 0o700)).toBe(join(root, "a"));
  expect(statSync(join(root, "a", "b", "c")).mode & 0o777).toBe(0o700);
  expect(makeFolder(join(root, "a", "b"))).toBeNull();
});

it("does not go on for ever where a folder cannot be", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => makeFolder(join(root, "file", "x"))).toThrow("ENOTDIR");
  if (existsSync("/proc/self")) expect(() => makeFolder("/proc/nope/x")).toThrow("ENOENT");
});
