// `rapport learn evaluate` as people run it, on small made files: what it prints and writes, and how it refuses.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../rapport.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "rapport-learn-"));
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
    const all = [program, "learn", "evaluate", ...words];
    execFile(process.execPath, all, options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** Members who leave or stay: by seats and plan, with a fixed pattern of exceptions. */
function members(rows: number, offset: number): string[] {
  return Array.from({ length: rows }, (_, at) => {
    const row = at * 7 + offset;
    const seats = 1 + ((row * 13) % 20);
    const plan = ["basic", "pro", ""][row % 3] as string;
    const leaves = seats + (plan === "basic" ? 6 : 0) + ((row * 29) % 11) > 18;
    const left = leaves ? `${1 + (row % 9)}.3.2024` : "";
    return `M${row};1.${String(seats).padStart(3, "0")},5;${plan};"a, ""b""";${left};${leaves ? "ja" : "nein"}`;
  });
}

const header = "Kunde;Umsatz;Plan;Notiz;Gekündigt closed date;Kündigung";

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(root, name), `${lines.join("\r\n")}\r\n`);
}

beforeAll(() => {
  write("a.csv", [header, ...members(240, 1)]);
  write("b.csv", [header, ...members(90, 3)]);
  writeFileSync(join(root, "a.csv.gz"), gzipSync(readFileSync(join(root, "a.csv"))));
  const latin = Buffer.from(readFileSync(join(root, "b.csv"), "utf8"), "latin1");
  writeFileSync(join(root, "latin.csv"), latin);
  write("one-class.csv", [header, ...members(240, 1).filter((line) => line.endsWith("nein"))]);
  write("few.csv", [header, ...members(4, 1)]);
  writeFileSync(join(root, "empty.csv"), "");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const usual = ["--train", "a.csv", "--test", "b.csv", "--target", "Kündigung"];

describe("learn evaluate", () => {
  it(
    "says that a test file without rows measures nothing, and which lines it could not read",
    async () => {
      const line = (at: number) =>
        JSON.stringify({ seats: at % 20, left: at % 20 > 11 !== (at % 7 === 0) ? 1 : 0 });
      const lines = Array.from({ length: 200 }, (_none, at) => line(at));
      write("rows.jsonl", [...lines, "no json"]);
      write("head.csv", ["seats,left"]);
      const words = ["--train", "rows.jsonl", "--test", "head.csv", "--target", "left"];
      const ran = await evaluate(...words, "--positive", "1.0", "--json");
      expect(ran.err).not.toMatch(/does not occur/);
      expect(ran.code).toBe(0);
      const codes = JSON.parse(ran.out).warnings.map(({ code }: { code: string }) => code);
      expect(codes).toContain("unreadable_rows");
      expect(codes).toContain("no_test_rows");
      expect(codes).not.toContain("uneven_rows");
    },
    slowMs,
  );

  it(
    "says which rows do not fit the header, and learns nothing from those with too many cells",
    async () => {
      const strange = ["M1;1;2;3;4;ja;7;8", "M2;1.020,5"];
      write("uneven.csv", [header, ...members(240, 1), ...strange]);
      const ran = await evaluate("--train", "uneven.csv", ...usual.slice(2), "--json");
      expect(ran.code).toBe(0);
      const report = JSON.parse(ran.out);
      expect(report.target.kind).toBe("binary");
      const uneven = report.warnings.find(({ code }: { code: string }) => code === "uneven_rows");
      expect(uneven.message).toContain("2 rows of the training file");
    },
    slowMs,
  );

  it(
    "prints a report as JSON and keeps progress on the standard error; no database is opened",
    async () => {
      const ran = await evaluate(...usual, "--json");
      expect(ran.err).toContain("reading ");
      expect(ran.code).toBe(0);
      const report = JSON.parse(ran.out);
      expect(report).toMatchObject({
        target: { kind: "binary", positive: "ja" },
        rows: { train: 240, test: 90 },
        learner: { name: "bayes" },
        signal: { found: true },
        probabilities: { status: "served" },
      });
      expect(report.leaks.map((leak: { column: string }) => leak.column)).toEqual([
        "Gekündigt closed date",
      ]);
      expect(report.columns.used).toEqual(["Umsatz", "Plan"]);
      for (const name of ["rocAuc", "prAuc", "logLoss", "brier", "calibrationError"]) {
        const { value, low, high } = report.metrics[name];
        expect(low).toBeLessThanOrEqual(value);
        expect(value).toBeLessThanOrEqual(high);
      }
      expect(report.metrics.rocAuc.value).toBeGreaterThan(0.85);
      expect(report.trainingSeconds).toBeGreaterThan(0);
      expect(report.microsecondsPerRow).toBeGreaterThan(0);
      expect(existsSync(dataDir)).toBe(false);
    },
    slowMs,
  );

  it(
    "writes a prediction for each row, and shares that sum to its score",
    async () => {
      const files = ["--out", "p.csv", "--attributions", "c.csv"];
      const ran = await evaluate(
        ...usual,
        ...files,
        "--learner",
        "boosted",
        "--drop",
        "Notiz,Kunde",
      );
      expect(ran.code).toBe(0);
      expect(ran.out).toContain("ROC AUC");
      expect(ran.out).toContain("asked for with --learner");
      const rowsOf = (name: string) =>
        readFileSync(join(root, name), "utf8")
          .trim()
          .split("\n")
          .map((line) => line.split(","));
      const [head, ...predictions] = rowsOf("p.csv");
      expect(head).toEqual(["row", "prediction", "probability", "score"]);
      expect(predictions).toHaveLength(90);
      const [names, ...shares] = rowsOf("c.csv");
      expect(names).toEqual(["row", "base", "Umsatz", "Plan", "score"]);
      for (const [at, line] of shares.entries()) {
        const [, base, first, second, score] = line.map(Number) as [
          number,
          number,
          number,
          number,
          number,
        ];
        expect(base + first + second).toBeCloseTo(score, 9);
        expect(score).toBe(Number(predictions[at]?.[3]));
      }
    },
    slowMs,
  );

  it(
    "reads gzip and other encodings alike",
    async () => {
      const plain = JSON.parse((await evaluate(...usual, "--json")).out);
      const files = ["--train", "a.csv.gz", "--test", "latin.csv", "--target", "Kündigung"];
      const packed = JSON.parse((await evaluate(...files, "--json")).out);
      expect(packed.metrics).toEqual(plain.metrics);
    },
    slowMs,
  );

  it.each([
    [
      "no file",
      ["--train", "no.csv", "--test", "b.csv", "--target", "Kündigung"],
      2,
      /no\.csv.*no such file/,
    ],
    ["a folder", ["--train", ".", "--test", "b.csv", "--target", "Kündigung"], 2, /no file/],
    ["no target named", ["--train", "a.csv", "--test", "b.csv"], 2, /--target is missing/],
    [
      "an unknown target",
      ["--train", "a.csv", "--test", "b.csv", "--target", "y"],
      2,
      /no column "y".*"Plan"/,
    ],
    ["an unknown learner", [...usual, "--learner", "magic"], 2, /boosted, linear, text, bayes/],
    ["an unknown value", [...usual, "--positive", "perhaps"], 1, /"ja", "nein"/],
    ["one class", ["--train", "one-class.csv", ...usual.slice(2)], 1, /same "Kündigung": "nein"/],
    ["too few rows", ["--train", "few.csv", ...usual.slice(2)], 1, /at least 10/],
    ["an empty file", ["--train", "empty.csv", ...usual.slice(2)], 1, /empty/],
    ["results over what is read", [...usual, "--out", "./a.csv"], 2, /is read already/],
    [
      "results over results",
      [...usual, "--out", "x.csv", "--attributions", "x.csv"],
      2,
      /is written already/,
    ],
    ["the target as a text", [...usual, "--text", "Kündigung"], 2, /is the target/],
    ["the target left out", [...usual, "--drop", "Kündigung"], 2, /is the target/],
    [
      "a folder for results that is not there",
      [...usual, "--out", "no/p.csv"],
      2,
      /folder is not there/,
    ],
  ] as const)(
    "refuses %s in words, with an exit code",
    async (_what, words, code, message) => {
      const ran = await evaluate(...words);
      expect(ran.err).toMatch(message);
      expect(ran.code).toBe(code);
      expect(ran.out).toBe("");
    },
    slowMs,
  );
});
