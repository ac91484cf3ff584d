// PostgreSQL goes away under load and comes back: the server stays up, refuses with what to do, loses
// nothing that it acknowledged, and serves again by itself.
import { connect as connectTo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../src/platform/clock.ts";
import { type Database, openDatabase } from "../src/platform/db/index.ts";
import { createDurable } from "../src/platform/durable.ts";
import { newId } from "../src/platform/ids.ts";
import { silentLogger } from "../src/platform/logger.ts";
import { createOutbox } from "../src/platform/outbox.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

const postgresUrl = process.env.RAPPORT_TEST_DATABASE_URL;
const proxyPort = 4183;

/** Stands between the server and PostgreSQL, and can be cut. */
class Cable {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  readonly #host: string;
  readonly #port: number;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port || 5432);
  }

  async plug(): Promise<void> {
    const server = createServer((near) => {
      const far = connectTo(this.#port, this.#host);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(proxyPort, "127.0.0.1", resolve));
  }

  async cut(): Promise<void> {
    const server = this.#server;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }
}

describe.runIf(postgresUrl)("while PostgreSQL is away", () => {
  let test: TestDatabase;
  let cable: Cable;
  let db: Database;

  beforeAll(async () => {
    test = await openTestDatabase();
    const { connectionString = "" } = test.server.ownerConnection;
    cable = new Cable(connectionString);
    await cable.plug();
    const url = new URL(connectionString);
    url.host = `127.0.0.1:${proxyPort}`;
    db = openDatabase({ ...test.server, ownerConnection: { connectionString: url.toString() } }, 4);
  });

  afterAll(async () => {
    await db.close();
    await cable.cut();
    await test.close();
  });

  it("writes are refused, none that was acknowledged is lost, and all goes on after it", async () => {
    const workspaceId = newId();
    const acknowledged: string[] = [];
    const refusals = new Set<string>();
    const durable = createDurable({ db, clock: systemClock, logger: silentLogger });
    const outbox = createOutbox({ db, clock: systemClock, logger: silentLogger });
    durable.register("slow", async (run) => {
      await run.step("before", () => wait(50));
      await run.sleep(1500);
      return run.step("after", async () => "done");
    });
    await durable.launch();
    outbox.start();
    let isOver = false;
    const writer = async () => {
      while (!isOver) {
        const id = newId();
        try {
          await db.tenant({ workspaceId }, (tx) =>
            tx.query(
              "INSERT INTO platform.idempotency (workspace_id, principal_id, key, request_hash) VALUES ($1, $2, $3, '')",
              [workspaceId, workspaceId, id],
            ),
          );
          acknowledged.push(id);
        } catch (error) {
          refusals.add((error as { code: string }).code);
          await wait(50);
        }
      }
    };
    const writing = Promise.all([1, 2, 3, 4].map(writer));
    const runId = newId();
    await durable.start("slow", runId, {});
    await wait(500);
    await cable.cut();
    const before = acknowledged.length;
    await wait(3000);
    await cable.plug();
    await wait(2000);
    isOver = true;
    await writing;

    expect(before).toBeGreaterThan(10);
    expect(acknowledged.length).toBeGreaterThan(before + 10);
    expect([...refusals]).toContain("platform.database_unavailable");
    expect(refusals.has("platform.internal")).toBe(false);
    const kept = await test.db.tenant({ workspaceId }, (tx) =>
      tx.query<{ key: string }>("SELECT key FROM platform.idempotency"),
    );
    const keys = new Set(kept.map((row) => row.key));
    expect(acknowledged.filter((id) => !keys.has(id))).toEqual([]);
    expect(await durable.result(runId)).toBe("done");
    await outbox.stop();
    await durable.shutdown();
  }, 60_000);
});
