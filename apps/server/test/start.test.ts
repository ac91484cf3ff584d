// The server as a process: first and second start, who refuses whom, what is said and with which exit
// code, and that stopping and killing lose nothing.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const startFile = fileURLToPath(new URL("../start.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "rapport-start-"));
const adminKey = "rk_start-tests-0123456789abcdef";
const slowMs = 120_000;

interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

class Server {
  output = "";
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;

  constructor(environment: Record<string, string>) {
    this.process = spawn(process.execPath, [startFile], {
      env: {
        PATH: process.env.PATH,
        RAPPORT_DEMO: "off",
        RAPPORT_LOG_LEVEL: "warn",
        RAPPORT_ADMIN_KEY: adminKey,
        ...environment,
      },
      cwd: root,
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.ended = new Promise((resolve) => {
      this.process.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
  }

  ready = () => this.said("Rapport is ready");

  /** What a process says comes in pieces. */
  async said(words: string): Promise<void> {
    const ended = this.ended.then(() => "ended" as const);
    for (;;) {
      if (this.output.includes(words)) return;
      const first = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
      if (first === "ended") throw new Error(`The server ended:\n${this.output}`);
    }
  }
}

const servers: Server[] = [];
function start(folder: string, port: number, more: Record<string, string> = {}): Server {
  const server = new Server({
    RAPPORT_DATA_DIR: join(root, folder),
    RAPPORT_PORT: String(port),
    ...more,
  });
  servers.push(server);
  return server;
}

async function call(port: number, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.process.kill("SIGKILL");
    await server.ended;
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("a start", () => {
  it(
    "serves, refuses a second process on its folder, stops cleanly, and starts again with what it had",
    async () => {
      const first = start("home", 4180);
      await first.ready();
      const created = await call(4180, "POST", "/api/v1/people", { firstName: "Ada" });
      expect(created.status).toBe(201);
      const { id } = (await created.json()) as { id: string };

      const second = start("home", 4181);
      expect(await second.ended).toMatchObject({ exitCode: 4 });
      expect(second.output).toContain(`in use by process ${first.process.pid}`);

      first.process.kill("SIGTERM");
      expect(await first.ended).toMatchObject({ exitCode: 0 });

      const again = start("home", 4180);
      await again.ready();
      const found = (await (await call(4180, "GET", `/api/v1/people/${id}`)).json()) as {
        firstName: string;
      };
      expect(found.firstName).toBe("Ada");
    },
    slowMs,
  );

  it(
    "comes up after kill -9 with every write that was answered",
    async () => {
      const first = start("home", 4180);
      await first.ready();
      const created = await call(4180, "POST", "/api/v1/people", { firstName: "Grace" });
      expect(created.status).toBe(201);
      const { id } = (await created.json()) as { id: string };
      first.process.kill("SIGKILL");
      await first.ended;
      const again = start("home", 4180);
      await again.ready();
      expect((await call(4180, "GET", `/api/v1/people/${id}`)).status).toBe(200);
    },
    slowMs,
  );

  it(
    "finishes a request that is under way when it is told to stop",
    async () => {
      const server = start("home", 4180);
      await server.ready();
      const operations = Array.from({ length: 500 }, (_, index) => ({
        op: "create",
        data: { firstName: `Bulk ${index}` },
      }));
      const answer = call(4180, "POST", "/api/v1/people/bulk", { operations });
      await new Promise((resolve) => setTimeout(resolve, 30));
      server.process.kill("SIGTERM");
      expect((await answer).status).toBe(200);
      expect(await server.ended).toMatchObject({ exitCode: 0 });
    },
    slowMs,
  );
});

describe("the demo of a first start", () => {
  it(
    "is finished by the next start when the first one is killed while making it",
    async () => {
      const note = join(root, "demo", "demo-workspace.json");
      const first = start("demo", 4181, { RAPPORT_DEMO: "on" });
      while (!existsSync(note)) await new Promise((resolve) => setTimeout(resolve, 20));
      first.process.kill("SIGKILL");
      await first.ended;
      expect(first.output).not.toContain("Rapport is ready");

      const again = start("demo", 4181, { RAPPORT_DEMO: "on" });
      await again.ready();
      const { email, password, done } = JSON.parse(readFileSync(note, "utf8")) as Record<
        string,
        string | boolean
      >;
      expect(done).toBe(true);
      await again.said(`Sign in to the demo as ${email} with the password ${password}`);
      const signedIn = await call(4181, "POST", "/api/v1/auth/sign-in", { email, password });
      expect(signedIn.ok).toBe(true);
      const list = await call(4181, "GET", "/api/v1/people?limit=1&total=true");
      const { total } = (await list.json()) as { total: { count: number } };
      expect(total.count).toBeGreaterThan(500);
    },
    slowMs,
  );
});

describe("what it says when it cannot start", () => {
  it("a port in use: which, by whom, and how to choose another", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(4182, "127.0.0.1", resolve));
    const server = start("port", 4182);
    expect(await server.ended).toMatchObject({ exitCode: 4 });
    holder.close();
    expect(server.output).toContain("Port 4182 is in use");
    expect(server.output).toContain(`process ${process.pid}`);
    expect(server.output).toContain("RAPPORT_PORT=4183 npm start");
  });

  it("a setting that is none", async () => {
    const server = start("setting", 4182, { RAPPORT_ROLES: "api,wroker" });
    expect(await server.ended).toMatchObject({ exitCode: 2 });
    expect(server.output).toContain("wroker");
    expect(server.output).not.toContain("    at ");
  });

  it("a data folder that cannot be written", async () => {
    writeFileSync(join(root, "file"), "");
    const server = start("file/data", 4182);
    expect(await server.ended).toMatchObject({ exitCode: 1 });
    expect(server.output).toContain("cannot be written");
    expect(server.output).toContain("RAPPORT_DATA_DIR");
  });

  it("PostgreSQL that is not there", async () => {
    const server = start("postgres", 4182, {
      RAPPORT_DATABASE_URL: "postgres://u:secret@127.0.0.1:4189/db",
    });
    expect(await server.ended).toMatchObject({ exitCode: 5 });
    expect(server.output).toContain("Start PostgreSQL");
    expect(server.output).not.toContain("secret");
  });

  it("an old Node, with syntax that it can read", () => {
    const written: string[] = [];
    const old = {
      versions: { node: "18.20.4" },
      exitCode: 0,
      stderr: { write: (text: string) => written.push(text) },
    };
    const source = readFileSync(startFile, "utf8");
    expect(source).not.toMatch(/\?\?|\?\.|\bimport [{*"']|^import |await /m);
    new Function("process", source)(old);
    expect(old.exitCode).toBe(1);
    expect(written.join("")).toContain("npm start");
    expect(written.join("")).toContain("18.20.4");
  });
});
