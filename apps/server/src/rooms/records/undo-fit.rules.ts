// Whether what an undo would put back still fits: the stage is there, and of the kind that the status says;
// the option is still offered; what a reference points at is there, be it in the trash. Values that stay as
// they are do not count, nor do members: what somebody had who has left goes back to them.
import { changedKeys, sameValue } from "./images.rules.ts";
import { placeKeys } from "./joint-fields.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import type { Stages } from "./pipeline.rules.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { StoredValue } from "./values.rules.ts";

export interface FitFacts {
  /** Empty unless deals are undone. */
  stages: Stages;
  /** Ids that are there, by object. */
  targets: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A field that points at records of an object; stages and pipelines are looked at as a deal's place. */
const targetOf = ({ type, refObject }: Field): string | null =>
  type === "reference" && refObject !== undefined && !places.has(refObject) ? refObject : null;
const places: ReadonlySet<string> = new Set(["pipelines", "stages"]);

function storedValue(record: StoredRecord | null, key: string): StoredValue {
  const value = key.startsWith("custom.") ? record?.custom[key.slice(7)] : record?.[key];
  return (value ?? null) as StoredValue;
}

/** Fields whose values would change, with those values. */
function changedFields(type: ObjectType, before: StoredRecord | null, now: StoredRecord) {
  const keys = before === null ? [...type.fields.keys()] : changedKeys(before, now);
  return keys.flatMap((key) => {
    const field = type.fields.get(key);
    const value = storedValue(now, key);
    return field && value !== null ? [{ key, field, value }] : [];
  });
}

export interface Target {
  object: string;
  id: string;
}

/** What the changed references of a record point at. */
export function targetsOf(
  type: ObjectType,
  before: StoredRecord | null,
  now: StoredRecord,
): Target[] {
  return changedFields(type, before, now).flatMap(({ field, value }) => {
    const object = targetOf(field);
    return object === null ? [] : [{ object, id: String(value) }];
  });
}

/** Keys of the fields that cannot go back. */
export function misfits(
  type: ObjectType,
  before: StoredRecord | null,
  now: StoredRecord,
  facts: FitFacts,
): string[] {
  const unfit = changedFields(type, before, now)
    .filter(({ key, field, value }) => !isFit(field, value, storedValue(before, key), facts))
    .map(({ key }) => key);
  const isPlaced = type.key !== "deals" || isSamePlace(before, now) || hasPlace(now, facts.stages);
  return isPlaced ? unfit : [...unfit, ...placeKeys];
}

function isFit(field: Field, value: StoredValue, current: StoredValue, facts: FitFacts): boolean {
  const object = targetOf(field);
  if (object !== null) return facts.targets.get(object)?.has(String(value)) === true;
  const options = field.options;
  if (options === undefined) return true;
  const kept = [current ?? []].flat();
  return [value].flat().every((item) => {
    return options.some(({ key }) => key === item) || kept.some((one) => one === item);
  });
}

function isSamePlace(before: StoredRecord | null, now: StoredRecord): boolean {
  if (before === null) return false;
  return placeKeys.slice(0, 3).every((key) => sameValue(before[key], now[key]));
}

function hasPlace(deal: StoredRecord, stages: Stages): boolean {
  if (deal.stageId === null) return deal.pipelineId === null || !stages.has(`${deal.pipelineId}`);
  const stage = stages.get(`${deal.pipelineId}`)?.find(({ id }) => id === deal.stageId);
  return stage !== undefined && stage.kind === deal.status;
}
