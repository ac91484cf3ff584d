// Whose score may change when a record did: its own, and those of the records that it points at.
import type { ModelEntity } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import type { RecordsPort } from "./deps.ts";
import type { ChangedRecord } from "./news.ts";
import { type StoryObject, type StoryRecord, storyObjects } from "./story.ts";

const pointers = [
  ["personId", "people"],
  ["companyId", "companies"],
  ["dealId", "deals"],
  ["ticketId", "tickets"],
] as const;

const scored = new Set<string>(["people", "companies", "deals", "tickets"]);

const targetsOf = (record: StoryRecord): [string, string][] =>
  pointers.flatMap(([field, entity]): [string, string][] => {
    const target = record[field];
    return typeof target === "string" ? [[entity, target]] : [];
  });

export async function affectedBy(
  records: RecordsPort,
  scope: TenantScope,
  changes: readonly ChangedRecord[],
): Promise<Map<ModelEntity, string[]>> {
  const found = new Map<ModelEntity, Set<string>>();
  const add = (entity: string, id: string) => {
    if (!scored.has(entity)) return;
    const known = found.get(entity as ModelEntity) ?? new Set();
    found.set(entity as ModelEntity, known.add(id));
  };
  const ours = changes.filter(({ object }) => storyObjects.includes(object as StoryObject));
  for (const [object, some] of Map.groupBy(ours, (change) => change.object)) {
    const ids = [...new Set(some.map(({ recordId }) => recordId))];
    for (const id of ids) add(object, id);
    const changed = await records.raw(scope, object as StoryObject, ids);
    for (const [entity, id] of changed.flatMap(targetsOf)) add(entity, id);
  }
  return new Map([...found].map(([entity, ids]) => [entity, [...ids]]));
}
