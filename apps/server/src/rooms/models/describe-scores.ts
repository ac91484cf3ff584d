// The scores of a record as a caller may see them: only with the record and the column, and never with a reason that
// rests on what the role may not read.
import type { ModelEntity, RecordScore } from "@rapport/contracts";
import type { Ctx, Principal, Rights } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { FullDefinition, ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { isNamed } from "./describe.ts";
import { fullDefinition, presentDefinition } from "./feature-rows.ts";
import { namesOfReleases } from "./releases.store.ts";
import { latestFeedback, type StoredScore, scoresBetween, scoresOf } from "./scores.store.ts";
import { isReadable } from "./within-reach.ts";

/** Reasons that rest on what a role may not read are counted, not told; hints among them are left out. */
function reduce(
  principal: Principal,
  definition: FullDefinition,
  score: StoredScore,
): Pick<RecordScore, "reasons" | "hints" | "hiddenReasons"> {
  const featureOf = (key: string) => definition.features.find((feature) => feature.key === key);
  const featureOfRule = (said: string) =>
    featureOf(definition.rules.list.find(({ words }) => words === said)?.of ?? "");
  const all = definition.features.every((feature) => isReadable(principal, feature));
  const shown = score.reasons.filter(({ feature, words }) =>
    isReadable(principal, feature === "rule" ? featureOfRule(words) : featureOf(feature)),
  );
  return {
    reasons: shown,
    hiddenReasons: score.reasons.length - shown.length,
    hints: all ? score.hints : [],
  };
}

/** Whether the role sees the column of this model on lists; the panel follows the same right. */
function seesColumn(rights: Rights, { entity, column }: ModelDefinition): boolean {
  return column === null || rights.field(entity, `custom.${column.key}`) !== "none";
}

/** A score that was written, and who may know of it beyond the rows that they see. */
export interface ScoreNews {
  workspaceId: string;
  object: ModelEntity;
  recordId: string;
  isSeenWith(rights: Rights): boolean;
}

/** What was written between two snapshots; at most so many of each workspace. */
export async function scoreNews(
  { db, definitions }: Pick<ModelsDeps, "db" | "definitions">,
  workspaceIds: readonly string[],
  window: { from: string; to: string },
  most: number,
): Promise<ScoreNews[]> {
  const written = await db.system((tx) => scoresBetween(tx, workspaceIds, window, most));
  return written.flatMap(({ workspaceId, model, recordId }) => {
    const definition = definitions.find(isNamed(model));
    if (!definition) return [];
    const isSeenWith = (rights: Rights) => seesColumn(rights, definition);
    return [{ workspaceId, recordId, object: definition.entity, isSeenWith }];
  });
}

export async function scoresOfRecord(
  deps: ModelsDeps,
  ctx: Ctx,
  asked: { object: ModelEntity; id: string },
): Promise<RecordScore[]> {
  const { rights } = ctx.principal;
  const found = await deps.db.tenant(ctx, async (tx: Reader) => {
    const seen = await deps.records.visible(tx, ctx, asked.object, [asked.id]);
    if (!seen.has(asked.id)) return null;
    const [scores, said] = await Promise.all([
      scoresOf(tx, asked.id),
      latestFeedback(tx, null, asked.id),
    ]);
    const ids = scores.flatMap(({ releaseId }) => (releaseId === null ? [] : [releaseId]));
    return { scores, said, releases: await namesOfReleases(tx, ids) };
  });
  if (!found) return [];
  const shown: RecordScore[] = [];
  for (const score of found.scores) {
    const given = deps.definitions.find(isNamed(score.model));
    if (!given || !seesColumn(rights, given)) continue;
    const release = found.releases.find(({ id }) => id === score.releaseId);
    const own = release ? await fullDefinition(deps, ctx, given, release.sets) : null;
    const definition = own ?? (await presentDefinition(deps, ctx, given));
    const says = found.said.find(({ model }) => model === score.model)?.says ?? null;
    shown.push({
      model: score.model,
      title: definition.title,
      about: definition.about,
      outcome: definition.outcome,
      highIs: definition.highIs,
      score: score.score,
      chance: score.chance,
      low: score.low,
      high: score.high,
      label: score.label,
      rung: score.rung,
      why: release?.why ?? "Rules that anyone can read: no model is in force for this record.",
      release: release?.number ?? null,
      scoredAt: score.scoredAt,
      ...reduce(ctx.principal, definition, score),
      feedback: says,
    });
  }
  return shown;
}
