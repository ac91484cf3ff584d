// What is known of a workspace's records, in memory and read only: the ground on which populations, labels and
// record features are computed. Every question is asked as of a moment; what happened later is invisible to the
// helpers here, which go by the times that records carry (created, closed, resolved, occurred).
import type { ModelEntity } from "@rapport/contracts";

export interface StoryRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export const storyObjects = ["companies", "people", "deals", "tickets", "activities"] as const;
export type StoryObject = (typeof storyObjects)[number];

type Lists = Readonly<Record<StoryObject, readonly StoryRecord[]>>;

export const dayMs = 86_400_000;

/** Milliseconds since 1970; NaN where there is no time. */
export function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

export const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

export const numberOf = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;

function indexOf(records: readonly StoryRecord[], field: string): Map<string, StoryRecord[]> {
  const pointing = records.filter((record) => typeof record[field] === "string");
  const index = Map.groupBy(pointing, (record) => record[field] as string);
  for (const own of index.values()) own.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  return index;
}

export class Story {
  readonly nowMs: number;
  readonly #lists: Lists;
  readonly #byId = new Map<StoryObject, Map<string, StoryRecord>>();
  readonly #pointing = new Map<string, Map<string, StoryRecord[]>>();

  constructor(lists: Lists, nowMs: number) {
    this.#lists = lists;
    this.nowMs = nowMs;
  }

  all(object: StoryObject | ModelEntity): readonly StoryRecord[] {
    return this.#lists[object];
  }

  get(object: StoryObject, id: unknown): StoryRecord | undefined {
    if (typeof id !== "string") return undefined;
    let known = this.#byId.get(object);
    if (!known) {
      known = new Map(this.#lists[object].map((record) => [record.id, record]));
      this.#byId.set(object, known);
    }
    return known.get(id);
  }

  /** Records of one kind that point at this one, in the order of their creation. */
  pointing(object: StoryObject, field: string, id: unknown): readonly StoryRecord[] {
    if (typeof id !== "string") return [];
    const key = `${object}.${field}`;
    const index = this.#pointing.get(key) ?? indexOf(this.#lists[object], field);
    this.#pointing.set(key, index);
    return index.get(id) ?? [];
  }

  /** How many of them exist, and carry this time, before the moment. */
  countBefore(records: readonly StoryRecord[], field: string, atMs: number, sinceMs = -Infinity) {
    let count = 0;
    for (const record of records) {
      const time = timeOf(record[field]);
      if (time < atMs && time >= sinceMs) count += 1;
    }
    return count;
  }
}
