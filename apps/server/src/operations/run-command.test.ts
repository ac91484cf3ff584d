// The commands as an administrator meets them, on installations of their own in temporary folders.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TableHash } from "../platform/db/index.ts";
import { type CommandOutcome, runCommand } from "./run-command.ts";

const postgresUrl = process.env.RAPPORT_TEST_DATABASE_URL;
const root = mkdtempSync(join(tmpdir(), "rapport-commands-"));
const home = {
  RAPPORT_DATA_DIR: join(root, "home"),
  RAPPORT_DEMO: "off",
  RAPPORT_LOG_LEVEL: "silent",
};
const file = join(root, "whole.rapport");
const database = `rapport_commands_${process.pid}`;

async function ask<T>(
  name: string,
  input: Record<string, unknown> = {},
  environment: Record<string, string> = home,
): Promise<T> {
  const outcome = await runCommand(name, input, environment);
  expect(outcome.error).toBeUndefined();
  return outcome.result as T;
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

function databaseUrl(): string {
  const url = new URL(postgresUrl ?? "");
  url.pathname = `/${database}`;
  return url.toString();
}

let hashes: Record<string, TableHash>;

beforeAll(async () => {
  const { email, password } = await ask<{ email: string; password: string }>("seed", {
    companies: "20",
  });
  expect(email).toMatch(/@ostravane\.example$/);
  expect(password.length).toBeGreaterThan(12);
  hashes = await ask("hashes");
  await ask("backup", { out: file });
}, 120_000);

afterAll(async () => {
  if (postgresUrl) await administer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  rmSync(root, { recursive: true });
});

describe("seed", () => {
  it("makes the simulated company with all its lists", () => {
    for (const table of [
      "people",
      "companies",
      "deals",
      "line_items",
      "tickets",
      "tasks",
      "notes",
      "activities",
    ]) {
      expect(hashes[`records.${table}`]?.rows, table).toBeGreaterThan(15);
    }
    expect(hashes["records.pipelines"]?.rows).toBe(2);
    expect(hashes["records.products"]?.rows).toBe(12);
    expect(hashes["governance.audit_entries"]?.rows).toBeGreaterThan(500);
  });
});

describe("backup and restore", () => {
  it("brings the demo back with equal hashes and a whole audit log, and goes on from there", async () => {
    const copy = { ...home, RAPPORT_DATA_DIR: join(root, "copy") };
    await ask("restore", { in: file }, copy);
    expect(await ask("hashes", {}, copy)).toEqual(hashes);
    expect(await ask("audit-verify", {}, copy)).toMatchObject({ ok: true });
    const key = await ask<{ secret: string }>("api-key-create", { name: "after" }, copy);
    expect(key.secret).toMatch(/^rk_/);
  }, 120_000);

  it("refuses a second restore, and replaces only when told, after a backup", async () => {
    const copy = { ...home, RAPPORT_DATA_DIR: join(root, "copy") };
    const refused = await runCommand("restore", { in: file }, copy);
    expect(refused).toMatchObject({ exitCode: 1, error: { code: "operations.not_empty" } });
    await ask("restore", { in: file, replace: true }, copy);
    expect(await ask("hashes", {}, copy)).toEqual(hashes);
    const saved = readdirSync(join(root, "copy", "backups"));
    expect(saved.filter((name) => name.startsWith("before-restore-"))).toHaveLength(1);
  }, 120_000);

  it.runIf(postgresUrl)(
    "moves to PostgreSQL and back home with equal hashes",
    async () => {
      await administer(`CREATE DATABASE ${database}`);
      const grown = {
        ...home,
        RAPPORT_DATA_DIR: join(root, "grown"),
        RAPPORT_DATABASE_URL: databaseUrl(),
      };
      await ask("restore", { in: file }, grown);
      expect(await ask("hashes", {}, grown)).toEqual(hashes);
      expect(await ask("audit-verify", {}, grown)).toMatchObject({ ok: true });
      const second = join(root, "second.rapport");
      await ask("backup", { out: second }, grown);
      const back = { ...home, RAPPORT_DATA_DIR: join(root, "back") };
      await ask("restore", { in: second }, back);
      expect(await ask("hashes", {}, back)).toEqual(hashes);
      expect(await ask("audit-verify", {}, back)).toMatchObject({ ok: true });
    },
    180_000,
  );

  it("leaves nothing behind when the place for the backup cannot be written", async () => {
    const blocked = join(root, "not-a-folder");
    writeFileSync(blocked, "");
    const outcome = await runCommand("backup", { out: join(blocked, "x.rapport") }, home);
    expect(outcome).toMatchObject({ exitCode: 2, error: { code: "operations.usage" } });
    expect(existsSync(join(blocked, "x.rapport.part"))).toBe(false);
  }, 60_000);
});

describe("mistakes", () => {
  const cases: [string, string, Record<string, unknown>, Partial<CommandOutcome>][] = [
    ["an unknown workspace", "api-key-create", { workspace: "nobody" }, { exitCode: 2 }],
    ["a restore without a file", "restore", {}, { exitCode: 2 }],
    ["a backup that is not there", "restore", { in: "/nowhere.rapport" }, { exitCode: 2 }],
  ];

  it.each(cases)(
    "%s is wrong usage",
    async (_what, name, input, expected) => {
      expect(await runCommand(name, input, home)).toMatchObject(expected);
    },
    60_000,
  );

  it.each(["backup", "audit-verify", "hashes", "status", "api-key-create", "member-deactivate"])(
    "%s in a folder without an installation says so, and makes none",
    async (name) => {
      const typo = join(root, "typo");
      const outcome = await runCommand(name, {}, { ...home, RAPPORT_DATA_DIR: typo });
      expect(outcome).toMatchObject({
        exitCode: 2,
        error: { code: "operations.no_installation" },
      });
      expect(outcome.error?.message).toContain(typo);
      expect(outcome.error?.message).toContain("RAPPORT_DATA_DIR");
      expect(existsSync(typo)).toBe(false);
    },
  );

  it("a bad setting is wrong usage and names the setting", async () => {
    const outcome = await runCommand("hashes", {}, { ...home, RAPPORT_PORT: "many" });
    expect(outcome).toMatchObject({
      exitCode: 2,
      error: { message: expect.stringContaining("RAPPORT_PORT") },
    });
  });

  it("a database that cannot be reached has an exit code of its own", async () => {
    const outcome = await runCommand(
      "hashes",
      {},
      { ...home, RAPPORT_DATABASE_URL: "postgres://x@127.0.0.1:4189/x" },
    );
    expect(outcome).toMatchObject({
      exitCode: 5,
      error: { message: expect.stringContaining("Start PostgreSQL") },
    });
  });
});
