// Segments as their readers may see them. Whoever may not read all that a segment's rules look at does not see it; of its
// members everyone sees those within reach.
import type { Segment, SegmentDefinition, SegmentMember, SegmentPreview } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { SegmentsDeps } from "./deps.ts";
import { missingSegment } from "./errors.ts";
import { matches } from "./segment-rules.rules.ts";
import { featureOf, segmentSet, setOrNull } from "./segment-set.ts";
import {
  countMembers,
  readMembers,
  readSegment,
  readSegments,
  type StoredSegment,
} from "./segments.store.ts";
import { sentenceOf } from "./sentence.rules.ts";

/** Looked at for who counts only those within reach, and for previews. */
const most = 2000;
const chunk = 200;
const exampleCount = 5;

function isVisible({ features }: SegmentsDeps, { principal }: Ctx, stored: StoredSegment): boolean {
  const set = setOrNull(features, stored);
  return set !== null && features.mayReadAll(principal, set);
}

export interface SegmentLook {
  id: string;
  name: string;
  entity: SegmentDefinition["entity"];
  /** Whether it is known who is within. */
  isFilled: boolean;
}

export async function sentenceFor(
  { features, records }: SegmentsDeps,
  tx: Reader,
  definition: SegmentDefinition,
): Promise<string> {
  const fields = await records.fieldWords(tx, definition.entity);
  const field = (path: string) => fields.get(path) ?? null;
  return sentenceOf(definition, { feature: featureOf(features, definition), field });
}

async function countVisible(
  deps: SegmentsDeps,
  tx: Reader,
  ctx: Ctx,
  { id, entity }: StoredSegment,
): Promise<number> {
  if (ctx.principal.rights.object(entity).read === "all") return countMembers(tx, id);
  const members = await readMembers(tx, id, { past: false, limit: most });
  const ids = members.map((member) => member.id);
  return (await deps.records.visible(tx, ctx, entity, ids)).size;
}

export async function describeSegment(
  deps: SegmentsDeps,
  tx: Reader,
  ctx: Ctx,
  stored: StoredSegment,
): Promise<Segment> {
  const { entity: _entity, setHash, filledAt, ...shown } = stored;
  const isFilled = filledAt !== null && (await deps.features.isFilled(tx, setHash));
  const members = isFilled ? await countVisible(deps, tx, ctx, stored) : null;
  return { ...shown, sentence: await sentenceFor(deps, tx, stored.definition), members };
}

export async function visibleSegment(
  deps: SegmentsDeps,
  tx: Reader,
  ctx: Ctx,
  id: string,
): Promise<StoredSegment> {
  const stored = await readSegment(tx, id);
  if (!stored || !isVisible(deps, ctx, stored)) throw missingSegment();
  return stored;
}

/** What others may know of a segment that the caller sees; null: gone, or not to be seen. */
export async function lookAtSegment(
  deps: SegmentsDeps,
  tx: Reader,
  ctx: Ctx,
  id: string,
): Promise<SegmentLook | null> {
  const stored = await readSegment(tx, id);
  if (!stored || !isVisible(deps, ctx, stored)) return null;
  const { name, entity, filledAt, setHash } = stored;
  const isFilled = filledAt !== null && (await deps.features.isFilled(tx, setHash));
  return { id, name, entity, isFilled };
}

export async function listSegments(deps: SegmentsDeps, tx: Reader, ctx: Ctx): Promise<Segment[]> {
  const visible = (await readSegments(tx)).filter((stored) => isVisible(deps, ctx, stored));
  return Promise.all(visible.map((stored) => describeSegment(deps, tx, ctx, stored)));
}

export async function listMembers(
  deps: SegmentsDeps,
  tx: Reader,
  ctx: Ctx,
  { id, past, limit }: { id: string; past: boolean; limit: number },
): Promise<SegmentMember[]> {
  const { entity } = await visibleSegment(deps, tx, ctx, id);
  const members = await readMembers(tx, id, { past, limit });
  const ids = [...new Set(members.map((member) => member.id))];
  const visible = await deps.records.visible(tx, ctx, entity, ids);
  const titles = await deps.records.titles(tx, ctx, entity, [...visible]);
  return members
    .filter((member) => visible.has(member.id))
    .map((member) => ({ ...member, title: titles.get(member.id) ?? "" }));
}

/** How many of the entities within reach, 2,000 at most, the rules would take. */
export async function previewSegment(
  deps: SegmentsDeps,
  ctx: Ctx,
  definition: SegmentDefinition,
): Promise<SegmentPreview> {
  const { features, records, db } = deps;
  const set = segmentSet(features, "preview", definition);
  if (!features.mayReadAll(ctx.principal, set)) throw missingSegment();
  const reader = db.reader(ctx);
  const live = await features.liveIds(reader, definition.entity, most);
  const visible = await records.visible(reader, ctx, definition.entity, live);
  const ids = live.filter((id) => visible.has(id));
  const found: string[] = [];
  for (let from = 0; from < ids.length; from += chunk) {
    const rows = await features.computeNow(ctx, set, ids.slice(from, from + chunk));
    for (const { entityId, values } of rows) if (matches(definition, values)) found.push(entityId);
  }
  const examples = found.slice(0, exampleCount);
  const titles = await records.titles(reader, ctx, definition.entity, examples);
  return {
    count: found.length,
    outOf: ids.length,
    sentence: await sentenceFor(deps, reader, definition),
    examples: examples.map((id) => ({ id, title: titles.get(id) ?? "" })),
  };
}
