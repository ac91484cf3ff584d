// What the values of a set are like: missing ones, values out of range, and drift against the first picture that was
// taken of each version.
import type { FeatureDefinition, FeatureValue, QualityFinding } from "@rapport/contracts";
import type { Reader, TenantScope } from "../../platform/db/index.ts";
import { keepCheck, readChecks } from "./checks.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import { kindOf } from "./definition.rules.ts";
import type { FeatureDeps } from "./deps.ts";
import { countBy, psiByChance, psiOf, type Reference, referenceOf } from "./distribution.rules.ts";
import { valuesOf } from "./online.ts";
import { sampleVectors } from "./vectors.store.ts";

const sample = 2000;
/** Below it a shift is usually called small. */
const smallShift = 0.2;
const leastRows = 50;

type References = Record<string, Reference>;

export async function sampledValues(
  { clock }: Pick<FeatureDeps, "clock">,
  tx: Reader,
  set: FeatureSet,
): Promise<FeatureValue[][]> {
  const nowMs = clock.nowMs();
  const rows = await sampleVectors(tx, set.hash, sample);
  const values = rows.map(({ cells }) => valuesOf(set, cells, nowMs));
  return set.features.map((_, at) => values.map((row) => row[at] ?? null));
}

function outOfRange(
  { quality }: FeatureDefinition,
  values: readonly FeatureValue[],
): number | null {
  if (quality?.min === undefined && quality?.max === undefined) return null;
  const numbers = values.filter((value) => typeof value === "number");
  const out = numbers.filter(
    (value) => value < (quality.min ?? -Infinity) || value > (quality.max ?? Infinity),
  );
  return numbers.length === 0 ? 0 : out.length / numbers.length;
}

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;

/** Times since and values of the present stand still in no picture: they grow by themselves. */
const driftsByNature = ({ aggregation }: FeatureDefinition) =>
  aggregation === "timeSince" || aggregation === "sequence";

function driftOf(
  feature: FeatureDefinition,
  values: readonly FeatureValue[],
  reference: Reference | undefined,
) {
  const isComparable =
    reference !== undefined && reference.rows >= leastRows && values.length >= leastRows;
  if (!isComparable || driftsByNature(feature)) return { psi: null, psiLimit: null };
  const psi = psiOf(reference.counts, countBy(values, reference));
  const bins = reference.counts.length;
  return { psi, psiLimit: Math.max(smallShift, psiByChance(reference.rows, values.length, bins)) };
}

export function judge(
  feature: FeatureDefinition,
  values: readonly FeatureValue[],
  reference: Reference | undefined,
): QualityFinding {
  const nulls = values.filter((value) => value === null).length;
  const nullShare = values.length === 0 ? 0 : nulls / values.length;
  const out = outOfRange(feature, values);
  const drift = driftOf(feature, values, reference);
  const notes: string[] = [];
  const most = feature.quality?.maxNullShare;
  if (most !== undefined && nullShare > most)
    notes.push(`${percent(nullShare)} have no value; at most ${percent(most)} should.`);
  if (out !== null && out > 0) notes.push(`${percent(out)} are out of the range that is expected.`);
  const isFailing = notes.length > 0;
  if (drift.psi !== null && drift.psiLimit !== null && drift.psi > drift.psiLimit)
    notes.push(
      `Values lie otherwise than at first: index ${drift.psi.toFixed(2)}, usual up to ${drift.psiLimit.toFixed(2)}.`,
    );
  const isEmpty = values.length === 0 || nulls === values.length;
  return {
    feature: feature.key,
    status: statusOf(isFailing, isEmpty, notes.length > 0),
    nullShare,
    ...drift,
    outOfRange: out,
    notes,
  };
}

function statusOf(
  isFailing: boolean,
  isEmpty: boolean,
  hasNotes: boolean,
): QualityFinding["status"] {
  if (isFailing) return "failing";
  if (isEmpty) return "empty";
  return hasNotes ? "warning" : "good";
}

/** Looks, and keeps what it found. The first look at a version is what later ones are held against. */
export function checkQuality(
  deps: Pick<FeatureDeps, "db" | "clock">,
  scope: TenantScope,
  set: FeatureSet,
): Promise<QualityFinding[]> {
  const at = new Date(deps.clock.nowMs()).toISOString();
  return deps.db.tenant(scope, async (tx) => {
    const values = await sampledValues(deps, tx, set);
    const kept = await readChecks<References>(tx, "reference", set.key, 10);
    const reference = kept.find(({ setHash }) => setHash === set.hash)?.result;
    const check = { setKey: set.key, setHash: set.hash, at };
    if (reference === undefined && (values[0]?.length ?? 0) >= leastRows) {
      const first = set.features.map((feature, index) => [
        feature.key,
        referenceOf(values[index] ?? [], kindOf(feature)),
      ]);
      keepCheck(tx, { ...check, kind: "reference", result: Object.fromEntries(first) });
    }
    const findings = set.features.map((feature, index) =>
      judge(feature, values[index] ?? [], reference?.[feature.key]),
    );
    keepCheck(tx, { ...check, kind: "quality", result: findings });
    return findings;
  });
}
