// Trials as they stand, what became of answers within them, and their end by evidence.
import type { AiPromptKey, AiPromptTrial } from "@rapport/contracts";
import type { BettingState } from "@rapport/learn";
import { nowIso } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { ReadyPrompt } from "./choose.ts";
import type { PromptsDeps } from "./ports.ts";
import { type ArmCounts, judgeTrial, trialWords } from "./trial.rules.ts";
import {
  addUse,
  countUses,
  type Evidence,
  openTrials,
  type StoredTrial,
  tellUse,
  toldUses,
  trialsOf,
} from "./trials.store.ts";

const shown = 20;
/** Beyond it a number says nothing more. */
const mostEvidence = 1e9;

/** Of one prompt all of them, the newest first; `null`: those that run, of every prompt. */
export async function describeTrials(
  reader: Reader,
  key: AiPromptKey | null,
): Promise<AiPromptTrial[]> {
  const trials = key === null ? await openTrials(reader) : await trialsOf(reader, key, shown);
  const ids = trials.map(({ id }) => id);
  const counts = ids.length > 0 ? await countUses(reader, ids) : [];
  const described: AiPromptTrial[] = [];
  for (const trial of trials) {
    const arm = (isTried: boolean, version: number): ArmCounts => {
      const own = counts.find((one) => one.trialId === trial.id && one.isTried === isTried);
      const { uses, kept, dropped } = own ?? { uses: 0, kept: 0, dropped: 0 };
      return { version, uses, kept, dropped };
    };
    const arms = [arm(false, trial.against), arm(true, trial.version)] as const;
    const { better, worse } = await evidenceOf(reader, trial);
    described.push({
      ...trial,
      ...{ better, worse },
      arms: [...arms],
      words: trialWords(trial.state, arms),
    });
  }
  return described;
}

/** What is known now, or what was when it ended. A prompt has one open trial at most. */
export async function evidenceOf(
  reader: Reader,
  { id, share, better, worse }: StoredTrial,
): Promise<Evidence & Pick<BettingState, "verdict">> {
  if (better !== null && worse !== null) return { better, worse, verdict: "open" };
  const told = judgeTrial(share, await toldUses(reader, id));
  return {
    better: Math.min(told.better, mostEvidence),
    worse: Math.min(told.worse, mostEvidence),
    verdict: told.verdict,
  };
}

type Deps = Pick<PromptsDeps, "db" | "clock">;

/** A model answered under this prompt; `isKept` null: it is not known yet what becomes of it. */
export async function noteUse(
  { db, clock }: Deps,
  ctx: Ctx,
  { trial }: Pick<ReadyPrompt, "trial">,
  { callId, isKept }: { callId: string; isKept: boolean | null },
): Promise<void> {
  if (trial === null) return;
  const use = { callId, trialId: trial.id, isTried: trial.isTried, at: nowIso(clock), isKept };
  await db.tenant(ctx, (tx) => addUse(tx, use));
}

/** What became of it, later. */
export async function tell(
  { db, clock }: Deps,
  ctx: Ctx,
  callId: string,
  isKept: boolean,
): Promise<void> {
  await db.tenant(ctx, (tx) => tellUse(tx, callId, isKept, nowIso(clock)));
}

/** Ends the trials of a workspace that are decided. Answers how many were. */
export async function endDecided(
  { db, acts }: Pick<PromptsDeps, "db" | "acts">,
  workspaceId: string,
): Promise<number> {
  const ctx = systemContext(workspaceId, newId());
  const decided = await db.tenant({ workspaceId }, async (tx) => {
    const found: { key: AiPromptKey; id: string; state: "promoted" | "rolled-back" }[] = [];
    for (const trial of await openTrials(tx)) {
      const { verdict } = await evidenceOf(tx, trial);
      const { key, id } = trial;
      if (verdict !== "open")
        found.push({ key, id, state: verdict === "better" ? "promoted" : "rolled-back" });
    }
    return found;
  });
  for (const one of decided) {
    await acts.perform(ctx, "prompts.end-trial", one).catch((error: unknown) => {
      // Another process was first, or somebody by hand.
      if (!isAppError(error) || error.kind !== "not-found") throw error;
    });
  }
  return decided.length;
}
