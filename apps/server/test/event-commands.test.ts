// The commands about events, as people run them, against a server that runs: what is sent, what a file brings, what
// could not be taken, and what is added.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventsGround, openEventsGround } from "./events-ground.ts";

const program = fileURLToPath(new URL("../../cli/rapport.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "rapport-cli-events-"));
const slowMs = 60_000;

let ground: EventsGround;

beforeAll(async () => {
  ground = await openEventsGround();
});
afterAll(async () => {
  await ground?.close();
  rmSync(folder, { recursive: true, force: true });
});

function rapport(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = {
      PATH: process.env.PATH ?? "",
      RAPPORT_URL: ground.url,
      RAPPORT_API_KEY: ground.adminKey,
    };
    execFile(process.execPath, [program, ...words], { env, cwd: folder }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err });
    });
  });
}

const stored = async (name: string) =>
  (
    await ground.rows(
      `SELECT user_id, properties, occurred_at FROM events.entries WHERE name = '${name}' ORDER BY id`,
    )
  ).map(({ user_id: userId, properties, occurred_at: at }) => ({ userId, properties, at }));

const write = (name: string, content: string | Buffer) =>
  writeFileSync(join(folder, name), content);

it(
  "sends one event, with what is told of it and when it happened",
  async () => {
    const at = "2026-10-01T08:00:00.000Z";
    const told = ["--user", "u-1", "--properties", '{"total":49.9}', "--at", at];
    expect(await rapport("events", "send", "Ordered", ...told)).toMatchObject({
      code: 0,
      out: "Taken.",
    });
    expect(await stored("Ordered")).toEqual([{ userId: "u-1", properties: { total: 49.9 }, at }]);
    const bad = await rapport("events", "send", "Ordered", "--user", "null");
    expect(bad).toMatchObject({ code: 1, out: "Not taken: events dead-letters says why." });
  },
  slowMs,
);

it(
  "takes in files, packed or not, and a row that came before once",
  async () => {
    write(
      "orders.csv",
      "event,user id,timestamp,total,paid\nBought,u-1,2026-10-02T00:00:00Z,12.5,true\nBought,u-2,2026-10-03T00:00:00Z,,false\n",
    );
    const first = await rapport("events", "backfill", "orders.csv");
    expect(first.out).toBe(
      "2 taken, 0 were there before, 0 not taken, 0 left out for want of consent.",
    );
    expect((await stored("Bought")).map(({ properties }) => properties)).toEqual([
      { total: 12.5, paid: true },
      { paid: false },
    ]);
    const line = (n: number) =>
      JSON.stringify({ type: "track", event: "Read", userId: "u-1", messageId: `r-${n}` });
    write("read.jsonl.gz", gzipSync([line(1), line(2), line(1), "no JSON"].join("\n")));
    const packed = await rapport("events", "backfill", "read.jsonl.gz", "--json");
    expect(JSON.parse(packed.out)).toMatchObject({ accepted: 2, duplicates: 1, rejected: 1 });
    const again = await rapport("events", "backfill", "read.jsonl.gz");
    expect(again.out).toMatch(/^Went on at row 5\. 2 taken, 1 were there before, 1 not taken/);
    expect(await stored("Read")).toHaveLength(2);
  },
  slowMs,
);

it(
  "lists what could not be taken, and sends it in again",
  async () => {
    await ground.call("POST", "/event-schemas", {
      type: "track",
      name: "Strict",
      onViolation: "reject",
      spec: { properties: { n: { type: "number", required: true } } },
    });
    await rapport("events", "send", "Strict", "--user", "u-1");
    const listed = await rapport("events", "dead-letters", "--reason", "breaks_schema");
    expect(listed.out).toMatch(/breaks_schema {2}Strict/);
    const still = await rapport("events", "replay", "--reason", "breaks_schema");
    expect(still).toMatchObject({ code: 1, out: "0 taken, 1 still not." });
    await ground.call("POST", "/event-schemas/retire", { type: "track", name: "Strict" });
    const [id = ""] = listed.out.split(" ");
    expect(await rapport("events", "replay", id)).toMatchObject({
      code: 0,
      out: "1 taken, 0 still not.",
    });
    expect(await stored("Strict")).toHaveLength(1);
    const none = await rapport("events", "dead-letters", "--reason", "breaks_schema");
    expect(none.out).toBe("Everything was taken.");
  },
  slowMs,
);

it(
  "uploads a table and makes rules, which add to what comes",
  async () => {
    write("products.csv", "sku,line,price\np-1,Field,12\np-2,,7\n");
    const made = await rapport(
      ...["events", "upload-table", "products.csv", "--key-column", "sku", "--json"],
    );
    const table = JSON.parse(made.out);
    expect(table).toMatchObject({ name: "products", columns: ["line", "price"], rowCount: 2 });
    expect((await rapport("events", "tables")).out).toContain(`${table.id}  products  2 rows`);
    const from = ["--table", table.id, "--match", "sku", "--add", "line,price"];
    expect((await rapport("events", "enrich", "Product", ...from)).code).toBe(0);
    await ground.call("POST", "/people", { email: "ada@cli.example", city: "Bern" });
    const person = ["--add", "city", "--prefix", "person_", "--events", "Viewed"];
    expect((await rapport("events", "enrich", "Who", ...person)).out).toContain(
      "Viewed  city from the person",
    );
    const rules = (await rapport("events", "enrichments")).out.split("\n");
    expect(rules).toHaveLength(2);
    const told = ["--email", "ada@cli.example", "--properties", '{"sku":"p-1"}'];
    await rapport("events", "send", "Viewed", ...told);
    expect((await stored("Viewed"))[0]?.properties).toEqual({
      sku: "p-1",
      line: "Field",
      price: 12,
      person_city: "Bern",
    });
  },
  slowMs,
);

it.each([
  ["an event without a name", ["send"]],
  ["an event of nobody", ["send", "Ordered"]],
  ["properties that are no JSON", ["send", "Ordered", "--user", "u", "--properties", "{"]],
  ["a file that is not there", ["backfill", "none.csv"]],
  ["a file of no known kind", ["backfill", "orders.xls"]],
  ["letters by ids and by reason", ["replay", "x", "--reason", "no_id"]],
  ["a table without its key", ["upload-table", "products.csv"]],
  ["a key that is no column", ["upload-table", "products.csv", "--key-column", "none"]],
  ["a rule that adds nothing", ["enrich", "Who"]],
  ["a table that is not looked up", ["enrich", "Who", "--add", "city", "--table", "t"]],
])(
  "%s: exit code 2",
  async (_what, words) => {
    expect((await rapport("events", ...words)).code).toBe(2);
  },
  slowMs,
);
