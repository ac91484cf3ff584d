// The world's lists as records of the HTTP contract: keys become ids, what the API does not have stays
// behind. Pure; parents come before children.
import type { World } from "@rapport/world";

export interface KeyMaps {
  members: Map<number, string>;
  pipelines: Map<number, string>;
  stages: Map<number, string>;
}

export interface DemoList {
  object: string;
  rows: { id: string; data: Record<string, unknown> }[];
}

type IdOf = (list: string, key: number, createdAt: string) => string;

interface WorldRow {
  key: number;
  createdAt: string;
}

/** Parts of the world that are not fields of records (yet). */
const leftOut = new Set(["key", "stageHistory", "resolution"]);

const referenceLists: Record<string, string> = {
  companyId: "companies",
  personId: "people",
  dealId: "deals",
  ticketId: "tickets",
};

export function demoLists(world: World, maps: KeyMaps, idOf: IdOf): DemoList[] {
  const ids = new Map<string, string>();
  const refer = (list: string, key: unknown) =>
    typeof key === "number" ? (ids.get(`${list}.${key}`) ?? null) : null;

  const convert = (name: string, value: unknown): unknown => {
    if (name === "ownerId") return maps.members.get(value as number) ?? null;
    if (name === "pipelineId") return maps.pipelines.get(value as number) ?? null;
    if (name === "stageId") return maps.stages.get(value as number) ?? null;
    const list = referenceLists[name];
    return list ? refer(list, value) : value;
  };

  const listOf = (object: string, rows: readonly WorldRow[]): DemoList => {
    const inOrder = [...rows].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    for (const row of inOrder)
      ids.set(`${object}.${row.key}`, idOf(object, row.key, row.createdAt));
    return {
      object,
      rows: inOrder.map((row) => ({
        id: ids.get(`${object}.${row.key}`) ?? "",
        data: Object.fromEntries(
          Object.entries(row)
            .filter(([name]) => !leftOut.has(name))
            .map(([name, value]) => [name, convert(name, value)]),
        ),
      })),
    };
  };

  return [
    listOf("companies", world.companies),
    listOf("people", world.people),
    listOf("deals", world.deals),
    listOf("tickets", world.tickets),
    listOf("tasks", world.tasks),
    listOf("notes", world.notes),
    listOf("activities", world.activities),
  ];
}
