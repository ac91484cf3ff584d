// Whether what is served is what the sources give: kept rows of entities against a training set as of now, and a sample
// of what was served against one as of then. Something that had come but was not written yet when a row was served
// makes it late, not wrong.
import type { FeatureValue, ParityResult } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import { readServed } from "./checks.store.ts";
import type { FeatureSet } from "./define-feature.ts";
import type { FeatureDeps } from "./deps.ts";
import { readOnline } from "./online.ts";
import { computeTrainingSet, type TrainingSet } from "./training-set.ts";
import { sampleVectors } from "./vectors.store.ts";

const lateMs = 15_000;
const dayMs = 86_400_000;
const maxExamples = 5;

interface Served {
  entityId: string;
  asOf: string;
  values: readonly unknown[];
}

const cellOf = (made: TrainingSet, at: number, row: number): FeatureValue => {
  const value = made.columns[at]?.[row] ?? null;
  return Number.isNaN(value) ? null : value;
};

interface Compared {
  served: readonly Served[];
  exact: TrainingSet;
  /** As if nothing of the last moment had come in. */
  earlier: TrainingSet;
}

const differs = (served: readonly Served[], made: TrainingSet, row: number, at: number) =>
  !Object.is(served[row]?.values[at] ?? null, cellOf(made, at, row));

function isAnyOff(set: FeatureSet, served: readonly Served[], exact: TrainingSet): boolean {
  return served.some((_, row) => set.names.some((_name, at) => differs(served, exact, row, at)));
}

function judge({ served, exact, earlier }: Compared, row: number, at: number) {
  if (!differs(served, exact, row, at)) return "equal" as const;
  return differs(served, earlier, row, at) ? ("wrong" as const) : ("late" as const);
}

function tally(set: FeatureSet, compared: Compared): ParityResult {
  const result = nothingCompared();
  for (const [row, { entityId, values }] of compared.served.entries()) {
    for (const [at, feature] of set.names.entries()) {
      const verdict = judge(compared, row, at);
      result.compared += 1;
      result[verdict] += 1;
      if (verdict !== "wrong" || result.examples.length >= maxExamples) continue;
      const online = (values[at] ?? null) as FeatureValue;
      result.examples.push({ entityId, feature, online, offline: cellOf(compared.exact, at, row) });
    }
  }
  return result;
}

const nothingCompared = (): ParityResult => ({
  compared: 0,
  equal: 0,
  late: 0,
  wrong: 0,
  examples: [],
});

export async function checkParity(
  deps: Pick<FeatureDeps, "db" | "lent" | "clock">,
  scope: TenantScope,
  set: FeatureSet,
  sample: number,
): Promise<ParityResult> {
  const reader = deps.db.reader(scope);
  const kept = await sampleVectors(reader, set.hash, sample);
  const nowMs = deps.clock.nowMs();
  const still = { ...deps, clock: { nowMs: () => nowMs } };
  const ids = kept.map(({ entityId }) => entityId);
  const asOf = new Date(nowMs).toISOString();
  const since = new Date(nowMs - dayMs).toISOString();
  const online = await readOnline(still, scope, set, ids);
  const served: Served[] = [
    ...online.map(({ entityId, values }) => ({ entityId, asOf, values })),
    ...(await readServed(reader, set.hash, since, sample)),
  ];
  if (served.length === 0) return nothingCompared();
  const exact = await computeTrainingSet(deps, scope, set, served);
  const lag = { lagMs: lateMs };
  const earlier = isAnyOff(set, served, exact)
    ? await computeTrainingSet(deps, scope, set, served, lag)
    : exact;
  return tally(set, { served, exact, earlier });
}
