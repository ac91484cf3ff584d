// What is looked at once a day for each model in force: whether the records drifted from those it learned from, whether
// what is served is what was learned from (skew), whether its chances came true, and whether the base rate moved.
import type { TenantScope } from "../../platform/db/index.ts";
import type { ArtefactHeader, Row } from "./artefact.ts";
import type { Asked } from "./build-set.ts";
import type { NewCheck } from "./decisions.store.ts";
import type { ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { pastRows, presentRows } from "./feature-rows.ts";
import { calibrationCheck, driftChecks, skewChecks } from "./monitors.rules.ts";
import { noteChecks } from "./note-checks.ts";
import { artefactScorer } from "./score-rows.ts";
import { loadArtefact, type Serving } from "./serving.ts";
import { dayMs, type Story } from "./story.ts";

/** Outcomes of so many past days tell how the model in force does. */
const lookBackDays = 120;

/** Cases since the release was made whose outcome is known by now. */
function recentCases({ definition, release }: Serving, story: Story) {
  const sinceMs = Math.max(
    Date.parse(release?.createdAt ?? ""),
    story.nowMs - lookBackDays * dayMs,
  );
  return story.all(definition.entity).flatMap((record) =>
    definition.population
      .moments(story, record)
      .filter((atMs) => atMs >= sinceMs)
      .flatMap((atMs) => {
        if (!definition.population.has(story, record, atMs)) return [];
        const outcome = definition.label.of(story, record, atMs);
        const asked: Asked = { record, atMs };
        return typeof outcome === "boolean" ? [{ asked, outcome }] : [];
      }),
  );
}

/** Ages grow by themselves; that they do is no drift. */
function withoutClocks(header: ArtefactHeader, { features }: ModelDefinition): ArtefactHeader {
  const isClock = (key: string) => features.find((feature) => feature.key === key)?.unit === "days";
  return { ...header, reference: header.reference.filter(({ key }) => !isClock(key)) };
}

/** Looks, keeps what it saw, and answers the alarms that are new. */
export async function watchModel(
  deps: ModelsDeps,
  scope: TenantScope,
  serving: Serving,
  story: Story,
): Promise<NewCheck[]> {
  const { definition, release, champion } = serving;
  const artefact = release ? await loadArtefact(deps, release) : null;
  if (!release || !artefact || champion.releaseId === null || definition.task !== "chance")
    return [];
  const at = new Date(story.nowMs).toISOString();
  const members = story
    .all(definition.entity)
    .filter((record) => definition.population.has(story, record, story.nowMs));
  const place = (row: Row) =>
    artefact.header.columns.map(({ key }) => {
      const found = definition.features.findIndex((feature) => feature.key === key);
      return row[found] ?? null;
    });
  const rows = (await presentRows(deps, scope, definition, story, members)).map(place);
  const cases = recentCases(serving, story);
  // Also where its chances are withdrawn just now: they come back when they come true again.
  const scored = artefactScorer(definition, artefact, release).score(
    await pastRows(
      deps,
      scope,
      definition,
      story,
      cases.map(({ asked }) => asked),
    ),
    { hints: false },
  );
  const found = [
    ...(definition.monitors.drift
      ? driftChecks(withoutClocks(artefact.header, definition), rows)
      : []),
    ...(definition.monitors.skew ? skewChecks(artefact.header, rows) : []),
    ...(definition.monitors.calibration
      ? calibrationCheck(
          cases.flatMap(({ outcome }, index) => {
            const chance = scored[index]?.chance;
            return typeof chance === "number" ? [{ chance, outcome }] : [];
          }),
          release.evaluation?.rows.trainRate ?? null,
        )
      : []),
  ];
  const checks = found.map(
    (check): NewCheck => ({ ...check, model: definition.key, releaseId: release.id, at }),
  );
  return deps.db.tenant(scope, (tx) => noteChecks(deps, tx, definition, release.id, checks));
}
