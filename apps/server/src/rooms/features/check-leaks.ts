// Whether a set tells what was not known. Every row is computed twice: as defined, and by nothing but what Rapport itself
// had seen by then. Where the two differ, the definition takes something on trust; and a field taken on trust that is
// changed later in records made here is no field to trust.
import type { TenantScope } from "../../platform/db/index.ts";
import type { FeatureSet } from "./define-feature.ts";
import { propertiesOf } from "./definition.rules.ts";
import type { FeatureDeps } from "./deps.ts";
import { changedLater } from "./facts.store.ts";
import { type AsOfRow, computeTrainingSet, type FeatureColumn } from "./training-set.ts";

/** `leaks`: holds what was not known; `trusted`: holds what is said to have been known; `proven`: only what was seen. */
export type LeakVerdict = "leaks" | "trusted" | "proven";

export interface LeakFinding {
  feature: string;
  verdict: LeakVerdict;
  rows: number;
  /** Rows whose value is not what had been seen by then. */
  differing: number;
  /** Of records with more than one version, the share in which a field that is taken on trust was changed later. */
  changedShare: number | null;
  /** The first rows that differ. */
  examples: AsOfRow[];
}

/** More than this share changed later: the field is written during a record's life. */
const unstableShare = 0.02;
const maxExamples = 3;

export function sameCell(
  a: FeatureColumn | undefined,
  b: FeatureColumn | undefined,
  at: number,
): boolean {
  const one = a?.[at];
  const other = b?.[at];
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}

export async function checkLeaks(
  deps: Pick<FeatureDeps, "db" | "lent">,
  scope: TenantScope,
  set: FeatureSet,
  rows: readonly AsOfRow[],
): Promise<LeakFinding[]> {
  const declared = await computeTrainingSet(deps, scope, set, rows);
  const seen = await computeTrainingSet(deps, scope, set, rows, { strict: true });
  const findings: LeakFinding[] = [];
  for (const [index, feature] of set.features.entries()) {
    const differing = rows.flatMap((_, at) =>
      sameCell(declared.columns[index], seen.columns[index], at) ? [] : [at],
    );
    const changedShare = differing.length > 0 ? await shareChanged(deps, scope, set, index) : null;
    // Events are stamped when they come: one that counts as known before that is a leak, whatever is said of it.
    const isLeak =
      differing.length > 0 &&
      (feature.source.kind === "events" || (changedShare ?? 0) > unstableShare);
    findings.push({
      feature: feature.key,
      verdict: verdictOf(differing.length > 0, isLeak),
      rows: rows.length,
      differing: differing.length,
      changedShare,
      examples: differing.slice(0, maxExamples).flatMap((at) => rows[at] ?? []),
    });
  }
  return findings;
}

function verdictOf(differs: boolean, isLeak: boolean): LeakVerdict {
  if (isLeak) return "leaks";
  return differs ? "trusted" : "proven";
}

async function shareChanged(
  { db }: Pick<FeatureDeps, "db">,
  scope: TenantScope,
  set: FeatureSet,
  index: number,
): Promise<number | null> {
  const feature = set.features[index];
  const { source } = feature ?? {};
  if (!feature || !source || source.kind === "events" || source.kind === "stages") return null;
  const object = source.kind === "records" ? source.object : feature.entity;
  // What the time of the record settles may change until then.
  const settled = source.kind === "records" ? source.at : source.knownFrom;
  if (settled !== "createdAt") return null;
  const reader = db.reader(scope);
  const shares: number[] = [];
  for (const property of propertiesOf(feature)) {
    const { records, changed } = await changedLater(reader, object, property);
    if (records > 0) shares.push(changed / records);
  }
  return shares.length > 0 ? Math.max(...shares) : null;
}
