import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../test/harness.ts";
import { inBackground } from "../background.ts";
import { newId } from "../ids.ts";
import { inTransaction } from "./database.ts";
import { translateCommitError, translateDatabaseError } from "./database-errors.ts";

let database: TestDatabase;
let workspaceId: string;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  workspaceId = newId();
});

const insert =
  "INSERT INTO platform.outbox (workspace_id, id, topic, payload) VALUES ($1, $2, 'test', '{}')";
const topics = () => database.db.reader({ workspaceId }).query("SELECT id FROM platform.outbox");

describe("a transaction", () => {
  test("sees and writes its own workspace alone", async () => {
    const other = newId();
    await database.db.tenant({ workspaceId }, (tx) => tx.query(insert, [workspaceId, newId()]));
    await database.db.tenant({ workspaceId: other }, (tx) => tx.query(insert, [other, newId()]));
    expect(await topics()).toHaveLength(1);
    await expect(
      database.db.tenant({ workspaceId }, (tx) => tx.query(insert, [other, newId()])),
    ).rejects.toThrow(/row-level security/);
    expect(() => database.db.tenant({ workspaceId: "x' OR true" }, async () => 1)).toThrow(
      "A transaction needs a workspace.",
    );
    const rows = await database.db.system((tx) =>
      tx.query("SELECT id FROM platform.outbox WHERE workspace_id = ANY($1::uuid[])", [
        [workspaceId, other],
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  test("leaves nothing of the workspace or the role behind on its connection", async () => {
    await database.db.tenant({ workspaceId }, (tx) => tx.query("SELECT 1"));
    await database.db.system((tx) => tx.query("SELECT 1"));
    const client = await database.db.pool.connect();
    const { rows } = await client.query(
      "SELECT current_user::text AS role, current_setting('rapport.workspace', true) AS workspace",
    );
    client.release();
    expect(rows[0].role).toBe("rapport_app");
    expect(rows[0].workspace ?? "").toBe("");
  });

  test("names the statement that failed, not the one that could only follow", async () => {
    const id = newId();
    const failing = database.db.tenant({ workspaceId }, async (tx) => {
      tx.send(insert, [workspaceId, id]);
      tx.send(insert, [workspaceId, id]);
      await tx.query("SELECT 1");
    });
    await expect(failing).rejects.toMatchObject({ code: "23505" });
  });

  test("is not committed when a statement that nobody waited for has failed", async () => {
    const id = newId();
    const failing = database.db.tenant({ workspaceId }, async (tx) => {
      tx.send(insert, [workspaceId, id]);
      tx.send(insert, [workspaceId, id]);
      return "done";
    });
    await expect(failing).rejects.toMatchObject({ code: "23505" });
    const swallowed = database.db.tenant({ workspaceId }, async (tx) => {
      await tx.query(insert, [workspaceId, newId()]);
      await tx.query("SELECT 1/0").catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow();
    expect(await topics()).toEqual([]);
  });

  test("cannot open another one inside, and says so at once", async () => {
    const nested = database.db.tenant({ workspaceId }, async () => {
      expect(inTransaction()).toBe(true);
      return topics();
    });
    await expect(nested).rejects.toMatchObject({ code: "platform.nested_transaction" });
    expect(inTransaction()).toBe(false);
    expect(await topics()).toEqual([]);
  });

  test("hands its connection back, whatever happens in it", async () => {
    for (let round = 0; round < 20; round += 1) {
      await database.db
        .tenant({ workspaceId }, (tx) => tx.query("SELECT nothing"))
        .catch(() => undefined);
      await database.db
        .reader({ workspaceId })
        .query("SELECT nothing")
        .catch(() => undefined);
      await database.db
        .tenant({ workspaceId }, async () => {
          throw new Error("x");
        })
        .catch(() => undefined);
    }
    const many = Array.from({ length: 40 }, () => topics());
    expect(await Promise.all(many)).toHaveLength(40);
    expect(database.db.pool.waitingCount).toBe(0);
  });
});

describe("a writer", () => {
  test("writes its own workspace alone, each statement by itself", async () => {
    const writer = database.db.writer({ workspaceId });
    await writer.query(insert, [workspaceId, newId()]);
    await expect(writer.query(insert, [newId(), newId()])).rejects.toThrow(/row-level security/);
    expect(await topics()).toHaveLength(1);
  });

  test("keeps nothing of a statement that failed, and the next one goes on", async () => {
    const id = newId();
    const writer = database.db.writer({ workspaceId });
    const twice = `WITH ids AS (SELECT $2::uuid AS id UNION ALL SELECT $2::uuid)
      INSERT INTO platform.outbox (workspace_id, id, topic, payload) SELECT $1, id, 'test', '{}' FROM ids`;
    const failing = writer.query(twice, [workspaceId, id]);
    const next = writer.query(insert, [workspaceId, newId()]);
    await expect(failing).rejects.toMatchObject({ code: "23505" });
    await next;
    expect(await topics()).toHaveLength(1);
    const { rows } = await database.db.pool.query("SHOW transaction_read_only");
    expect(rows[0].transaction_read_only).toBe("off");
  });
});

describe("work in the background", () => {
  /** All connections are held until `end` is called. */
  async function holdAll(): Promise<() => void> {
    const { pool } = database.db;
    const held = Array.from({ length: pool.options.max }, () => pool.connect());
    const clients = await Promise.all(held);
    return () => {
      for (const client of clients) client.release();
    };
  }

  test("lets requests go first that came after it", async () => {
    const end = await holdAll();
    const order: string[] = [];
    const ask = async (who: string) => {
      await database.db.tenant({ workspaceId }, async () => void order.push(who));
    };
    const waiting = [
      ...["round 1", "round 2", "round 3"].map((who) => inBackground(() => ask(who))),
      ...["request 1", "request 2"].map(ask),
    ];
    await new Promise(setImmediate);
    end();
    await Promise.all(waiting);
    expect(order.slice(0, 2)).toEqual(["request 1", "request 2"]);
    expect(order.slice(2)).toEqual(["round 1", "round 2", "round 3"]);
  });

  test("goes on, however many requests wait", async () => {
    let isDone = false;
    const requests = Array.from({ length: 2 * database.db.pool.options.max }, async () => {
      while (!isDone) await topics();
    });
    await inBackground(() => database.db.tenant({ workspaceId }, (tx) => tx.query("SELECT 1")));
    isDone = true;
    await Promise.all(requests);
    expect(database.db.pool.waitingCount).toBe(0);
  });
});

describe("a reader", () => {
  test("reads and cannot write", async () => {
    const writing = database.db.reader({ workspaceId }).query(insert, [workspaceId, newId()]);
    await expect(writing).rejects.toMatchObject({ code: "25006" });
    expect(await topics()).toEqual([]);
  });

  test("leaves nothing of itself on the connection, also after a failure", async () => {
    const { db } = database;
    const other = newId();
    const own =
      "SELECT current_setting('rapport.workspace', true) AS workspace, current_setting('transaction_read_only') AS mode";
    for (let round = 0; round < 12; round += 1) {
      const scope = { workspaceId: round % 2 === 0 ? workspaceId : other };
      const said = { workspace: scope.workspaceId, mode: "on" };
      expect(await db.reader(scope).query(own)).toEqual([said]);
      const failing = db.reader(scope).query("SELECT 1 / $1::int AS n", [round % 3]);
      await failing.catch(() => undefined);
      const { rows } = await db.pool.query(own);
      expect(rows).toEqual([{ workspace: "", mode: "off" }]);
    }
    expect(db.pool.waitingCount).toBe(0);
  });

  test("keeps apart what is asked for several workspaces at once", async () => {
    const scopes = Array.from({ length: 60 }, () => newId());
    const sql = "SELECT current_setting('rapport.workspace') AS workspace, $1::int AS n";
    const answers = await Promise.all(
      scopes.map((id, n) => database.db.reader({ workspaceId: id }).query(sql, [n])),
    );
    expect(answers).toEqual(scopes.map((workspace, n) => [{ workspace, n }]));
  });

  test("plans by values when it is asked to, with the same answer", async () => {
    const { db } = database;
    const reader = db.reader({ workspaceId });
    const sql = "SELECT $1::int + 1 AS n";
    for (let round = 0; round < 3; round += 1) {
      expect(await reader.query(sql, [round])).toEqual([{ n: round + 1 }]);
      expect(await reader.query(sql, [round], "by-values")).toEqual([{ n: round + 1 }]);
    }
  });
});

test("values come back in the form of the API", async () => {
  const [row] = await database.db.reader({ workspaceId }).query(
    `SELECT '2026-01-31 09:30:00.5+02'::timestamptz AS t, '0001-01-01T00:00:00Z'::timestamptz AS first, '2026-01-31'::date AS d,
      9007199254740991::bigint AS big, '{"a":1}'::jsonb AS j, ARRAY['x']::text[] AS list`,
  );
  expect(row).toEqual({
    t: "2026-01-31T07:30:00.500Z",
    first: "0001-01-01T00:00:00.000Z",
    d: "2026-01-31",
    big: 9007199254740991,
    j: { a: 1 },
    list: ["x"],
  });
});

test.each<[object, string]>([
  [{ code: "ECONNREFUSED" }, "platform.database_unavailable"],
  [{ code: "57P01" }, "platform.database_unavailable"],
  [{ message: "Connection terminated unexpectedly" }, "platform.database_unavailable"],
  [{ code: "53100" }, "platform.disk_full"],
  [{ code: "57014" }, "platform.query_timeout"],
  [{ code: "40P01" }, "platform.write_conflict"],
  [{ code: "55P03" }, "platform.write_conflict"],
  [{ code: "22021" }, "platform.bad_text"],
])("the driver's %j is said as %s", (error, code) => {
  expect(translateDatabaseError(Object.assign(new Error("m"), error))).toMatchObject({ code });
});

test("a connection that breaks while committing leaves the outcome open", () => {
  expect(translateCommitError({ code: "ECONNRESET" })).toMatchObject({
    code: "platform.outcome_unknown",
  });
  expect(translateCommitError({ code: "53100" })).toMatchObject({ code: "platform.disk_full" });
  const other = new Error("x");
  expect(translateCommitError(other)).toBe(other);
});
