// Models by command line against a running server: the demo's, whose past can be learned from, and an empty workspace's,
// where every gate refuses.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../rapport.mjs", import.meta.url));
const serverProgram = fileURLToPath(new URL("../../server/start.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "rapport-cli-models-"));
const port = "4186";
const slowMs = 240_000;

const environment = {
  PATH: process.env.PATH ?? "",
  RAPPORT_DATA_DIR: join(root, "data"),
  RAPPORT_PORT: port,
  RAPPORT_MODELS: "off",
  RAPPORT_LOG_LEVEL: "error",
  RAPPORT_URL: `http://127.0.0.1:${port}`,
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
type Json = any;

function rapport(words: string[], key = ""): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...environment, RAPPORT_API_KEY: key }, cwd: root };
    execFile(process.execPath, [program, ...words], options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

async function json(words: string[], key = ""): Promise<{ code: number; body: Json }> {
  const { code, out } = await rapport([...words, "--json"], key);
  return { code, body: JSON.parse(out) };
}

let server: ChildProcess;
/** Of the demo's workspace, and of the empty one. */
let [demo, empty] = ["", ""];

beforeAll(async () => {
  server = spawn(process.execPath, [serverProgram], { env: environment, cwd: root });
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on(
      "data",
      (chunk: Buffer) => chunk.toString().includes("is ready") && resolve(),
    );
    server.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  demo = (await json(["api-key", "create", "--name", "tests"])).body.secret;
  const made = await json(["workspace", "create", "--name", "Acme", "--email", "ada@example.com"]);
  const of = ["--workspace", made.body.workspaceId];
  empty = (await json(["api-key", "create", "--name", "tests", ...of])).body.secret;
}, slowMs);

afterAll(async () => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(root, { recursive: true, force: true });
});

describe("a past that can be learned from", () => {
  it(
    "is trained on, evaluated, put in force and gone back from: exit code 0",
    async () => {
      const first = await json(["models", "train", "lead-score"], demo);
      expect(first).toMatchObject({ code: 0, body: { release: { number: 1, passed: true } } });
      const evaluated = await json(["models", "evaluate", "lead-score"], demo);
      expect(evaluated).toMatchObject({ code: 0, body: { number: 1, passed: true } });
      expect(evaluated.body.evaluation.metrics.rocAuc.value).toBeGreaterThan(0.8);
      const second = await json(["models", "train", "lead-score"], demo);
      expect(second.body.release.number).toBe(2);
      const put = ["models", "promote", "lead-score", "--release", "2"];
      expect(await json(put, demo)).toMatchObject({ code: 0, body: { release: 2, promoted: 2 } });
      const back = await json(["models", "rollback", "lead-score"], demo);
      expect(back).toMatchObject({ code: 0, body: { model: "lead-score", release: 1 } });
    },
    slowMs,
  );

  it(
    "is shown as a card, explained for a record, and tried with made-up values",
    async () => {
      const card = await rapport(["models", "card", "lead-score"], demo);
      expect(card).toMatchObject({ code: 0, err: "" });
      expect(card.out).toContain("In force: release 1.");
      expect(card.out).toContain("Passed the gates.");
      expect((await rapport(["models", "list"], demo)).out).toContain("lead-score  Lead score");
      const { body: people } = await json(
        ["records", "list", "people", "--sort=-custom.leadScore", "--limit", "1"],
        demo,
      );
      const explained = await rapport(["models", "explain", "people", people[0].id], demo);
      expect(explained.out).toMatch(/^Lead score: \d+ of 100/);
      expect(explained.out).toMatch(/\[learned, release \d+\]/);
      const values = '{"ageDays":1,"leadSource":"referral"}';
      const tried = await json(["models", "try", "lead-score", values, "--release", "1"], demo);
      expect(tried).toMatchObject({ code: 0, body: { model: "lead-score", release: 1 } });
      const odd = await json(["models", "try", "lead-score", '{"shoeSize":44}'], demo);
      expect(odd).toMatchObject({ code: 1, body: { error: { code: "models.unknown_feature" } } });
    },
    slowMs,
  );
});

describe("an empty past", () => {
  it(
    "is refused by the gates, at each command that meets them: exit code 6",
    async () => {
      const trained = await json(["models", "train", "lead-score"], empty);
      expect(trained.code).toBe(6);
      expect(trained.body.release.refusals.join(" ")).toContain("past cases");
      const evaluated = await rapport(["models", "evaluate", "lead-score"], empty);
      expect(evaluated.code).toBe(6);
      expect(evaluated.out).toContain("REFUSED by the gates:");
      const put = await json(["models", "promote", "lead-score"], empty);
      expect(put).toMatchObject({ code: 6, body: { error: { code: "models.refused" } } });
      const back = await json(["models", "rollback", "lead-score"], empty);
      expect(back).toMatchObject({ code: 1, body: { error: { code: "models.nothing_before" } } });
    },
    slowMs,
  );

  it.each([
    ["a model without a release", ["models", "evaluate", "deal-win"]],
    ["a release that there is not", ["models", "promote", "lead-score", "--release", "9"]],
    ["a role that there is not", ["models", "promote", "lead-score", "--role", "boss"]],
    ["no model", ["models", "train"]],
    ["no record", ["models", "explain", "people"]],
    ["values that are no JSON", ["models", "try", "lead-score", "{"]],
  ])(
    "%s: exit code 2",
    async (_what, words) => {
      expect((await rapport(words, empty)).code).toBe(2);
    },
    slowMs,
  );
});

describe("prompts", () => {
  it(
    "are written from files and judged by examples; every fault has its exit code and words",
    async () => {
      const written = (name: string, text: string) => writeFileSync(join(root, name), text);
      written("answer.txt", "Answer in one sentence.");
      written("good.jsonl", '{"text":"When?","expects":{"has":["today"]}}\n\n');
      written("broken.jsonl", '{"text":"When?","expects":{}}\n{"text":\n');
      written("odd.jsonl", '{"text":"When?","expects":{"maxWords":0}}\n');
      const words = (...asked: string[]) => rapport(["ai", "prompts", ...asked], demo);
      expect((await words("add", "answer", "answer.txt")).out).toContain('Version 1 of "answer"');
      expect((await words()).out).toContain("answer: version 0 in force of 1 own, 0 examples");
      const broken = await words("examples", "answer", "broken.jsonl");
      expect([broken.code, broken.err]).toEqual([2, expect.stringContaining("line 2")]);
      expect((await words("examples", "answer", "odd.jsonl")).code).toBe(1);
      expect((await words("examples", "answer", "none.jsonl")).code).toBe(2);
      const early = await words("evaluate", "answer", "--version", "1");
      expect([early.code, early.err]).toEqual([1, expect.stringContaining("Add examples")]);
      expect((await words("examples", "answer", "good.jsonl")).out).toContain("1 examples added");
      const unasked = await words("evaluate", "answer", "--version", "1");
      expect([unasked.code, unasked.out]).toEqual([1, expect.stringContaining("No model")]);
      expect((await words("evaluate", "answer")).code).toBe(2);
      expect((await words("evaluate", "nothing", "--version", "1")).code).toBe(2);
      expect((await words("use", "answer", "--version", "1")).out).toContain("version 1 in force");
    },
    slowMs,
  );
});
