// Triage that learned: trained in a thread of its own and never while somebody waits, asked in the transaction of a
// message by whatever was read into memory. Files never change under a version, so nothing in memory can be stale.
import type { TriageGuess, TriageLearning } from "@rapport/contracts";
import type { TextModel } from "@rapport/learn";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { systemContext } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { inOwnThread } from "../../platform/own-thread.ts";
import { createRounds } from "../../platform/rounds.ts";
import { countTriageExamples, type TriageExample, triageExamples } from "../conversations/index.ts";
import type { InboxDeps } from "./deps.ts";
import {
  type Example,
  fewestExamples,
  type Learned,
  type LearnedField,
  learnedFields,
  learnedGuess,
  modelOfFile,
} from "./learn-triage.rules.ts";
import { type LearnedRow, learnedFile, learnedRows, saveLearned } from "./learned.store.ts";

const mostExamples = 5000;
const mostKept = 40;
const everyMs = 600_000;
/** A workspace is learned from anew when so much came. */
const newShare = 0.1;
const fewestNew = 20;

const kept = new Map<string, TextModel>();

async function modelFor(
  tx: Reader,
  { field, version }: Pick<LearnedRow, "field" | "version">,
): Promise<TextModel | null> {
  const known = kept.get(version);
  if (known) return known;
  const file = await learnedFile(tx, field, version);
  if (file === null) return null;
  const model = modelOfFile(new Uint8Array(file));
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? "");
  kept.set(version, model);
  return model;
}

/** What was learned says of a message; fields of which it says nothing are left to the rules. */
export async function learnedTriage(
  tx: Reader,
  subject: string | null,
  text: string,
): Promise<Partial<Record<LearnedField, TriageGuess>>> {
  const found: Partial<Record<LearnedField, TriageGuess>> = {};
  for (const row of (await learnedRows(tx)).filter(({ isUsed }) => isUsed)) {
    const model = await modelFor(tx, row);
    const guess = model && learnedGuess(model, subject, text);
    if (!guess) continue;
    const { value, confidence, words } = guess;
    const quoted = words.map((word) => `“${word}”`).join(", ");
    const reason = quoted === "" ? "Like others that members settled so" : `It says ${quoted}`;
    found[row.field] = { value, confidence, rung: "learned", reasons: [reason] };
  }
  return found;
}

export async function triageLearning({ db }: InboxDeps, ctx: Ctx): Promise<TriageLearning[]> {
  const tx = db.reader(ctx);
  const rows = await learnedRows(tx);
  const settled = await countTriageExamples(tx, mostExamples);
  return learnedFields.map((field) => {
    const row = rows.find((one) => one.field === field);
    return {
      field,
      by: row?.isUsed ? ("learned" as const) : ("rules" as const),
      words:
        row?.words ??
        `${settled} ${settled === 1 ? "conversation is" : "conversations are"} settled; it takes ${fewestExamples} to learn.`,
      examples: row?.examples ?? settled,
      tested: row?.tested ?? 0,
      learnedRight: row?.learnedRight ?? 0,
      rulesRight: row?.rulesRight ?? 0,
      trainedAt: row?.trainedAt ?? null,
    };
  });
}

type TrainDeps = Pick<InboxDeps, "db" | "clock" | "logger" | "workspaceIds" | "withoutTraining">;

const file = new URL("./triage-thread.ts", import.meta.url);

function examplesFor(field: LearnedField, all: readonly TriageExample[]): Example[] {
  return all.flatMap(({ subject, text, category, priority }) => {
    const label = field === "category" ? category : priority;
    return label === null ? [] : [{ subject, text, label }];
  });
}

/** Learns from a workspace now; for its upkeep and for tests. */
export async function learnFrom(
  deps: TrainDeps,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<void> {
  const ctx = systemContext(workspaceId, newId());
  const all = await deps.db.tenant(ctx, async (tx) => {
    const found = await triageExamples(tx, mostExamples);
    const people = [...new Set(found.flatMap(({ personId }) => personId ?? []))];
    const without = await deps.withoutTraining(tx, people);
    return found.filter(({ personId }) => personId === null || !without.has(personId)).reverse();
  });
  for (const field of learnedFields) {
    const task = { field, examples: examplesFor(field, all) };
    const doing = "learning of triage";
    const learned = await inOwnThread<Learned>(task, { file, doing, memoryMb: 512, signal });
    const row = { ...learned, field, version: newId(), trainedAt: nowIso(deps.clock) };
    await deps.db.tenant(ctx, (tx) => saveLearned(tx, row, learned.file));
  }
}

/** Whether so much was settled since it last learned that it should learn anew. */
async function isDue({ db }: TrainDeps, workspaceId: string): Promise<boolean> {
  const tx = db.reader({ workspaceId });
  const settled = await countTriageExamples(tx, mostExamples);
  if (settled < fewestExamples) return false;
  const rows = await learnedRows(tx);
  if (rows.length < learnedFields.length) return true;
  const learnedFrom = Math.max(...rows.map(({ examples }) => examples));
  return settled - learnedFrom >= Math.max(fewestNew, learnedFrom * newShare);
}

export interface LearningUpkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createLearningUpkeep(deps: TrainDeps & { isAutomatic: boolean }): LearningUpkeep {
  const rounds = createRounds({
    round,
    pauseMs: everyMs,
    logger: deps.logger,
    failed: "Triage could not learn; trying again",
  });

  async function round(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds())
      if (!signal.aborted && (await isDue(deps, workspaceId)))
        await learnFrom(deps, workspaceId, signal);
  }

  return {
    start: () => {
      if (deps.isAutomatic) rounds.start();
    },
    stop: rounds.stop,
  };
}
