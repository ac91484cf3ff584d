// Backups that are refused before room is made for them, and what a restore says on a full disk.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { embeddedServer, startEmbedded } from "../platform/db/index.ts";
import { frame } from "./archive.ts";
import { checkWhole } from "./check-backup.ts";
import { restore } from "./restore.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-check-"));
afterAll(() => rmSync(root, { recursive: true }));

const manifest = {
  ...{ app: "rapport", format: 1, createdAt: "2026-01-01T00:00:00Z" },
  ...{ migrations: [], schemas: [], sequences: [] },
};
const rows = '{"id":1}\n';
const sha256 = createHash("sha256").update(rows).digest("hex");
const head = (more = {}) => frame("H", { ...manifest, ...more });
const table = (text: string) => [
  frame("T", { name: "a.things" }),
  frame("D", text),
  frame("E", { rows: 1, sha256 }),
];
const file = (path: string) => [frame("F", { path, bytes: 1, mode: 0o600 }), frame("B", "x")];
const end = frame("Z", {});

function written(...frames: Buffer[]): string {
  const path = join(root, "one.rapport");
  writeFileSync(path, gzipSync(Buffer.concat(frames)));
  return path;
}

it("a whole one is taken", async () => {
  const whole = written(head(), ...table(rows), ...file("blobs/ab"), end);
  expect(await checkWhole(whole)).toMatchObject(manifest);
});

const unknown = [{ name: "9999_later.sql", checksum: "x" }];
it.each<[string, Buffer[], string]>([
  ["of a newer format", [head({ format: 9 }), end], "made by a newer version"],
  ["with a migration that this version lacks", [head({ migrations: unknown }), end], "9999_later"],
  ["that begins as none", [frame("H", { app: "rapport" }), end], "does not begin as one"],
  ["with other rows", [head(), ...table('{"id":2}\n'), end], "the rows of a.things are not those"],
  ["with a file outside", [head(), ...file("../../evil"), end], "outside the data folder"],
  ["without an end", [head(), ...table(rows)], "its end is missing"],
])("one %s is refused, and nothing is changed", async (_, frames, reason) => {
  await expect(checkWhole(written(...frames))).rejects.toThrow(reason);
});

it("a restore that finds the disk full says so", async () => {
  const server = embeddedServer(await startEmbedded("memory://"));
  const full = Object.assign(new Error("could not extend file"), { code: "53100" });
  const dataDir = mkdtempSync(join(root, "data-"));
  const deps = {
    ...{ server, dataDir, checkpointDir: "" },
    prepareDurable: () => Promise.reject(full),
  };
  const bare = written(head({ schemas: ["dbos"] }), end);
  await expect(restore(deps, bare)).rejects.toMatchObject({ code: "platform.disk_full" });
  expect(readdirSync(dataDir)).toEqual([]);
  await server.stop();
});
