// Broken set-ups, made for real where a temporary folder and an embedded database allow it: doctor must
// name each cause, and say nothing of a healthy one.
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, diagnose, expectComplete } from "../../test/doctor-ground.ts";
import { migrateAll, startDatabaseServer } from "../platform/db/index.ts";
import { embeddedDamage } from "./doctor-database.ts";
import { diskFindings, isNodeNewEnough, missingPackages, webFindings } from "./doctor-machine.ts";
import { takeFolderLock } from "./lock.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-doctor-"));
const postgresUrl = process.env.RAPPORT_TEST_DATABASE_URL;
const freePort = "4185";

type Environment = Record<string, string>;

function settings(name: string, more: Environment = {}): Environment {
  return {
    RAPPORT_DATA_DIR: join(root, name),
    RAPPORT_PORT: freePort,
    RAPPORT_LOG_LEVEL: "silent",
    ...more,
  };
}

beforeAll(async () => {
  const server = await startDatabaseServer({
    dataDir: join(root, "used"),
    databaseUrl: "",
    databasePool: 1,
  });
  await migrateAll(server);
  await server.stop();
}, 60_000);

afterAll(() => rmSync(root, { recursive: true }));

describe("a healthy set-up", () => {
  it("has no findings", async () => {
    expect(await diagnose(settings("used"))).toMatchObject({ exitCode: 0, codes: [] });
  });
});

describe("a data folder without an installation", () => {
  it("is said to be none, and is not made", async () => {
    const { report, codes, exitCode } = await diagnose(settings("typo"));
    expect({ codes, exitCode }).toEqual({ codes: ["no-installation"], exitCode: 3 });
    expect(report.findings[0]?.what).toContain(join(root, "typo"));
    expect(report.findings[0]?.fix).toContain("RAPPORT_DATA_DIR");
    expect(existsSync(join(root, "typo"))).toBe(false);
  });
});

describe("the keys", () => {
  it.each(["audit-ed25519.pem", "session-secret"])(
    "a damaged %s is named, and nothing else",
    async (name) => {
      const keys = join(root, "used", "keys");
      mkdirSync(keys, { recursive: true });
      writeFileSync(join(keys, name), "junk\n");
      const { codes, report } = await diagnose(settings("used"));
      rmSync(keys, { recursive: true });
      expect(codes.filter((code) => code !== "checkpoints-missing")).toEqual(["key-unreadable"]);
      const finding = report.findings.find(({ code }) => code === "key-unreadable");
      expect(finding?.what).toContain(join(keys, name));
      expect(finding?.fix).toContain("from a backup of the data folder");
    },
  );

  it("a secret that the settings give makes its file meaningless", async () => {
    const keys = join(root, "used", "keys");
    mkdirSync(keys, { recursive: true });
    writeFileSync(join(keys, "session-secret"), "junk\n");
    const secret = "s".repeat(40);
    const { codes } = await diagnose(settings("used", { RAPPORT_SECRET: secret }));
    rmSync(keys, { recursive: true });
    expect(codes).not.toContain("key-unreadable");
  });
});

describe("settings", () => {
  it("finds a value that is none, and a name that is none", async () => {
    const bad = await diagnose(settings("new", { RAPPORT_PORT: "many" }));
    expect(bad).toMatchObject({ exitCode: 3, codes: ["bad-setting"] });
    expect(bad.report.findings[0]?.what).toContain("RAPPORT_PORT");
    const unknown = await diagnose(settings("new", { RAPPORT_PROT: "4100" }));
    expect(unknown.report.findings[0]?.what).toContain("RAPPORT_PROT");
  });
});

describe("the machine", () => {
  it.each([
    ["24.9.0", true],
    ["22.18.0", true],
    ["22.17.1", false],
    ["20.19.0", false],
    ["12.22.12", false],
  ])("Node %s is new enough: %s", (version, isEnough) => {
    expect(isNodeNewEnough(version)).toBe(isEnough);
  });

  it("finds packages that are not installed", () => {
    expect(missingPackages(["pg", "not-installed-anywhere"])).toEqual(["not-installed-anywhere"]);
  });

  it("finds a data folder that cannot be written", async () => {
    writeFileSync(join(root, "file"), "");
    const { codes, exitCode } = await diagnose(settings("file/data"));
    expect(exitCode).toBe(3);
    expect(codes).toContain("folder-not-writable");
  });

  it.each([
    [50_000_000, "disk-full", "error"],
    [500_000_000, "disk-nearly-full", "warning"],
  ])("with %i bytes left finds %s", (free, code, severity) => {
    expect(diskFindings("/data", free)).toMatchObject([{ code, severity }]);
    expect(diskFindings("/data", 50_000_000_000)).toEqual([]);
  });

  it("finds who has the port", async () => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(4186, "127.0.0.1", resolve));
    const { codes, report } = await diagnose(settings("used", { RAPPORT_PORT: "4186" }));
    server.close();
    expect(codes).toEqual(["port-in-use"]);
    expect(report.findings.find(({ code }) => code === "port-in-use")?.what).toContain(
      String(process.pid),
    );
  });

  it("tells a mark that a killed process left from a process that holds the folder", async () => {
    mkdirSync(join(root, "marked"));
    writeFileSync(
      join(root, "marked", "rapport.lock"),
      JSON.stringify({ pid: 999_999, host: hostname(), socketPath: "" }),
    );
    expect(await diagnose(settings("marked"))).toMatchObject({
      codes: ["no-installation", "stale-lock"],
    });
    const lock = await takeFolderLock(join(root, "marked"));
    const held = await diagnose(settings("marked"));
    await lock.release();
    expect(held).toMatchObject({ exitCode: 3, codes: ["no-installation", "folder-locked"] });
    expect(held.report.findings.find(({ code }) => code === "folder-locked")?.fix).toContain(
      `kill ${process.pid}`,
    );
  });

  it("finds that the web app is not built", () => {
    expect(webFindings(join(root, "no/index.html"))).toMatchObject([{ code: "web-not-built" }]);
  });

  it("finds a lost signing key, and lost checkpoints", async () => {
    const checkpoints = join(root, "used", "audit-checkpoints");
    mkdirSync(checkpoints);
    writeFileSync(join(checkpoints, "00000000-0000-0000-0000-000000000001.jsonl"), "{}\n");
    rmSync(join(root, "used", "keys"), { recursive: true, force: true });
    const lost = ["signing-key-lost", "session-secret-lost"];
    expect((await diagnose(settings("used"))).codes).toEqual(lost);
    expect((await diagnose(settings("used"))).codes, "nothing was made").toEqual(lost);
    rmSync(checkpoints, { recursive: true });
    mkdirSync(join(root, "used", "keys"), { recursive: true });
    writeFileSync(join(root, "used", "keys", "audit-ed25519.pem"), "x");
    expect((await diagnose(settings("used"))).codes).toContain("checkpoints-missing");
    rmSync(join(root, "used", "keys"), { recursive: true });
  });
});

describe("the embedded database", () => {
  it("is seen to be damaged by its version file and by its control file", async () => {
    const database = join(root, "damaged", "database");
    mkdirSync(join(database, "global"), { recursive: true });
    mkdirSync(join(database, "base"));
    expect(embeddedDamage(join(root, "damaged"))).toContain("PG_VERSION is missing");
    writeFileSync(join(database, "PG_VERSION"), "garbage\n");
    expect(embeddedDamage(join(root, "damaged"))).toContain("garbage");
    writeFileSync(join(database, "PG_VERSION"), "18\n");
    expect(embeddedDamage(join(root, "damaged"))).toContain("pg_control is missing");
    writeFileSync(join(database, "global", "pg_control"), Buffer.alloc(8192));
    expect(embeddedDamage(join(root, "damaged"))).toBeNull();
    truncateSync(join(database, "global", "pg_control"), 100);
    expect(await diagnose(settings("damaged"))).toMatchObject({
      exitCode: 3,
      codes: ["embedded-damaged"],
    });
  });

  it("is seen to be of another version, edited, or behind", async () => {
    await asOwner(
      join(root, "used"),
      "INSERT INTO platform.migrations (name, checksum) VALUES ('9999_future.sql', 'x')",
      "UPDATE platform.migrations SET checksum = 'x' WHERE name LIKE '0002%'",
      "UPDATE platform.migrations SET name = '0000_older.sql' WHERE name LIKE '0003%'",
    );
    const { codes, report } = await diagnose(settings("used"));
    expect(codes).toEqual(["newer-database", "edited-migration", "pending-migrations"]);
    expectComplete(report.findings);
  });

  it("is seen to have unprotected tables and too mighty roles", async () => {
    await asOwner(
      join(root, "used"),
      "ALTER TABLE access.roles NO FORCE ROW LEVEL SECURITY",
      "ALTER ROLE rapport_app BYPASSRLS",
    );
    const { codes, report } = await diagnose(settings("used"));
    expect(codes).toContain("row-security-off");
    expect(codes).toContain("role-above-row-security");
    expect(report.findings.find(({ code }) => code === "row-security-off")?.fix).toContain(
      "access.roles",
    );
  });
});

describe("PostgreSQL", () => {
  it("is seen to be away, or nowhere, without showing the password", async () => {
    const refused = await diagnose(
      settings("away", { RAPPORT_DATABASE_URL: "postgres://u:secret@127.0.0.1:4189/x" }),
    );
    expect(refused).toMatchObject({ exitCode: 3, codes: ["database-refused"] });
    expect(JSON.stringify(refused.report)).not.toContain("secret");
    const nowhere = await diagnose(
      settings("away", { RAPPORT_DATABASE_URL: "postgres://u@no-such-host.invalid/x" }),
    );
    expect(nowhere.codes).toEqual(["database-unknown-host"]);
  });

  it("is seen to ask for another password", async () => {
    const server = createServer((socket) => {
      const fields = "SFATAL\0C28P01\0Mpassword authentication failed\0\0";
      const answer = Buffer.alloc(5);
      answer.write("E");
      answer.writeInt32BE(4 + fields.length, 1);
      socket.once("data", () => socket.end(Buffer.concat([answer, Buffer.from(fields)])));
    });
    await new Promise<void>((resolve) => server.listen(4187, "127.0.0.1", resolve));
    const { codes } = await diagnose(
      settings("away", { RAPPORT_DATABASE_URL: "postgres://u:p@127.0.0.1:4187/x" }),
    );
    server.close();
    expect(codes).toEqual(["database-wrong-password"]);
  });

  it.runIf(postgresUrl)("is seen to lack the database", async () => {
    const url = new URL(postgresUrl ?? "");
    url.pathname = "/no_such_database";
    const { codes } = await diagnose(settings("away", { RAPPORT_DATABASE_URL: url.toString() }));
    expect(codes).toEqual(["database-no-such-database"]);
  });
});
