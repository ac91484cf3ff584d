// Sets and features as their readers may see them: in words, with how their values lie, how fresh and how sound they are,
// where they come from and who uses them.
import type {
  FeatureDefinition,
  FeatureFreshness,
  FeatureSetSummary,
  FeatureStatus,
  FeatureSummary,
  FeatureVersion,
  FeatureView,
  Lineage,
  ParityResult,
  QualityFinding,
} from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { sampledValues } from "./check-quality.ts";
import { readChecks, waitingCounts } from "./checks.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import { kindOf } from "./definition.rules.ts";
import type { FeatureDeps } from "./deps.ts";
import { distributionOf } from "./distribution.rules.ts";
import { missingFeature, missingSet } from "./errors.ts";
import { countLive } from "./facts.store.ts";
import { mayRead, maySeeAll, readsOf } from "./feature-rights.ts";
import { sentenceOf } from "./sentence.rules.ts";
import type { SetCatalogue } from "./set-catalogue.ts";
import { readSetVersions, vectorStanding } from "./vectors.store.ts";

export type DescribeDeps = FeatureDeps & { sets: SetCatalogue };

const qualityShown = 30;
const overdueMs = 60_000;

/** Features of a set that a principal may see. A set of which there are none is not there. */
export function visibleFeatures(principal: Principal, set: FeatureSet): FeatureDefinition[] {
  if (principal.rights.object(set.entity).read === "none") return [];
  return set.features.filter((feature) => mayRead(principal, feature));
}

export async function visibleSet(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  key: string,
): Promise<FeatureSet> {
  const set = await deps.sets.get(tx, key);
  if (visibleFeatures(ctx.principal, set).length === 0) throw missingSet();
  return set;
}

function summaryOf(feature: FeatureDefinition, status: FeatureStatus): FeatureSummary {
  const { key, title } = feature;
  return { key, title, kind: kindOf(feature), sentence: sentenceOf(feature), status };
}

async function freshnessOf(
  deps: DescribeDeps,
  tx: Reader,
  set: FeatureSet,
): Promise<FeatureFreshness> {
  const before = new Date(deps.clock.nowMs() - overdueMs).toISOString();
  const [standing, waiting, entities] = await Promise.all([
    vectorStanding(tx, set.hash),
    waitingCounts(tx, set.hash, before),
    countLive(tx, set.entity),
  ]);
  return { ...standing, ...waiting, entities };
}

async function versionsOf(tx: Reader, set: FeatureSet): Promise<FeatureVersion[]> {
  const versions = (await readSetVersions(tx)).filter(({ key }) => key === set.key);
  return versions.toReversed().map(({ hash, firstSeenAt, filledAt, retiredAt }) => ({
    hash,
    firstSeenAt,
    filledAt,
    retiredAt,
    isCurrent: hash === set.hash,
  }));
}

const usersOf = (deps: DescribeDeps, set: FeatureSet) =>
  deps.sets.usersOf(set.key).map(({ kind, key, title, link }) => ({ kind, key, title, link }));

async function latestFindings(tx: Reader, set: FeatureSet): Promise<Map<string, QualityFinding>> {
  const [latest] = await readChecks<QualityFinding[]>(tx, "quality", set.key, 1);
  const findings = latest?.setHash === set.hash ? latest.result : [];
  return new Map(findings.map((finding) => [finding.feature, finding]));
}

async function latestParity(tx: Reader, set: FeatureSet, features: readonly FeatureDefinition[]) {
  const [latest] = await readChecks<ParityResult>(tx, "parity", set.key, 1);
  if (!latest) return null;
  const seen = new Set(features.map(({ key }) => key));
  const examples = latest.result.examples.filter(({ feature }) => seen.has(feature));
  return { checkedAt: latest.checkedAt, result: { ...latest.result, examples } };
}

export async function summariseSet(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  set: FeatureSet,
): Promise<FeatureSetSummary> {
  const features = visibleFeatures(ctx.principal, set);
  const findings = await latestFindings(tx, set);
  const parity = await latestParity(tx, set, features);
  const isWhole = maySeeAll(ctx.principal, set.entity);
  return {
    key: set.key,
    title: set.title,
    entity: set.entity,
    hash: set.hash,
    features: features.map((feature) =>
      summaryOf(feature, findings.get(feature.key)?.status ?? "unknown"),
    ),
    users: usersOf(deps, set),
    versions: await versionsOf(tx, set),
    freshness: isWhole ? await freshnessOf(deps, tx, set) : nothingKnown,
    parity: isWhole ? parity : null,
  };
}

const nothingKnown: FeatureFreshness = {
  rows: 0,
  entities: 0,
  oldestAt: null,
  newestAt: null,
  overdue: 0,
  waiting: 0,
};

export async function listSets(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
): Promise<FeatureSetSummary[]> {
  const sets = deps.sets.all().filter((set) => visibleFeatures(ctx.principal, set).length > 0);
  const summaries: FeatureSetSummary[] = [];
  for (const set of sets) summaries.push(await summariseSet(deps, tx, ctx, set));
  return summaries;
}

function lineageOf(deps: DescribeDeps, set: FeatureSet, feature: FeatureDefinition): Lineage {
  const { source } = feature;
  const users = usersOf(deps, set);
  if (source.kind === "events") {
    const names = source.names.length > 0 ? source.names : ["All events"];
    return { sources: names.map((label) => ({ kind: "events", label })), users };
  }
  const sources = readsOf(feature).map(({ object, field }) =>
    field === null
      ? { kind: "object" as const, label: object }
      : { kind: "field" as const, label: `${object}.${field}` },
  );
  return { sources, users };
}

export async function viewFeature(
  deps: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  at: { set: string; feature: string },
): Promise<FeatureView> {
  const set = await visibleSet(deps, tx, ctx, at.set);
  const feature = visibleFeatures(ctx.principal, set).find(({ key }) => key === at.feature);
  if (!feature) throw missingFeature();
  const isWhole = maySeeAll(ctx.principal, set.entity);
  const index = set.features.indexOf(feature);
  const values = isWhole ? ((await sampledValues(deps, tx, set))[index] ?? []) : [];
  const checks = isWhole
    ? await readChecks<QualityFinding[]>(tx, "quality", set.key, qualityShown)
    : [];
  const quality = checks.flatMap(({ checkedAt, result }) => {
    const finding = result.find((one) => one.feature === feature.key);
    return finding ? [{ checkedAt, finding }] : [];
  });
  return {
    ...summaryOf(feature, quality[0]?.finding.status ?? "unknown"),
    set: set.key,
    setTitle: set.title,
    entity: set.entity,
    hash: set.hash,
    definition: feature,
    distribution: distributionOf(values, kindOf(feature)),
    quality,
    lineage: lineageOf(deps, set, feature),
    versions: await versionsOf(tx, set),
    freshness: isWhole ? await freshnessOf(deps, tx, set) : nothingKnown,
  };
}
