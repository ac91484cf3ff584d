// Groups that records fall into by themselves, each told as rules, so that one can be kept as a segment that follows like
// any other; and records that are like those of a segment. Both look at what the reader may see, 2,000 records at most.
import type {
  FeatureEntity,
  LookAlikes,
  SegmentDefinition,
  SegmentRule,
  SegmentSuggestion,
} from "@rapport/contracts";
import { chooseClusters, trainBoosted } from "@rapport/learn";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { FeatureSet } from "../features/index.ts";
import type { SegmentsDeps } from "./deps.ts";
import { sentenceFor, visibleSegment } from "./describe-segments.ts";
import { missingSegment, tooFew } from "./errors.ts";
import { readMembers } from "./segments.store.ts";
import { describeGroup, groupMatrix, type NumberColumn } from "./suggestion.rules.ts";

const most = 2000;
const mostGroups = 6;
const leastRows = 30;
const leastMembers = 20;
const shown = 50;

interface Seen {
  ids: string[];
  columns: NumberColumn[];
}

/** Numbers of the entity's set that the reader may see, of records within reach. */
async function readSeen(deps: SegmentsDeps, ctx: Ctx, entity: FeatureEntity): Promise<Seen> {
  const { features, records, db } = deps;
  const set: FeatureSet | undefined = features.sets().find(({ key }) => key === entity);
  if (!set) throw missingSegment();
  const reader: Reader = db.reader(ctx);
  const kept = await features.keptValues(reader, set, { afterId: null, limit: most });
  const visible = await records.visible(
    reader,
    ctx,
    entity,
    kept.map(({ entityId }) => entityId),
  );
  const rows = kept.filter(({ entityId }) => visible.has(entityId));
  const columns = set.features.flatMap((feature, at): NumberColumn[] => {
    if (set.kinds[at] !== "number" || !features.mayRead(ctx.principal, feature)) return [];
    const values = Float64Array.from(rows, ({ values: own }) => Number(own[at] ?? Number.NaN));
    return [{ key: feature.key, title: feature.title, values }];
  });
  return { ids: rows.map(({ entityId }) => entityId), columns };
}

export async function suggestSegments(
  deps: SegmentsDeps,
  ctx: Ctx,
  entity: FeatureEntity,
): Promise<SegmentSuggestion[]> {
  const { ids, columns } = await readSeen(deps, ctx, entity);
  if (ids.length < leastRows || columns.length === 0) return [];
  const matrix = groupMatrix(columns, ids.length);
  const clusters = chooseClusters(matrix.values, matrix.columns, mostGroups, { seed: 1 });
  if (clusters.k < 2) return [];
  const reader = deps.db.reader(ctx);
  const groups = Array.from({ length: clusters.k }, async (_, group) => {
    const told = describeGroup(columns, clusters.codes, group);
    const rules: SegmentRule[] = told.rules;
    const definition: SegmentDefinition = { entity, match: "all", rules };
    return {
      definition,
      sentence: await sentenceFor(deps, reader, definition),
      size: told.size,
      outOf: ids.length,
      captured: told.captured,
      precise: told.precise,
    };
  });
  const told = await Promise.all(groups);
  return told
    .filter(({ definition }) => definition.rules.length > 0)
    .sort((a, b) => b.size - a.size);
}

export async function lookAlikes(deps: SegmentsDeps, ctx: Ctx, id: string): Promise<LookAlikes> {
  const reader = deps.db.reader(ctx);
  const segment = await visibleSegment(deps, reader, ctx, id);
  const { ids, columns: all } = await readSeen(deps, ctx, segment.entity);
  const members = new Set(
    (await readMembers(reader, id, { past: false, limit: most })).map((one) => one.id),
  );
  // What the rules look at says who is within by itself; what else do they have in common?
  const looked = new Set(
    segment.definition.rules.flatMap((rule) => (rule.kind === "feature" ? [rule.feature] : [])),
  );
  const columns = all.filter(({ key }) => !looked.has(key));
  const codes = Int32Array.from(ids, (one) => (members.has(one) ? 1 : 0));
  const within = codes.reduce((sum, code) => sum + code, 0);
  if (within < leastMembers || ids.length - within < leastMembers || columns.length === 0)
    throw tooFew(leastMembers);
  const table = {
    rows: ids.length,
    columns: columns.map(({ key, values }) => ({ name: key, kind: "number" as const, values })),
  };
  const target = { kind: "binary" as const, codes, classes: ["other", "member"] as const };
  const model = trainBoosted(table, target, {
    rounds: 60,
    learningRate: 0.08,
    maxLeaves: 8,
    minRows: 5,
    seed: 1,
  });
  const raw = model.raw(table);
  const likest = ids
    .map((one, row) => ({
      id: one,
      likeness: 1 / (1 + Math.exp(-(raw[row] ?? 0))),
      isMember: codes[row] === 1,
    }))
    .filter(({ isMember }) => !isMember)
    .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
    .slice(0, shown);
  const titles = await deps.records.titles(
    reader,
    ctx,
    segment.entity,
    likest.map((one) => one.id),
  );
  const { rules } = describeGroup(columns, codes, 1);
  const definition: SegmentDefinition = { entity: segment.entity, match: "all", rules };
  return {
    members: within,
    outOf: ids.length,
    inCommon: rules.length > 0 ? await sentenceFor(deps, reader, definition) : null,
    data: likest.map(({ id: one, likeness }) => ({
      id: one,
      likeness,
      title: titles.get(one) ?? "",
    })),
  };
}
