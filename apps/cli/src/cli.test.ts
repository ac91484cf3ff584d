// The command line as people run it: help, mistakes and exit codes; and against a running server, the
// commands that ask it (control API) and those that go over HTTP.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../rapport.mjs", import.meta.url));
const serverProgram = fileURLToPath(new URL("../../server/start.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "rapport-cli-"));
const port = "4184";
const slowMs = 120_000;

const environment = {
  PATH: process.env.PATH ?? "",
  RAPPORT_DATA_DIR: join(root, "data"),
  RAPPORT_PORT: port,
  RAPPORT_DEMO: "off",
  RAPPORT_LOG_LEVEL: "error",
  RAPPORT_URL: `http://127.0.0.1:${port}`,
};

interface Ran {
  code: number;
  out: string;
  err: string;
}

function rapport(words: string[], more: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { ...environment, ...more }, cwd: root };
    execFile(process.execPath, [program, ...words], options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

async function json<T>(words: string[], more: Record<string, string> = {}): Promise<T> {
  const ran = await rapport([...words, "--json"], more);
  expect(ran.err).toBe("");
  return JSON.parse(ran.out) as T;
}

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("help", () => {
  it(
    "is what --help prints",
    async () => {
      const ran = await rapport(["backup", "--help"]);
      expect(ran).toMatchObject({ code: 0, err: "" });
      expect(ran.out).toContain("--out FILE");
    },
    slowMs,
  );
});

describe("mistakes", () => {
  it.each([
    ["no command", []],
    ["an unknown command", ["frobnicate"]],
    ["an unknown option", ["backup", "--frob"]],
    ["an argument too many", ["doctor", "now"]],
    ["a missing option", ["restore"]],
    ["a filter that is no JSON", ["export", "people", "--filter", "{city", "--key", "rk_x"]],
    ["no key for a remote command", ["export", "people"]],
    ["a method that there is not", ["api", "LOOK", "/people", "--key", "rk_x"]],
    ["a path that does not begin", ["api", "GET", "people", "--key", "rk_x"]],
    ["a body that is no JSON", ["records", "create", "people", "--data", "{", "--key", "rk_x"]],
    ["a body that is not there", ["api", "POST", "/people", "--data", "@no.json", "--key", "rk_x"]],
    ["no fields to write", ["records", "update", "people", "1", "--key", "rk_x"]],
    ["a list of none", ["records", "list", "people", "--limit", "0", "--key", "rk_x"]],
  ])(
    "%s: exit code 2",
    async (_what, words) => {
      expect((await rapport(words)).code).toBe(2);
    },
    slowMs,
  );

  it.each(["nope.csv", "."])(
    "%s, which is no file to import, is named in JSON when asked",
    async (file) => {
      const ran = await rapport(["import", file, "--key", "rk_x", "--json"]);
      expect([ran.code, ran.err]).toEqual([2, ""]);
      expect(JSON.parse(ran.out).error.message).toContain(`${join(root, file)} cannot be read: `);
    },
    slowMs,
  );

  it(
    "a server that does not answer: exit code 5, said in JSON when asked",
    async () => {
      const ran = await rapport(["export", "people", "--out", "x.csv", "--json"], {
        RAPPORT_URL: "http://127.0.0.1:9",
        RAPPORT_API_KEY: "rk_x",
      });
      expect(ran.code).toBe(5);
      expect(JSON.parse(ran.out)).toMatchObject({ error: { code: "sdk.unreachable" } });
    },
    slowMs,
  );
});

describe("with a server that runs", () => {
  let server: ChildProcess;
  let key = "";

  beforeAll(async () => {
    server = spawn(process.execPath, [serverProgram], { env: environment, cwd: root });
    await new Promise<void>((resolve, reject) => {
      server.stdout?.on(
        "data",
        (chunk: Buffer) => chunk.toString().includes("is ready") && resolve(),
      );
      server.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
    });
    await json(["workspace", "create", "--name", "Acme", "--email", "ada@example.com"]);
    key = (await json<{ secret: string }>(["api-key", "create", "--name", "tests"])).secret;
  }, slowMs);

  afterAll(async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  });

  it(
    "imports a file, and exports it again",
    async () => {
      writeFileSync(
        join(root, "people.csv"),
        "First name,Last name,E-mail\nAda,Lovelace,ada@example.com\nGrace,Hopper,grace@example.com\n",
      );
      const dry = await json<{ status: string }>(
        ["import", "people.csv", "--object", "people", "--dry-run"],
        { RAPPORT_API_KEY: key },
      );
      expect(dry.status).toBe("ready");
      const done = await json<{ status: string; counts: { created: number; bad: number } }>(
        ["import", "people.csv", "--object", "people", "--upsert-key", "email"],
        { RAPPORT_API_KEY: key },
      );
      expect(done).toMatchObject({ status: "done", counts: { created: 2, bad: 0 } });
      const exported = await rapport(
        ["export", "people", "--out", "out.csv", "--filter", '{"lastName":"Hopper"}'],
        { RAPPORT_API_KEY: key },
      );
      expect(exported.code).toBe(0);
      const text = readFileSync(join(root, "out.csv"), "utf8");
      expect(text).toContain("grace@example.com");
      expect(text).not.toContain("ada@example.com");
      writeFileSync(join(root, "out.csv"), text.replace("Hopper", "Murray"));
      const changed = await json<{ counts: object }>(
        ["import", "out.csv", "--object", "people", "--upsert-key", "id"],
        { RAPPORT_API_KEY: key },
      );
      expect(changed.counts).toMatchObject({ rows: 1, updated: 1, bad: 0 });
    },
    slowMs,
  );

  it(
    "reads dates in the order that is said, where the file does not tell",
    async () => {
      const lines = ["name,Close date,Created at", "A,01/02/2024,31/01/2024"];
      writeFileSync(join(root, "dates.csv"), lines.join("\n"));
      const words = ["import", "dates.csv", "--object", "deals", "--date-order", "mdy"];
      const { dryRun } = await json<{ dryRun: { sample: { after: object }[] } }>(
        [...words, "--dry-run"],
        { RAPPORT_API_KEY: key },
      );
      expect(dryRun.sample[0]?.after).toMatchObject({
        expectedCloseOn: "2024-01-02",
        createdAt: "2024-01-31T00:00:00.000Z",
      });
    },
    slowMs,
  );

  it(
    "an import of which no row came in: exit code 1",
    async () => {
      writeFileSync(join(root, "bad.csv"), "Last name,E-mail\nIto,not an address\n");
      const words = ["import", "bad.csv", "--object", "people", "--json"];
      for (const more of [["--dry-run"], []])
        expect((await rapport([...words, ...more], { RAPPORT_API_KEY: key })).code).toBe(1);
    },
    slowMs,
  );

  it(
    "writes and reads records by their verbs, and asks anything of the API",
    async () => {
      const withKey = { RAPPORT_API_KEY: key };
      const person = await json<{ id: string }>(
        ["records", "create", "people", "--data", '{"lastName":"Ito","city":"Rome"}'],
        withKey,
      );
      writeFileSync(join(root, "change.json"), '{"city":"Oslo"}');
      await json(["records", "update", "people", person.id, "--data", "@change.json"], withKey);
      expect(await json(["records", "get", "people", person.id], withKey)).toMatchObject({
        lastName: "Ito",
        city: "Oslo",
        version: 2,
      });
      const inOslo = ["records", "list", "people", "--filter", '{"city":"Oslo"}'];
      expect(await json(inOslo, withKey)).toMatchObject([{ id: person.id }]);
      const { actId } = await json<{ actId: string }>(
        ["records", "delete", "people", person.id],
        withKey,
      );
      expect(await json(inOslo, withKey)).toEqual([]);
      await json(["api", "POST", `/acts/${actId}/undo`], withKey);
      const page = await json<{ data: object[] }>(
        ["api", "GET", "/people", "--query", "limit=1&sort=lastName"],
        withKey,
      );
      expect(page.data).toHaveLength(1);
      const refused = await rapport(["api", "GET", "/nothing", "--json"], withKey);
      expect([refused.code, JSON.parse(refused.out).error.code]).toEqual([1, "platform.no_route"]);
    },
    slowMs,
  );

  it(
    "writes a training set as it was known at times, compares what is served, and computes a set anew",
    async () => {
      const withKey = { RAPPORT_API_KEY: key };
      const { id, createdAt } = await json<{ id: string; createdAt: string }>(
        ["records", "create", "people", "--data", '{"lastName":"Sato","country":"Japan"}'],
        withKey,
      );
      const ms = Date.parse(createdAt);
      const [before, after] = [ms - 86_400_000, ms].map((time) => new Date(time).toISOString());
      writeFileSync(join(root, "rows.csv"), `record,as_of\n${id},${before}\n${id},${after}\n`);
      const country = async (): Promise<(string | undefined)[]> => {
        const out = ["--rows", "rows.csv", "--out", "set.csv"];
        await json(["features", "export", "people", ...out], withKey);
        const [heads = [], ...rows] = readFileSync(join(root, "set.csv"), "utf8")
          .trim()
          .split("\n")
          .map((line) => line.split(","));
        return rows.map((cells) => cells[heads.indexOf("person_country")]);
      };
      await expect.poll(country, { timeout: 20_000, interval: 500 }).toEqual(["", "Japan"]);
      const all = ["--as-of", `${before},${after}`, "--out", "all.csv"];
      const made = await json<{ rows: number }>(["features", "export", "people", ...all], withKey);
      expect(made.rows).toBeGreaterThanOrEqual(2);
      expect(await json(["features", "backfill", "people"], withKey)).toMatchObject({
        isNew: true,
      });
      const parity = await json<{ parity: { wrong: number } }[]>(["features", "parity"], withKey);
      expect(parity.map(({ parity: { wrong } }) => wrong)).toEqual([0, 0, 0, 0]);
      expect(
        (await rapport(["features", "export", "people", "--out", "x.csv"], withKey)).code,
      ).toBe(2);
    },
    slowMs,
  );

  it(
    "backs up and verifies through the server",
    async () => {
      const made = await json<{ rows: number; file: string }>(["backup", "--out", "live.rapport"]);
      expect(made.file).toBe(join(root, "live.rapport"));
      expect(made.rows).toBeGreaterThan(5);
      expect(await json(["audit", "verify"])).toMatchObject({ ok: true });
      expect((await json<{ ok: boolean }>(["doctor"])).ok).toBe(true);
    },
    slowMs,
  );

  it(
    "refuses to restore over it: exit code 4",
    async () => {
      const ran = await rapport(["restore", "--in", "live.rapport"]);
      expect(ran.code).toBe(4);
      expect(ran.err).toContain("Stop it");
    },
    slowMs,
  );
});
