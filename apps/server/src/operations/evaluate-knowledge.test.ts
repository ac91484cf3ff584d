// `knowledge eval` on small made files: what it measures, and how it refuses.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommand } from "./run-command.ts";

const root = mkdtempSync(join(tmpdir(), "rapport-eval-"));
const files = new Set(["corpus", "queries", "qrels", "answers", "encoder"]);

/** Options and their values one after another, as people type them. */
function evaluate(...words: readonly string[]) {
  const input: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 2) {
    const [name, value] = [words[at]?.slice(2) ?? "", words[at + 1] ?? ""];
    input[name] = files.has(name) ? join(root, value) : value;
  }
  return runCommand("knowledge-eval", input, {});
}

const write = (name: string, lines: readonly (object | string)[]): void =>
  writeFileSync(
    join(root, name),
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );

const corpus = [
  { _id: "d1", title: "Refunds", text: "Refunds are paid within five working days to the card." },
  { _id: "d2", title: "Invoices", text: "Invoices are sent by mail on the first day of a month." },
  { _id: "d3", title: "Seats", text: "An owner may add seats to a plan at any time." },
];
const queries = [
  { _id: "q1", text: "When is a refund paid?" },
  { _id: "q2", text: "How are invoices sent?" },
];
const head = "query-id\tcorpus-id\tscore";
const asked = [
  { question: "When are refunds paid?", answers: ["within five working days"], answerable: true },
  { question: "Who founded the harbour museum?", answers: [], answerable: false },
];

beforeAll(() => {
  write("corpus.jsonl", corpus);
  writeFileSync(
    join(root, "corpus.jsonl.gz"),
    gzipSync(corpus.map((line) => JSON.stringify(line)).join("\r\n")),
  );
  write("queries.jsonl", queries);
  write("qrels.tsv", [head, "q1\td1\t1", "q2\td2\t1"]);
  write("trec.tsv", ["q1\t0\td1\t1", "q2\t0\td2\t1", "q2\t0\td3\t0"]);
  write("answers.jsonl", asked);
  write("hard.jsonl", [{ question: "When are refunds paid?", answers: ["in ninety years"] }]);
  mkdirSync(join(root, "folder"));
  write("empty.jsonl", []);
  write("blank.jsonl", ["", { _id: "d1", title: " ", text: "" }]);
  write("broken.jsonl", [corpus[0] as object, "", '{"_id": "d2", "text": ']);
  write("list.jsonl", [corpus[0] as object, "[1, 2]"]);
  write("nameless.jsonl", [corpus[0] as object, { title: "Refunds", text: "paid" }]);
  write("twice.jsonl", [...corpus, corpus[1] as object]);
  writeFileSync(join(root, "cut.gz"), gzipSync("{}".repeat(500)).subarray(0, 14));
  write("mute.jsonl", [queries[0] as object, { _id: "q2" }]);
  write("other-query.tsv", [head, "q1\td1\t1", "q9\td2\t1"]);
  write("other-document.tsv", [head, "q1\td1\t1", "", "q2\td9\t1"]);
  write("spaces.tsv", [head, "q1 d1 1"]);
  write("none.tsv", [head, "q1\td1\t0"]);
  write("no-question.jsonl", [asked[0] as object, { answers: ["x"] }]);
  writeFileSync(join(root, "latin1.jsonl"), Buffer.from('{"_id":"d1","text":"Größe"}\n', "latin1"));
  write("odd.jsonl", [corpus[0] as object, { _id: "d2", text: ["Invoices"] }]);
  write("zeros.jsonl", [...corpus, { _id: "d4", text: "a\0zero" }, { _id: "d5", title: "" }]);
  write("more-queries.jsonl", [
    ...queries,
    { _id: "q3", text: "Who?" },
    { _id: "q4", text: "Why?" },
  ]);
  write("headed.tsv", ["\ufeff", head, "q1\td1\t1", "q1\td1\t1", "q2\td2\t0"]);
  write("disputed.tsv", [head, "q1\td1\t1", "q1\td1\t0"]);
  write("endless.tsv", [head, "q1\td1\tInfinity"]);
  write("one-text.jsonl", [{ question: "When?", answers: "now" }]);
  write("word.jsonl", [{ question: "When?", answers: ["now"], answerable: "false" }]);
  write("bare.jsonl", [{ question: "When?" }]);
  write("no-answer.jsonl", [{ question: "When?", answers: [], answerable: true }]);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const usual = ["--corpus", "corpus.jsonl"];
const search = [...usual, "--queries", "queries.jsonl", "--qrels", "qrels.tsv"];
const answers = [...usual, "--answers", "answers.jsonl"];
const judged = (qrels: string) => [...usual, "--queries", "queries.jsonl", "--qrels", qrels];
const over = (file: string) => ["--corpus", file, ...search.slice(2)];

describe("knowledge eval", () => {
  it("measures search and answers", async () => {
    const { exitCode, result } = await evaluate(...search, ...answers.slice(2));
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      ...{ ok: true, failed: [], passages: 3, language: "en" },
      search: { lexical: { ndcg10: 1, recall100: 1 } },
      answers: { questions: 2, answerable: 1, abstained: 1 },
    });
  });

  it("reads packed files and trec_eval's columns, in the language that is said", async () => {
    const packed = ["--corpus", "corpus.jsonl.gz", "--queries", "queries.jsonl"];
    const said = [...packed, "--qrels", "trec.tsv", "--language", "de", "--min-ndcg", "0.5"];
    expect(await evaluate(...said)).toMatchObject({
      exitCode: 0,
      result: { passages: 3, language: "de", search: { lexical: { recall100: 1 } } },
    });
  });

  it("says how many queries the figures are the mean of, and what is left out", async () => {
    const odd = ["--corpus", "zeros.jsonl", "--queries", "more-queries.jsonl"];
    const { result } = await evaluate(...odd, "--qrels", "headed.tsv");
    expect(result).toMatchObject({
      ...{ passages: 5, emptyPassages: 1 },
      queries: { measured: 1, unjudged: 2, withoutRelevant: 1 },
      search: { lexical: { ndcg10: 1 } },
    });
  });

  it("says which demand was not met, with an exit code of its own", async () => {
    const hard = [...usual, "--answers", "hard.jsonl", "--min-contained", "0.5"];
    expect(await evaluate(...hard)).toMatchObject({
      exitCode: 3,
      result: { ok: false, failed: ["contained is 0, below 0.5"] },
    });
  });

  it.each([
    ["no corpus", search.slice(2), /--corpus is missing/],
    ["a corpus alone", usual, /--queries and --qrels, or --answers/],
    ["queries without judgements", search.slice(0, 4), /--queries and --qrels go together/],
    ["a file that is not there", over("x.jsonl"), /--corpus .*x\.jsonl: There is no such file/],
    ["a folder", over("folder"), /--corpus .*folder: It is a folder/],
    ["a cut gzip file", over("cut.gz"), /cannot be unpacked/],
    ["an empty corpus", over("empty.jsonl"), /--corpus .*There is no text in it/],
    ["a corpus of blanks", over("blank.jsonl"), /--corpus .*There is no text in it/],
    ["broken JSON", over("broken.jsonl"), /broken\.jsonl: Line 3 is no JSON/],
    ["JSON of another kind", over("list.jsonl"), /Line 2 is no JSON object/],
    ["a text without a name", over("nameless.jsonl"), /Line 2 has no _id/],
    ["a name given twice", over("twice.jsonl"), /Line 4 has the _id "d2" of an earlier line/],
    ["letters that are no UTF-8", over("latin1.jsonl"), /--corpus .*no UTF-8/],
    ["a text that is a list", over("odd.jsonl"), /Line 2 has a "text" that is no text/],
    [
      "a query without text",
      [...usual, "--queries", "mute.jsonl", "--qrels", "qrels.tsv"],
      /--queries .*Line 2 has no text/,
    ],
    ["an unknown query", judged("other-query.tsv"), /Line 3 names the query "q9".*--queries/],
    [
      "an unknown document",
      judged("other-document.tsv"),
      /Line 4 names the document "d9".*--corpus/,
    ],
    ["columns without tabs", judged("spaces.tsv"), /Line 2 is not: query, document, grade/],
    ["two grades for one document", judged("disputed.tsv"), /Line 3 grades "d1" for "q1" with 0/],
    ["a grade without an end", judged("endless.tsv"), /Line 2 is not: query, document, grade/],
    ["judgements that find nothing right", judged("none.tsv"), /--qrels .*of no document/],
    [
      "a line without a question",
      [...usual, "--answers", "no-question.jsonl"],
      /--answers .*Line 2 has no question/,
    ],
    [
      "an answerable question without answers",
      [...usual, "--answers", "no-answer.jsonl"],
      /Line 1 is answerable and has no answers/,
    ],
    [
      "answers that are no list",
      [...usual, "--answers", "one-text.jsonl"],
      /Line 1 has "answers" that are no list/,
    ],
    [
      "a word for yes or no",
      [...usual, "--answers", "word.jsonl"],
      /Line 1 has an "answerable" that is neither/,
    ],
    [
      "a question of which nothing is said",
      [...usual, "--answers", "bare.jsonl"],
      /Line 1 has neither "answers" nor "answerable"/,
    ],
    [
      "a demand on questions that are not there",
      [...usual, "--answers", "hard.jsonl", "--min-abstained", "0.5"],
      /--min-abstained cannot be measured: every line/,
    ],
    ["a precision that is not kept", [...answers, "--precision", "1"], /from 0\.5 to 0\.99/],
    ["no questions", [...usual, "--answers", "empty.jsonl"], /There is no question in it/],
    [
      "a share above one",
      [...search, "--min-ndcg", "40"],
      /--min-ndcg is a number from 0 to 1.*"40"/,
    ],
    ["a word for a share", [...answers, "--precision", "high"], /--precision is a number.*"high"/],
    [
      "a demand that is not measured",
      [...search, "--min-right", "0.5"],
      /--min-right cannot be measured without --answers/,
    ],
    ["an unknown language", [...search, "--language", "xx"], /--language is one of en, .*"xx"/],
    ["a folder without a model", [...search, "--encoder", "folder"], /--encoder: .*no model\.onnx/],
  ] as const)(
    "refuses %s in words, with exit code 2, before anything is indexed",
    async (_what, words, message) => {
      const told = vi.spyOn(process.stderr, "write");
      const { exitCode, result, error } = await evaluate(...words);
      expect(error).toMatchObject({
        code: "operations.usage",
        message: expect.stringMatching(message),
      });
      expect({ exitCode, result }).toEqual({ exitCode: 2, result: undefined });
      expect(told).not.toHaveBeenCalled();
      told.mockRestore();
    },
  );
});
