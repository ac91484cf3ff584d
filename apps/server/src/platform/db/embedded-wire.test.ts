// What PostgreSQL's driver sends and hears over the embedded database's socket.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedDatabase, startEmbedded } from "./embedded.ts";

let embedded: EmbeddedDatabase;
beforeAll(async () => {
  embedded = await startEmbedded("memory://");
});
afterAll(() => embedded.stop());

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({
    host: embedded.socketDir,
    user: "postgres",
    database: "postgres",
    // As the pool's: what is asked goes out before the answers to what came before.
    pipeline: true,
  } as pg.ClientConfig);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const numbersIn = (rows: readonly { n: unknown }[]) => rows.map(({ n }) => Number(n));

test("answers each of many statements that come at once, in their order, also after one that fails", async () => {
  const client = await connected();
  const asked = Array.from({ length: 50 }, (_none, at) =>
    client.query({
      text: `SELECT $1::int + ${at} AS n`,
      values: [1],
      name: at % 2 ? `n${at}` : "",
    }),
  );
  const failing = client.query("SELECT 1 / $1::int", [0]);
  const text = client.query("SELECT 7 AS n; SELECT 8 AS n");
  const after = client.query("SELECT $1::int AS n", [9]);
  const answers = await Promise.all(asked);
  expect(answers.flatMap(({ rows }) => numbersIn(rows))).toEqual(asked.map((_none, at) => at + 1));
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  expect((await text) as unknown).toMatchObject([{ rows: [{ n: 7 }] }, { rows: [{ n: 8 }] }]);
  expect(numbersIn((await after).rows)).toEqual([9]);
  await client.end();
});

test("takes a value and gives an answer of many megabytes", async () => {
  const client = await connected();
  const long = "ä".repeat(3_000_000);
  const { rows } = await client.query("SELECT $1::text AS long, length($1) AS n", [long]);
  expect(rows[0].n).toBe(long.length);
  expect(rows[0].long === long).toBe(true);
  const many = await client.query("SELECT n FROM generate_series(1, 200000) AS n");
  expect(many.rows.at(-1)).toEqual({ n: 200_000 });
  await client.end();
});

test("serves who comes next once the one before has gone, whose open transaction is undone", async () => {
  const first = await connected();
  await first.query("CREATE TABLE kept (n int)");
  await first.query("BEGIN");
  await first.query("INSERT INTO kept VALUES (1)");
  const second = connected();
  const [, client] = await Promise.all([first.end(), second]);
  expect((await client.query("SELECT n FROM kept")).rows).toEqual([]);
  await client.end();
});

test("keeps nothing of a client for the next: neither role, nor settings, nor prepared statements", async () => {
  const first = await connected();
  await first.query("CREATE ROLE somebody");
  await first.query("SET ROLE somebody; SET search_path = nowhere");
  await first.query({ name: "kept", text: "SELECT 1 AS n" });
  await first.end();
  const client = await connected();
  const { rows } = await client.query(
    "SELECT current_user AS who, current_setting('search_path') AS path",
  );
  expect(rows).toEqual([{ who: "postgres", path: "public" }]);
  expect((await client.query({ name: "kept", text: "SELECT 2 AS n" })).rows).toEqual([{ n: 2 }]);
  await client.end();
});

test("serves who comes after one that went away in the middle of a message", async () => {
  const first = await connected();
  const stream = (first as unknown as { connection: { stream: import("node:net").Socket } })
    .connection.stream;
  stream.write(Buffer.from("Q\0\0\x01\0SELECT"));
  stream.destroy();
  const client = await connected();
  expect((await client.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
  await client.end();
});
