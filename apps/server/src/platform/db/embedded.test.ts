import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startEmbedded } from "./embedded.ts";

test("a killed process's socket folder is removed by the next start, and nothing else", async () => {
  const home = mkdtempSync(join(tmpdir(), "embedded-test-"));
  const note = join(home, "db.socket");
  const left = mkdtempSync(join(tmpdir(), "rapport-"));
  writeFileSync(note, left);
  const first = await startEmbedded(join(home, "db"));
  expect(existsSync(left)).toBe(false);
  expect(readFileSync(note, "utf8")).toBe(first.socketDir);
  await first.stop();

  writeFileSync(note, home);
  const second = await startEmbedded(join(home, "db"));
  expect(existsSync(home)).toBe(true);
  await second.stop();
  rmSync(home, { recursive: true, force: true });
});
