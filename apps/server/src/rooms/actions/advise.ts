// What one can do for a record now: each action whose population it is in, with what that adds as far as it was measured,
// why, and whether the caller may do it. Shown only with the record; a reason that rests on a field out of reach is
// counted, not told.
import type { ActionEntity, ActionVerdict, NextAction, NextActions } from "@rapport/contracts";
import { averageEffect, type Effect, effectsAt } from "@rapport/learn";
import type { Ctx } from "../../platform/context.ts";
import {
  dayMs,
  type FeatureValue,
  isReadable,
  reasonText,
  type Story,
  type StoryRecord,
} from "../models/index.ts";
import {
  evidenceWords,
  ranked,
  type Standing,
  summaryOf,
  verdictOf,
  verdictWords,
} from "./advice.rules.ts";
import { type Choice, choicesOf } from "./choices.store.ts";
import { type ActionDefinition, featuresHashOf } from "./define-action.ts";
import type { ActionsDeps, Subject } from "./deps.ts";
import { drawsOfRecord, type StoredDraw } from "./draws.store.ts";
import { level, tableOf } from "./estimate.rules.ts";
import { readEstimates, type StoredEstimate } from "./estimates.store.ts";
import { valuesAt } from "./trial-rows.ts";
import { runningTrials, type StoredTrial } from "./trials.store.ts";

export interface AskedRecord {
  object: ActionEntity;
  id: string;
}

/** What was done from here is shown for so long. */
const takenDays = 14;
/** Smaller shares tell nobody anything: half a point. */
const leastShare = 0.005;
const mostReasons = 4;

interface Known {
  subject: Subject;
  estimates: StoredEstimate[];
  trials: StoredTrial[];
  draws: StoredDraw[];
  choices: Choice[];
}

interface Facts extends Known {
  story: Story;
  record: StoryRecord;
  scores: NonNullable<NextAction["chance"]>[];
  objecting: ReadonlySet<string>;
}

async function known(
  deps: ActionsDeps,
  ctx: Ctx,
  { object, id }: AskedRecord,
): Promise<Known | null> {
  return deps.db.tenant(ctx, async (tx) => {
    const subject = (await deps.subjects(tx, ctx, object, [id])).get(id);
    if (!subject) return null;
    const [estimates, trials, draws, choices] = await Promise.all([
      readEstimates(tx),
      runningTrials(tx),
      drawsOfRecord(tx, id),
      choicesOf(tx, id),
    ]);
    return { subject, estimates, trials, draws, choices };
  });
}

async function scoresOf(deps: ActionsDeps, ctx: Ctx, asked: AskedRecord): Promise<Facts["scores"]> {
  const scores = await deps.scoresOf(ctx, asked);
  return scores.flatMap(({ model, title, outcome, score, chance }) =>
    score === null ? [] : [{ model, title, outcome, score, chance }],
  );
}

function trialOf(definition: ActionDefinition, { trials, draws }: Known): Standing["trial"] {
  const trial = trials.find(({ action }) => action === definition.key);
  if (!trial) return null;
  const draw = draws.find(({ action }) => action === definition.key);
  if (!draw) return "waiting";
  return draw.treated ? "drawn" : "held-out";
}

const isMeasured = ({ told, model }: StoredEstimate): boolean =>
  told.state === "measured" && model !== null;

interface Measured {
  effect: Effect;
  average: number;
  values: FeatureValue[];
}

function measuredAt(definition: ActionDefinition, facts: Facts): Measured | null {
  const stored = facts.estimates.find(({ action }) => action === definition.key);
  if (!stored?.model || !isMeasured(stored)) return null;
  if (stored.featureHash !== featuresHashOf(definition)) return null;
  const { story, record } = facts;
  const values = valuesAt(definition, story, record, story.nowMs);
  const columns = definition.features.map(({ key, kind }) => ({ key, kind }));
  const [effect] = effectsAt(stored.model, tableOf(columns, [values]), level);
  return effect ? { effect, average: averageEffect(stored.model, level).value, values } : null;
}

function reasonsOf(ctx: Ctx, definition: ActionDefinition, measured: Measured | null) {
  if (measured === null) return { reasons: [], hiddenReasons: 0 };
  const all = measured.effect.shares
    .flatMap(({ column, share }) => {
      const at = definition.features.findIndex(({ key }) => key === column);
      const feature = definition.features[at];
      if (!feature || Math.abs(share) < leastShare) return [];
      return [{ feature, share, words: reasonText(measured.values[at] ?? null, feature) }];
    })
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .slice(0, mostReasons);
  const told = all.filter(({ feature }) => isReadable(ctx.principal, feature));
  return {
    reasons: told.map(({ feature, words, share }) => ({ feature: feature.key, words, share })),
    hiddenReasons: all.length - told.length,
  };
}

function takenOf(definition: ActionDefinition, { choices, story }: Facts): NextAction["taken"] {
  const last = choices.find(({ action, says }) => action === definition.key && says === "taken");
  if (!last || story.nowMs - Date.parse(last.at) > takenDays * dayMs) return null;
  return { taskId: last.taskId, at: last.at };
}

function feedbackOf(definition: ActionDefinition, { choices }: Facts): NextAction["feedback"] {
  const last = choices.find(({ action, says }) => action === definition.key && says !== "taken");
  return last === undefined || last.says === "taken" ? null : last.says;
}

const isTold = (verdict: ActionVerdict): boolean =>
  verdict === "helps" || verdict === "unclear" || verdict === "hurts";

function standingOf(
  definition: ActionDefinition,
  facts: Facts,
  measured: Measured | null,
): Standing {
  const person = definition.person(facts.record);
  const told = facts.estimates.find(({ action }) => action === definition.key)?.told;
  return {
    effect: measured?.effect ?? null,
    measuredActions: facts.estimates.filter(isMeasured).length,
    trial: trialOf(definition, facts),
    objects: person !== null && facts.objecting.has(person),
    note: told === undefined || told.state === "measured" ? null : told.words,
  };
}

/** What is said of the effect, or of the outlook where none is known. */
function grounds(
  definition: ActionDefinition,
  facts: Facts,
  verdict: ActionVerdict,
  effect: Effect | null,
): Pick<NextAction, "effect" | "without" | "chance" | "evidence"> {
  const score = facts.scores.find(({ model }) => model === definition.score) ?? null;
  const estimate = facts.estimates.find(({ action }) => action === definition.key)?.told ?? null;
  const evidence = evidenceWords(isTold(verdict) ? estimate : null, score);
  if (effect === null || !isTold(verdict))
    return { effect: null, without: null, chance: score, evidence };
  const { value, low, high, without } = effect;
  return { effect: { value, low, high }, without, chance: null, evidence };
}

function adviceOn(ctx: Ctx, definition: ActionDefinition, facts: Facts): NextAction {
  const measured = measuredAt(definition, facts);
  const standing = standingOf(definition, facts, measured);
  const verdict = verdictOf(standing);
  const names = { doing: definition.doing, outcome: definition.outcome.words };
  const isOpen = verdict !== "held-out" && verdict !== "not-wanted";
  return {
    action: definition.key,
    title: definition.title,
    does: definition.task.title(facts.subject.title),
    verdict,
    words: verdictWords(names, verdict, standing),
    ...grounds(definition, facts, verdict, standing.effect),
    ...reasonsOf(ctx, definition, isTold(verdict) ? measured : null),
    mayDo: isOpen && ctx.principal.rights.object("tasks").create,
    taken: takenOf(definition, facts),
    feedback: feedbackOf(definition, facts),
  };
}

/** Null where there is no such record, or the caller may not see it. */
export async function adviseOn(
  deps: ActionsDeps,
  ctx: Ctx,
  asked: AskedRecord,
): Promise<NextActions | null> {
  const found = await known(deps, ctx, asked);
  if (!found) return null;
  const own = deps.definitions.filter(({ entity }) => entity === asked.object);
  const story = await deps.records.storyAround(ctx, asked.object, [asked.id]);
  const record = story.get(asked.object, asked.id);
  if (!record) return null;
  const possible = own.filter(({ population }) => population.has(story, record, story.nowMs));
  const people = [...new Set(possible.flatMap(({ person }) => person(record) ?? []))];
  const [scores, objecting] = await Promise.all([
    scoresOf(deps, ctx, asked),
    deps.db.tenant(ctx, (tx) => deps.objecting(tx, people)),
  ]);
  const facts: Facts = { ...found, story, record, scores, objecting };
  const data = ranked(possible.map((definition) => adviceOn(ctx, definition, facts)));
  return { summary: summaryOf(data), data };
}
