// What is said of public tables, where they lie beside the project (RAPPORT_TEST_DATA, else ../shared/data).
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRawTable, type RawTable, takeRows } from "../prepare/raw-table.ts";
import { evaluate } from "./evaluate.ts";
import type { EvaluationRequest } from "./evaluation.ts";
import { clock } from "./test-tables.ts";

const beside = new URL("../../../../../shared/data/", import.meta.url).pathname;
const folder = process.env.RAPPORT_TEST_DATA ?? beside;
const isThere = existsSync(`${folder}/x-education-leads/Leads.csv`);
if (!isThere) process.stdout.write(`skipped: public tables, since ${folder} is not there\n`);

/** Lines without newlines inside quotes, which these files do not have. */
function read(file: string, delimiter: string): RawTable {
  const cells = (line: string) => {
    const found = line.match(
      new RegExp(`("(?:[^"]|"")*"|[^${delimiter}]*)(?:${delimiter}|$)`, "g"),
    );
    return (found ?? []).map((cell) =>
      cell.replace(new RegExp(`${delimiter}$`), "").replace(/^"(.*)"$/, "$1"),
    );
  };
  const [header = "", ...lines] = readFileSync(`${folder}/${file}`, "utf8").trim().split(/\r?\n/);
  const raw = createRawTable(cells(header).slice(0, header.split(delimiter).length));
  for (const line of lines) raw.add(cells(line));
  return raw.finish();
}

const part = (raw: RawTable, from: number, until: number, step = 1) =>
  takeRows(
    raw,
    Int32Array.from({ length: Math.floor((until - from) / step) }, (_, at) => from + at * step),
  );

const judge = async (request: EvaluationRequest) =>
  (await evaluate({ learner: "boosted", ...request }, clock())).report;

describe.runIf(isThere)("public tables", () => {
  test("X Education: what is written during the sale is named and left out, and nothing else", async () => {
    const raw = read("x-education-leads/Leads.csv", ",");
    const tables = { train: part(raw, 0, 7000), test: part(raw, 7000, 9240) };
    const report = await judge({ ...tables, target: "Converted" });
    expect(report.leaks.map(({ column }) => column).sort()).toEqual([
      "Asymmetrique Activity Index",
      "Asymmetrique Activity Score",
      "Asymmetrique Profile Index",
      "Asymmetrique Profile Score",
      "Last Activity",
      "Last Notable Activity",
      "Lead Profile",
      "Lead Quality",
      "Tags",
    ]);
    expect(report.signal.found).toBe(true);
  }, 300_000);

  test("Bank Marketing in order of time: duration is named, and drift withdraws the probabilities", async () => {
    const raw = read("bank-marketing/bank-additional-full.csv", ";");
    const tables = { train: part(raw, 0, 32_950, 4), test: part(raw, 32_950, 41_188, 4) };
    const report = await judge({ ...tables, target: "y" });
    expect(report.leaks.map(({ column }) => column)).toEqual(["duration"]);
    expect(report.signal.found).toBe(true);
    expect(report.baseRateDrift?.alarm).toBe(true);
    expect(["corrected", "withdrawn"]).toContain(report.probabilities.status);
  }, 300_000);

  test("opportunities of Maven: no better than the base rate", async () => {
    const raw = read("crm-sales-opportunities/sales_pipeline.csv", ",");
    const stage = raw.columns.find(({ name }) => name === "deal_stage");
    const isClosed = (row: number) =>
      ["Won", "Lost"].includes(stage?.texts[stage.codes[row] as number] ?? "");
    const closed = takeRows(
      raw,
      Int32Array.from({ length: raw.rows }, (_, row) => row).filter(isClosed),
    );
    const tables = {
      train: part(closed, 0, closed.rows, 2),
      test: part(closed, 1, closed.rows, 2),
    };
    const report = await judge({ ...tables, target: "deal_stage", positive: "Won" });
    expect(report.leaks.map(({ column }) => column)).toContain("close_value");
    expect(report.signal.words).toMatch(/^No better than the base rate/);
    expect(report.probabilities.status).toBe("base_rate");
  }, 300_000);
});
