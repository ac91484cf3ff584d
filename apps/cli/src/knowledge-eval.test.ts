// `rapport knowledge eval` as people run it, on small made files: what it prints, and how it refuses.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../rapport.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "rapport-eval-"));
const dataDir = join(root, "data");
const slowMs = 120_000;

interface Ran {
  code: number;
  out: string;
  err: string;
}

function evaluate(...words: string[]): Promise<Ran> {
  const environment = {
    PATH: process.env.PATH ?? "",
    RAPPORT_DATA_DIR: dataDir,
    // Nothing listens there: whoever opened a database would fail.
    RAPPORT_DATABASE_URL: "postgres://nobody@127.0.0.1:9/nothing",
  };
  return new Promise((resolve) => {
    const options = { env: environment, cwd: root };
    const all = [program, "knowledge", "eval", ...words];
    execFile(process.execPath, all, options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

const write = (name: string, lines: readonly (object | string)[]): void =>
  writeFileSync(
    join(root, name),
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );

beforeAll(() => {
  write("corpus.jsonl", [
    { _id: "d1", title: "Refunds", text: "Refunds are paid within five working days." },
    { _id: "d2", title: "Invoices", text: "Invoices are sent by mail." },
  ]);
  write("queries.jsonl", [{ _id: "q1", text: "When is a refund paid?" }]);
  write("qrels.tsv", ["query-id\tcorpus-id\tscore", "q1\td1\t1"]);
  write("broken.tsv", ["query-id\tcorpus-id\tscore", "q1\td1\t1", "q1 d2 0"]);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const search = ["--corpus", "corpus.jsonl", "--queries", "queries.jsonl", "--qrels"];

describe("knowledge eval", () => {
  it(
    "measures, needs no installation and leaves nothing behind",
    async () => {
      const ran = await evaluate(...search, "qrels.tsv", "--json");
      expect(ran.code, ran.err).toBe(0);
      expect(JSON.parse(ran.out)).toMatchObject({ ok: true, search: { lexical: { ndcg10: 1 } } });
      expect(existsSync(dataDir)).toBe(false);
    },
    slowMs,
  );

  it.each([
    [
      "a broken line",
      [...search, "broken.tsv"],
      /broken\.tsv: Line 3 is not: query, document, grade/,
    ],
    ["an unknown option", [...search, "qrels.tsv", "--speed", "9"], /speed/],
    ["no corpus", search.slice(2, 4), /--corpus is missing/],
  ] as const)(
    "refuses %s in words, with exit code 2",
    async (_what, words, message) => {
      const ran = await evaluate(...words);
      expect(ran.err).toMatch(message);
      expect({ code: ran.code, out: ran.out }).toEqual({ code: 2, out: "" });
    },
    slowMs,
  );
});
