// Sets of the features room as models take them: values of the past for training, kept ones for scores, and what a role
// may read of them.
import type { Database, TenantScope } from "../platform/db/index.ts";
import type { FeatureSet, Features } from "../rooms/features/index.ts";
import type { FeatureSource, RecordFeature } from "../rooms/models/index.ts";
import type { Records } from "../rooms/records/index.ts";
import { lendOwnFields } from "./own-fields.ts";

type Feature = FeatureSet["features"][number];
type Value = ReturnType<RecordFeature["at"]>;

const counted = new Set(["count", "distinct"]);

function unitOf({ aggregation }: Feature): RecordFeature["unit"] {
  if (aggregation === "timeSince") return "days";
  if (aggregation === "ratio") return "share";
  return counted.has(aggregation) ? "count" : undefined;
}

const noNumber = (value: Value | undefined): Value =>
  value === undefined || (typeof value === "number" && Number.isNaN(value)) ? null : value;

export function lendFeatureSets(
  db: Database,
  features: Features,
  records: Pick<Records, "objectTypes">,
): FeatureSource {
  const titled = (set: FeatureSet, at: number, unit: RecordFeature["unit"]): RecordFeature => {
    const feature = set.features[at] as Feature;
    const found = unit ?? unitOf(feature);
    return {
      key: feature.key,
      title: feature.title,
      kind: set.kinds[at] === "text" ? "category" : "number",
      reads: [],
      ...(found === undefined ? {} : { unit: found }),
      mayRead: (principal) => features.mayRead(principal, feature),
      at: () => null,
    };
  };
  return {
    ...lendOwnFields({ db, features, records }),
    describe: async (scope, { set: key, take }, hash) => {
      const set = await features.set(scope, hash ?? key).catch(() => null);
      const places = take.map((one) => set?.names.indexOf(one.key) ?? -1);
      if (!set || places.includes(-1)) return null;
      return {
        features: take.map(({ unit }, at) => titled(set, places[at] as number, unit)),
        ref: { set: key, hash: set.hash, features: take.map((one) => one.key) },
      };
    },
    isReady: (scope, { hash }) => db.tenant(scope, (tx) => features.isFilled(tx, hash)),
    past: async (scope, ref, asked) => {
      const rows = asked.map(({ record, atMs }) => ({
        entityId: record.id,
        asOf: new Date(atMs).toISOString(),
      }));
      const made = await features.trainingSet(scope, ref.hash, rows, ref.features);
      return rows.map((_, row) => made.columns.map((column) => noNumber(column[row])));
    },
    online: async (scope, ref, ids) => {
      const places = await placesOf(features, scope, ref);
      const rows = await features.online(scope, ref.hash, ids);
      return new Map(
        rows.map(({ entityId, values }) => [
          entityId,
          places.map((place) => noNumber(values[place])),
        ]),
      );
    },
    usedBy: ({ key, title, set, holds }) =>
      features.usedBy({ kind: "model", key, title, setKey: set, link: `/models/${key}`, holds }),
  };
}

async function placesOf(
  features: Features,
  scope: TenantScope,
  ref: { hash: string; features: readonly string[] },
): Promise<number[]> {
  const { names } = await features.set(scope, ref.hash);
  return ref.features.map((name) => names.indexOf(name));
}
