// Commands about prompts: versions from files of a repository, examples, and evaluations that a build can rest on.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type {
  AiPrompt,
  AiPromptEvaluationWhole,
  AiPromptExampleInput,
  AiPromptKey,
} from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

const keys: readonly AiPromptKey[] = ["answer", "draft", "summary", "triage", "translate"];
const pollMs = 500;

function keyOf(text: string | undefined): AiPromptKey {
  const found = keys.find((key) => key === text);
  if (found) return found;
  throw new UsageError(`Name a prompt: ${keys.join(", ")}.`);
}

function versionOf(options: Options): number {
  const text = textOption(options, "version") ?? "";
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError("Say which version: --version N; 0 is the one that Rapport ships.");
}

async function fileOf(path: string | undefined): Promise<string> {
  if (path === undefined) throw new UsageError("Say which file.");
  return readFile(resolve(startFolder(), path), "utf8").catch(() => {
    throw new UsageError(`${path}: There is no such file.`);
  });
}

const promptText = ({ key, inForce, versions, examples, trial }: AiPrompt): string => {
  const tried = trial ? `; version ${trial.version} is tried: ${trial.words}` : "";
  return `${key}: version ${inForce} in force of ${versions.length} own, ${examples} examples${tried}`;
};

const listCommand: Command = {
  name: "ai prompts",
  summary: "List what models are told: versions, examples, trials.",
  options: connection,
  examples: ["ai prompts", "ai prompts --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const all = await clientOf(options).ai.prompts.list();
      return { exitCode: exitCodes.ok, text: all.map(promptText).join("\n"), result: all };
    }),
};

const addCommand: Command = {
  name: "ai prompts add",
  summary: "Write a version of a prompt from a text file; nothing uses it yet.",
  arguments: "<prompt> <file>",
  options: {
    ...connection,
    note: { type: "string", value: "TEXT", about: "What is different." },
  },
  examples: ["ai prompts add answer prompts/answer.txt --note 'Shorter'"],
  run: ({ options, positionals: [key, path] }) =>
    asOutcome(async () => {
      const asked = keyOf(key);
      const text = await fileOf(path);
      const note = textOption(options, "note") ?? null;
      const { data } = await clientOf(options).ai.prompts.add(asked, { text, note });
      const version = data.versions[0]?.version ?? 0;
      return {
        exitCode: exitCodes.ok,
        text: `Version ${version} of "${asked}" is written.`,
        result: { prompt: asked, version },
      };
    }),
};

const useCommand: Command = {
  name: "ai prompts use",
  summary: "Put a version of a prompt in force.",
  arguments: "<prompt>",
  options: {
    ...connection,
    version: { type: "string", value: "N", about: "Which; 0 is the one that Rapport ships." },
  },
  examples: ["ai prompts use answer --version 3"],
  run: ({ options, positionals: [key] }) =>
    asOutcome(async () => {
      const asked = keyOf(key);
      const { data } = await clientOf(options).ai.prompts.use(asked, versionOf(options));
      return { exitCode: exitCodes.ok, text: promptText(data), result: data };
    }),
};

function examplesIn(text: string, path: string): AiPromptExampleInput[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as AiPromptExampleInput];
    } catch {
      throw new UsageError(`${path}, line ${at + 1}: This is no JSON. Nothing was added.`);
    }
  });
}

const examplesCommand: Command = {
  name: "ai prompts examples",
  summary: "Add examples from JSON lines (text, passages, language, expects): all, or nothing.",
  arguments: "<prompt> <file>",
  options: connection,
  examples: ["ai prompts examples answer examples.jsonl"],
  run: ({ options, positionals: [key, path] }) =>
    asOutcome(async () => {
      const asked = keyOf(key);
      const examples = examplesIn(await fileOf(path), path ?? "");
      if (examples.length === 0) throw new UsageError(`${path}: There are no examples in it.`);
      const { data } = await clientOf(options).ai.prompts.addExamples(asked, examples);
      return { exitCode: exitCodes.ok, text: `${data.length} examples added.`, result: data };
    }),
};

function evaluationText({ state, total, done, passed, error, results }: AiPromptEvaluationWhole) {
  const failed = results.filter((one) => !one.passed);
  return [
    `${passed} of ${done} as expected${done < total ? ` (of ${total})` : ""}.`,
    ...(state === "failed" ? [`It stopped: ${error ?? "no model answered."}`] : []),
    ...failed.map(({ text, faults }) => `- ${text}\n  ${faults.join("\n  ")}`),
  ].join("\n");
}

function leastOf(options: Options): number {
  const text = textOption(options, "least") ?? "1";
  const least = Number(text);
  if (text !== "" && least >= 0 && least <= 1) return least;
  throw new UsageError("--least takes a share from 0 to 1.");
}

const evaluateCommand: Command = {
  name: "ai prompts evaluate",
  summary: "Ask a version all examples, and wait; exit code 6 when too few come back as expected.",
  arguments: "<prompt>",
  options: {
    ...connection,
    version: { type: "string", value: "N", about: "Which; 0 is the one that Rapport ships." },
    least: { type: "string", value: "SHARE", about: "Of the examples; 1 unless told." },
  },
  examples: ["ai prompts evaluate answer --version 3 --least 0.9"],
  run: ({ options, positionals: [key] }) =>
    asOutcome(async () => {
      const [asked, version, least] = [keyOf(key), versionOf(options), leastOf(options)];
      const { prompts } = clientOf(options).ai;
      const { data } = await prompts.evaluate(asked, version);
      let result = await prompts.evaluation(asked, data.id);
      while (result.state === "running") {
        await wait(pollMs);
        result = await prompts.evaluation(asked, data.id);
      }
      const isGood = result.state === "done" && result.passed >= least * result.total;
      const refused = result.state === "done" ? exitCodes.refused : exitCodes.failed;
      const exitCode = isGood ? exitCodes.ok : refused;
      return { exitCode, text: evaluationText(result), result };
    }),
};

export const promptCommands: Command[] = [
  listCommand,
  addCommand,
  useCommand,
  examplesCommand,
  evaluateCommand,
];
