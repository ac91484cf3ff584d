// `rapport learn evaluate`: reads two table files, has them judged, and writes what was predicted for each row. It needs no
// installation and opens no database.
import { createWriteStream } from "node:fs";
import { access, constants, realpath, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { pipeline } from "node:stream/promises";
import { type Evaluation, evaluate, LearnFault, type Report } from "@rapport/learn";
import { contributionLines, predictionLines } from "../flows/evaluation-files.ts";
import { readTableFile } from "../flows/read-table-file.ts";
import { AppError } from "../platform/errors.ts";
import { createLearnTeam } from "../platform/learn-team.ts";

/** More threads wait for memory and for each other. */
const mostThreads = 8;

type Input = Readonly<Record<string, unknown>>;

export interface EvaluationResult extends Report {
  files: { predictions: string | null; attributions: string | null };
}

function usage(message: string): AppError {
  return new AppError("invalid", "operations.usage", message);
}

function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function need(input: Input, name: string): string {
  const value = textOf(input, name);
  if (value === undefined) throw usage(`--${name} is missing.`);
  return value;
}

const learners = ["auto", "boosted", "linear", "text", "bayes"] as const;

function learnerOf(input: Input): (typeof learners)[number] {
  const wanted = textOf(input, "learner") ?? "auto";
  const found = learners.find((name) => name === wanted);
  if (!found) throw usage(`--learner is one of ${learners.join(", ")}; it is "${wanted}".`);
  return found;
}

/** Names with commas between; a name that holds a comma stands in double quotes. */
export function namesOf(list: string | undefined): string[] {
  const cells = list?.match(/"(?:[^"]|"")*"|[^,]+/g) ?? [];
  return cells
    .map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/s, "$1")
        .replaceAll('""', '"'),
    )
    .filter((name) => name !== "");
}

async function needFile(path: string, option: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const why =
      found.code === "ENOENT" ? "There is no such file" : `It cannot be read (${found.code})`;
    throw usage(`--${option} ${path}: ${why}.`);
  }
  if (!found.isFile()) throw usage(`--${option} ${path}: This is no file.`);
  await access(path, constants.R_OK).catch(() => {
    throw usage(`--${option} ${path}: You may not read it.`);
  });
}

/** Found before minutes of training rather than after them. */
async function needFolder(path: string | undefined, option: string): Promise<void> {
  if (path === undefined) return;
  await access(dirname(path), constants.W_OK).catch(() => {
    throw usage(`--${option} ${path}: The folder is not there, or you may not write to it.`);
  });
}

/** What is written would destroy what is read, or what was written before. */
async function needDifferent(
  read: readonly string[],
  written: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  // Links lead to the same file; what is not there yet is itself.
  const placeOf = (path: string) => realpath(path).catch(() => resolve(path));
  const taken = new Map<string, string>();
  for (const path of read) taken.set(await placeOf(path), "read");
  for (const [option, path] of Object.entries(written)) {
    if (path === undefined) continue;
    const place = await placeOf(path);
    const use = taken.get(place);
    if (use) throw usage(`--${option} ${path}: This file is ${use} already; choose another.`);
    taken.set(place, "written");
  }
}

function asAppError(error: unknown): unknown {
  if (!(error instanceof LearnFault)) return error;
  const isUsage = error.code === "missing_column" || error.code === "bad_setting";
  const code = isUsage ? "operations.usage" : `operations.${error.code}`;
  return new AppError("invalid", code, error.message, {}, error);
}

async function judge(input: Input, tell: (what: string) => void): Promise<EvaluationResult> {
  const [train, test] = [need(input, "train"), need(input, "test")];
  const target = need(input, "target");
  const learner = learnerOf(input);
  const [out, contributions] = [textOf(input, "out"), textOf(input, "attributions")];
  await needFile(train, "train");
  await needFile(test, "test");
  await needFolder(out, "out");
  await needFolder(contributions, "attributions");
  await needDifferent([train, test], { out, attributions: contributions });
  tell(`reading ${train}`);
  const tables = {
    train: await readTableFile(train, { isStrict: true, tell }),
    test: await readTableFile(test, { isStrict: false, tell }),
  };
  const positive = textOf(input, "positive");
  const text = namesOf(textOf(input, "text"));
  const team = createLearnTeam(Math.min(mostThreads, availableParallelism()));
  const request = {
    ...tables,
    target,
    learner,
    drop: namesOf(textOf(input, "drop")),
    keep: namesOf(textOf(input, "keep")),
    ...(positive === undefined ? {} : { positive }),
    ...(text.length === 0 ? {} : { text }),
  };
  const host = { now: () => performance.now(), tell, team };
  const evaluation = await evaluate(request, host).finally(() => team.close());
  const files = { predictions: out ?? null, attributions: contributions ?? null };
  await writeFiles(evaluation, files, tell);
  return { ...evaluation.report, files };
}

async function writeFiles(
  evaluation: Evaluation,
  { predictions, attributions }: EvaluationResult["files"],
  tell: (what: string) => void,
): Promise<void> {
  if (attributions !== null && evaluation.attribute(0, 0) === null)
    throw usage(
      `The ${evaluation.report.learner.name} learner gives no shares of these columns; leave --attributions out, or choose another with --learner.`,
    );
  if (predictions !== null) {
    tell(`writing ${predictions}`);
    await pipeline(predictionLines(evaluation), createWriteStream(predictions));
  }
  if (attributions === null) return;
  tell(`writing ${attributions}`);
  await pipeline(contributionLines(evaluation), createWriteStream(attributions));
}

/** @param tell what is done now, for people who wait. */
export async function evaluateTable(
  input: Input,
  tell: (what: string) => void,
): Promise<EvaluationResult> {
  try {
    return await judge(input, tell);
  } catch (error) {
    throw asAppError(error);
  }
}
