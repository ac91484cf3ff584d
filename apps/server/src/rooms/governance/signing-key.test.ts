// A lost key is said to be lost: none is made beside checkpoints that it could not vouch for.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { signingKeyOf, verifyingKeyOf } from "./signing-key.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-signing-"));
afterAll(() => rmSync(root, { recursive: true }));
const placeOf = (name: string) => ({ dataDir: join(root, name), checkpointDir: "" });
const keysOf = (name: string) => join(root, name, "keys");

it("verifying makes none where there is none", () => {
  expect(verifyingKeyOf(placeOf("new")).id).toHaveLength(16);
  expect(existsSync(keysOf("new"))).toBe(false);
});

it("signing makes one where nothing is signed yet, and both find it again", () => {
  const made = signingKeyOf(placeOf("used"));
  expect(signingKeyOf(placeOf("used")).id).toBe(made.id);
  expect(verifyingKeyOf(placeOf("used")).id).toBe(made.id);
});

it("neither makes one beside checkpoints, and both say what to do", () => {
  const checkpoints = join(root, "lost", "audit-checkpoints");
  mkdirSync(checkpoints, { recursive: true });
  writeFileSync(join(checkpoints, "00000000-0000-0000-0000-000000000001.jsonl"), "{}\n");
  for (const keyOf of [signingKeyOf, verifyingKeyOf])
    expect(() => keyOf(placeOf("lost"))).toThrow("Put it back from a backup");
  expect(existsSync(keysOf("lost"))).toBe(false);
});
