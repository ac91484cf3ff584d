// Fields that a workspace added to its records, as features that models learn from: the last value that was known by each
// moment. What was brought in counts from the record's creation, and is doubted where such a field is written later.
import type { FeatureDefinition, ModelEntity } from "@rapport/contracts";
import type { Database, TenantScope } from "../platform/db/index.ts";
import { defineFeatureSet, type FeatureSet, type Features } from "../rooms/features/index.ts";
import type { FeatureSource } from "../rooms/models/index.ts";
import type { Field, Records } from "../rooms/records/index.ts";

interface Deps {
  db: Database;
  features: Features;
  records: Pick<Records, "objectTypes">;
}

const asText = new Set(["select", "text", "boolean"]);
const asNumber = new Set(["number", "integer", "money"]);
const mostFields = 60;
/** So many rows tell whether a field is written later. */
const doubtedRows = 4000;

const isOwn = ({ customId, computed, type }: Field): boolean =>
  customId !== null && computed !== true && (asText.has(type) || asNumber.has(type));

/** `leadQuality` → `lead_quality`, as keys of features are written. */
const snake = (key: string): string =>
  key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "_")
    .slice(0, 60);

function featureOf(entity: ModelEntity, field: Field, key: string): FeatureDefinition {
  return {
    key,
    title: field.label,
    entity,
    source: { kind: "record", field: `custom.${field.key}`, knownFrom: "createdAt", stable: true },
    aggregation: "last",
    ...(asText.has(field.type) ? { type: "text" as const } : {}),
    default: null,
  };
}

function definitionsOf(entity: ModelEntity, fields: readonly Field[]): FeatureDefinition[] {
  const taken = new Set<string>();
  return fields.map((field, at) => {
    const bare = `own_${snake(field.key)}`;
    const key = taken.has(bare) ? `${bare}_${at}` : bare;
    taken.add(key);
    return featureOf(entity, field, key);
  });
}

function setOf(set: string, entity: ModelEntity, fields: readonly Field[]): FeatureSet {
  const features = definitionsOf(entity, fields);
  return defineFeatureSet({ key: set, title: "Fields of your own", entity, features });
}

export function lendOwnFields({
  db,
  features,
  records,
}: Deps): Pick<FeatureSource, "ownFields" | "doubts"> {
  return {
    ownFields: (scope, { set: key, entity, without, holds }) =>
      db.tenant(scope, async (tx) => {
        const type = (await records.objectTypes(tx)).get(entity);
        const fields = [...(type?.fields.values() ?? [])]
          .filter((field) => isOwn(field) && !without.has(field.key))
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .slice(0, mostFields);
        if (fields.length === 0) return null;
        const set = setOf(key, entity, fields);
        await features.keepSet(tx, set);
        await features.dropOthers(tx, set, await holds(tx));
        const take = set.names.map((name, at) =>
          fields[at]?.type === "money" ? { key: name, unit: "money" as const } : { key: name },
        );
        return { set: key, hash: set.hash, take };
      }),
    doubts: (scope, ref, asked) => doubtsOf(features, scope, ref, asked),
  };
}

const percent = (share: number): string => `${Math.max(1, Math.round(share * 100))} %`;

async function doubtsOf(
  features: Features,
  scope: TenantScope,
  ref: Parameters<FeatureSource["doubts"]>[1],
  asked: Parameters<FeatureSource["doubts"]>[2],
) {
  const step = Math.max(1, Math.ceil(asked.length / doubtedRows));
  const rows = asked
    .filter((_, at) => at % step === 0)
    .map(({ record, atMs }) => ({ entityId: record.id, asOf: new Date(atMs).toISOString() }));
  const found = await features.checkLeaks(scope, ref.hash, rows);
  return found
    .filter(({ verdict }) => verdict === "leaks")
    .map(({ feature, changedShare }) => ({
      feature,
      why: `is written during a record's life (${percent(changedShare ?? 0)} of the records had it changed later), so that what was brought in may hold what came after`,
    }));
}
