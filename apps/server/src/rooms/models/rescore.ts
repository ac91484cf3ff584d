// Scores of records as they stand now: written where anything changed, taken away where a record left the population,
// and shown as a column of lists. A block of records is scored by one release from its values to its rows.
import { createHash } from "node:crypto";
import { systemContext } from "../../platform/context.ts";
import type { TenantScope, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { patientStep } from "../../platform/spare-time.ts";
import type { Row } from "./artefact.ts";
import { writeDecisions } from "./decisions.store.ts";
import type { ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { presentRows } from "./feature-rows.ts";
import type { Scored, Scorer } from "./score-rows.ts";
import {
  knownScores,
  removeScores,
  type StoredScore,
  scoredWithin,
  writeScores,
} from "./scores.store.ts";
import { isInShare, type Serving, servingOf } from "./serving.ts";
import { dayMs, type Story, type StoryRecord } from "./story.ts";

const block = 200;
const few = 20;

interface Entry {
  record: StoryRecord;
  /** By the features of its scorer. */
  row: Row;
  scorer: Scorer;
}

/** Rows of the same records by champion and candidate: each by its own features. */
interface BothRows {
  champion: readonly Row[];
  candidate: readonly Row[];
}

async function bothRows(
  deps: ModelsDeps,
  scope: TenantScope,
  { champion, candidate }: Serving,
  story: Story,
  records: readonly StoryRecord[],
): Promise<BothRows> {
  const own = await presentRows(deps, scope, champion.definition, story, records);
  const other = candidate?.scorer.definition;
  const isSame = !other || other.featureHash === champion.definition.featureHash;
  return {
    champion: own,
    candidate: isSame ? own : await presentRows(deps, scope, other, story, records),
  };
}

const digestOf = (row: Row): string =>
  createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 24);

/** Of what a score was made: it is made anew when this changes. */
const stampOf = (row: Row, { isOff }: Scorer): string => `${digestOf(row)}${isOff ? "-rank" : ""}`;

const columnValue = (definition: ModelDefinition, scored: Scored): number | string | null =>
  definition.column?.type === "text" ? scored.label : scored.score;

async function writeBlock(
  deps: ModelsDeps,
  tx: Tx,
  serving: Serving,
  written: readonly { entry: Entry; scored: Scored }[],
  at: string,
): Promise<void> {
  const { definition } = serving;
  const rows = written.map(
    ({ entry, scored }): StoredScore => ({
      model: definition.key,
      recordId: entry.record.id,
      releaseId: entry.scorer.releaseId,
      rung: entry.scorer.rung,
      ...scored,
      reasons: [...scored.reasons],
      hints: [...scored.hints],
      digest: stampOf(entry.row, entry.scorer),
      scoredAt: at,
    }),
  );
  writeScores(tx, definition.key, rows);
  if (!definition.column) return;
  await deps.records.writeColumn(
    tx,
    { object: definition.entity, key: definition.column.key },
    written.map(({ entry, scored }) => ({
      id: entry.record.id,
      value: columnValue(definition, scored),
    })),
  );
}

function scoreEntries(entries: readonly Entry[]): { entry: Entry; scored: Scored }[] {
  const found: { entry: Entry; scored: Scored }[] = [];
  for (const [scorer, own] of Map.groupBy(entries, (entry) => entry.scorer)) {
    const scored = scorer.score(own.map(({ row }) => row));
    for (const [at, entry] of own.entries()) found.push({ entry, scored: scored[at] as Scored });
  }
  return found;
}

/** What champion and candidate say of the same records: the ground of the sequential test. */
function decisionsOf(
  { definition, champion, candidate }: Serving,
  entries: readonly Entry[],
  rows: BothRows,
  nowMs: number,
) {
  if (!candidate || definition.task !== "chance") return [];
  const before = champion.score(rows.champion, { hints: false });
  const after = candidate.scorer.score(rows.candidate, { hints: false });
  const horizonMs = Math.max(1, definition.label.horizonDays) * dayMs;
  return entries.map(({ record, scorer }, at) => ({
    id: newId(),
    model: definition.key,
    recordId: record.id,
    candidateId: candidate.scorer.releaseId ?? "",
    championId: champion.releaseId,
    championChance: before[at]?.chance ?? (before[at]?.score ?? 50) / 100,
    candidateChance: after[at]?.chance ?? (after[at]?.score ?? 50) / 100,
    servedCandidate: scorer === candidate.scorer,
    at: new Date(nowMs).toISOString(),
    dueAt: new Date(nowMs + horizonMs).toISOString(),
  }));
}

async function rescore(
  deps: ModelsDeps,
  scope: TenantScope,
  given: ModelDefinition,
  story: Story,
  ids: readonly string[],
): Promise<void> {
  const serving = await servingOf(deps, scope, given);
  const { definition, champion, candidate } = serving;
  const asked = new Set(ids);
  const members = story
    .all(definition.entity)
    .filter(({ id }) => asked.has(id))
    .filter((record) => definition.population.has(story, record, story.nowMs));
  const found = await deps.db.tenant(scope, (tx) => knownScores(tx, definition.key, ids));
  const known = new Map(found.map((score) => [score.recordId, score]));
  const rows = await bothRows(deps, scope, serving, story, members);
  const entries = members.map((record, at): Entry => {
    const isCandidate =
      candidate?.role === "canary" &&
      isInShare(record, candidate.scorer.releaseId ?? "", candidate.share);
    return isCandidate
      ? { record, row: rows.candidate[at] as Row, scorer: candidate.scorer }
      : { record, row: rows.champion[at] as Row, scorer: champion };
  });
  const changed = entries.filter(({ record, row, scorer }) => {
    const before = known.get(record.id);
    return before?.digest !== stampOf(row, scorer) || before.releaseId !== scorer.releaseId;
  });
  const scored = scoreEntries(changed);
  const decisions = decisionsOf(serving, entries, rows, story.nowMs);
  if (scored.length > 0 || decisions.length > 0) {
    await deps.db.tenant(scope, async (tx) => {
      await writeBlock(deps, tx, serving, scored, new Date(story.nowMs).toISOString());
      writeDecisions(tx, decisions);
    });
  }
  const isMember = new Set(members.map(({ id }) => id));
  const gone = [...known.keys()].filter((id) => !isMember.has(id));
  await forget(deps, scope, definition, gone);
}

async function forget(
  deps: ModelsDeps,
  scope: TenantScope,
  definition: ModelDefinition,
  gone: readonly string[],
): Promise<void> {
  if (gone.length === 0) return;
  await deps.db.tenant(scope, async (tx) => {
    await removeScores(tx, definition.key, gone);
    if (!definition.column) return;
    const field = { object: definition.entity, key: definition.column.key };
    await deps.records.writeColumn(
      tx,
      field,
      gone.map((id) => ({ id, value: null })),
    );
  });
}

export async function ensureColumn(
  deps: ModelsDeps,
  scope: TenantScope,
  definition: ModelDefinition,
): Promise<void> {
  const { column, entity } = definition;
  if (!column) return;
  const ctx = systemContext(scope.workspaceId, newId());
  const act = deps.acts.begin(ctx, "models.column");
  await deps.db.tenant(scope, async (tx) => {
    await deps.records.ensureColumn(tx, act, { object: entity, ...column });
  });
}

/** Every record and every score, a block at a time: those whose record is no longer there are taken away. */
export async function rescoreAll(
  deps: ModelsDeps,
  scope: TenantScope,
  definition: ModelDefinition,
  signal: AbortSignal,
): Promise<void> {
  const { entity, key } = definition;
  await ensureColumn(deps, scope, definition);
  let afterId: string | null = null;
  do {
    const from: string | null = afterId;
    afterId = await patientStep(signal, async () => {
      const ids = await deps.records.idsAfter(scope, entity, { afterId: from, limit: block });
      const throughId = ids.length === block ? (ids.at(-1) ?? null) : null;
      const scored = await deps.db.tenant(scope, (tx) =>
        scoredWithin(tx, key, { afterId: from, throughId }),
      );
      await rescoreBlock(deps, scope, [definition], [...new Set([...ids, ...scored])]);
      return throughId;
    });
  } while (afterId !== null && !signal.aborted);
}

async function rescoreBlock(
  deps: ModelsDeps,
  scope: TenantScope,
  definitions: readonly ModelDefinition[],
  ids: readonly string[],
): Promise<void> {
  const entity = definitions[0]?.entity;
  if (!entity || ids.length === 0) return;
  const story = await deps.records.storyAround(scope, entity, ids);
  for (const definition of definitions) await rescore(deps, scope, definition, story, ids);
}

/** Some records, after they or what stands around them changed. */
export async function rescoreSome(
  deps: ModelsDeps,
  scope: TenantScope,
  { entity, ids }: { entity: ModelDefinition["entity"]; ids: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const own = deps.definitions.filter((definition) => definition.entity === entity);
  // Somebody may be looking at them.
  if (ids.length <= few) return rescoreBlock(deps, scope, own, ids);
  for (let from = 0; from < ids.length && !signal.aborted; from += block)
    await patientStep(signal, () => rescoreBlock(deps, scope, own, ids.slice(from, from + block)));
}
