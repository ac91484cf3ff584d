// Kills real processes: what a dead one began, another (or the next start) finishes, each write once.
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { systemClock } from "./clock.ts";
import { type DatabaseServer, migrateAll, openDatabase, startDatabaseServer } from "./db/index.ts";
import { createDurable, type Durable } from "./durable.ts";
import { newId } from "./ids.ts";
import { silentLogger } from "./logger.ts";

const childFile = fileURLToPath(new URL("../../test/durable-child.ts", import.meta.url));
const postgresUrl = process.env.RAPPORT_TEST_DATABASE_URL;

interface Message {
  wrote?: number;
  launched?: boolean;
  status?: { state: string; output: unknown } | null;
}

class Child {
  readonly #process: ChildProcess;
  readonly #seen: Message[] = [];

  constructor(target: string, workspaceId: string, runId: string) {
    this.#process = fork(childFile, [target, workspaceId, runId], { execArgv: [] });
    this.#process.on("message", (message) => this.#seen.push(message as Message));
  }

  async until(wanted: (message: Message) => boolean, withinMs = 25_000): Promise<Message> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      const found = this.#seen.find(wanted);
      if (found) return found;
      if (this.#process.exitCode !== null)
        throw new Error(`The child ended with ${this.#process.exitCode}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`Not within ${withinMs} ms; last saw ${JSON.stringify(this.#seen.at(-1))}`);
  }

  async untilDone(runId: string, withinMs: number): Promise<Message> {
    const ask = setInterval(
      () => this.#process.connected && this.#process.send({ status: runId }),
      200,
    );
    try {
      return await this.until((message) => message.status?.state === "done", withinMs);
    } finally {
      clearInterval(ask);
    }
  }

  async end(how: "SIGKILL" | "stop"): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    if (how === "stop") this.#process.send({ stop: true });
    else this.#process.kill(how);
    await ended;
  }
}

const children: Child[] = [];
function child(target: string, workspaceId: string, runId: string): Child {
  const made = new Child(target, workspaceId, runId);
  children.push(made);
  return made;
}

afterEach(async () => {
  for (const each of children.splice(0)) await each.end("SIGKILL");
});

async function writtenBy(
  server: DatabaseServer,
  workspaceId: string,
  runId: string,
): Promise<number[]> {
  const db = openDatabase(server, 2);
  const rows = await db.tenant({ workspaceId }, (tx) =>
    tx.query<{ index: number }>(
      "SELECT (payload->>'index')::int AS index FROM platform.outbox WHERE topic = $1",
      [`test.${runId}`],
    ),
  );
  await db.close();
  return rows.map((row) => row.index).sort();
}

describe("after a kill", () => {
  it.skipIf(postgresUrl)(
    "the embedded database's next start finishes the run, each write once",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "rapport-durable-"));
      const first = await startDatabaseServer({
        dataDir: folder,
        databaseUrl: "",
        databasePool: 1,
      });
      await migrateAll(first);
      await first.stop();
      const workspaceId = newId();
      const runId = newId();
      const killed = child(folder, workspaceId, runId);
      await killed.until((message) => message.wrote === 1);
      await killed.end("SIGKILL");
      const next = child(folder, workspaceId, "-");
      await next.untilDone(runId, 20_000);
      await next.end("stop");
      const server = await startDatabaseServer({
        dataDir: folder,
        databaseUrl: "",
        databasePool: 1,
      });
      expect(await writtenBy(server, workspaceId, runId)).toEqual([0, 1, 2, 3, 4]);
      await server.stop();
      rmSync(folder, { recursive: true });
    },
    60_000,
  );

  it.runIf(postgresUrl)(
    "one of two survivors finishes the run within 30 s, each write once",
    async () => {
      const test = await openTestDatabase();
      const url = (test.server.ownerConnection as { connectionString: string }).connectionString;
      const workspaceId = newId();
      const runIds = [newId(), newId(), newId()];
      const survivors = [child(url, workspaceId, "-"), child(url, workspaceId, "-")];
      for (const each of survivors) await each.until((message) => message.launched === true);
      const killed = runIds.map((runId) => child(url, workspaceId, runId));
      for (const each of killed) await each.until((message) => message.wrote === 2);
      for (const each of killed) await each.end("SIGKILL");
      for (const runId of runIds) await survivors[0]!.untilDone(runId, 30_000);
      for (const runId of runIds)
        expect(await writtenBy(test.server, workspaceId, runId)).toEqual([0, 1, 2, 3, 4]);
      for (const each of survivors) await each.end("stop");
      await test.close();
    },
    90_000,
  );
});

describe("in one process", () => {
  let test: TestDatabase;
  let durable: Durable;
  const effects: string[] = [];
  let failures = 1;

  beforeAll(async () => {
    test = await openTestDatabase();
    durable = createDurable({ db: test.db, clock: systemClock, logger: silentLogger });
    durable.register("note", async (run, input: { text: string }) => {
      await run.step("effect", async () => void effects.push(`${run.id}:${input.text}`));
      await run.sleep(50);
      return input.text.toUpperCase();
    });
    durable.register("fails-once", async (run) => {
      await run.step("before", async () => void effects.push(`${run.id}:before`));
      if (failures-- > 0) throw new Error("The first try fails.");
      return "second try";
    });
    await durable.launch();
  });

  afterAll(async () => {
    await durable.shutdown();
    await test.close();
  });

  it("starts a run once for its id, whatever the number of starts", async () => {
    const id = newId();
    await Promise.all([1, 2, 3].map(() => durable.start("note", id, { text: "one" })));
    expect(await durable.result(id)).toBe("ONE");
    await durable.start("note", id, { text: "two" });
    expect(await durable.result(id)).toBe("ONE");
    expect(effects.filter((effect) => effect.startsWith(id))).toEqual([`${id}:one`]);
    expect(await durable.status(id)).toMatchObject({
      workflow: "note",
      state: "done",
      output: "ONE",
    });
  });

  it("answers null for a run that never was", async () => {
    expect(await durable.status(newId())).toBeNull();
  });

  it("names a workflow that does not exist", async () => {
    await expect(durable.start("nothing", newId(), {})).rejects.toMatchObject({
      code: "platform.unknown_workflow",
    });
  });

  it("keeps what a failed run threw", async () => {
    const id = newId();
    await durable.start("fails-once", id, {});
    await expect(durable.result(id)).rejects.toThrow("The first try fails.");
    expect(await durable.status(id)).toMatchObject({
      state: "failed",
      error: "The first try fails.",
    });
  });

  it("refuses to be touched inside a transaction, where the embedded database would hang", async () => {
    const inside = test.db.tenant({ workspaceId: newId() }, () =>
      durable.start("note", newId(), { text: "x" }),
    );
    await expect(inside).rejects.toMatchObject({ code: "platform.nested_transaction" });
  });

  it("keeps the engine's tables under forced row security, out of the app role's reach", async () => {
    const open = await test.asOwner(
      "SELECT relname FROM pg_class WHERE relnamespace = 'dbos'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)",
    );
    expect(open).toEqual([]);
    const peek = test.db.tenant({ workspaceId: newId() }, (tx) =>
      tx.query("SELECT 1 FROM dbos.workflow_status"),
    );
    await expect(peek).rejects.toThrow(/permission denied/);
  });

  it("hands its connections back as the app role", async () => {
    const rows = await test.db.tenant({ workspaceId: newId() }, (tx) =>
      tx.query("SELECT current_user AS role"),
    );
    expect(rows).toEqual([{ role: "rapport_app" }]);
  });
});
