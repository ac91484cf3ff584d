// The world's lists as records of the HTTP contract: keys become ids, what the API does not have stays
// behind. Pure; parents come before children.
import type { LineItem } from "@rapport/contracts";
import type { World } from "@rapport/world";

export interface KeyMaps {
  members: Map<number, string>;
  pipelines: Map<number, string>;
  stages: Map<number, string>;
}

export interface DemoList {
  object: string;
  rows: { id: string; data: Record<string, unknown>; stages: DemoStage[] }[];
}

/** A stage that a deal was in, and since when. */
export interface DemoStage {
  stageId: string;
  enteredAt: string;
}

export interface DemoRecords {
  lists: DemoList[];
  lines: LineItem[];
}

type IdOf = (list: string, key: number, createdAt: string) => string;

interface WorldRow {
  key: number;
  createdAt: string;
  stageHistory?: readonly { stageId: number; enteredAt: string }[];
}

/** Parts of the world that are not fields of records (yet). */
const leftOut = new Set(["key", "stageHistory", "resolution"]);

const referenceLists: Record<string, string> = {
  companyId: "companies",
  personId: "people",
  dealId: "deals",
  ticketId: "tickets",
};

const withStageTime = (deal: World["deals"][number]) => ({
  ...deal,
  stageEnteredAt: deal.stageHistory.at(-1)?.enteredAt ?? deal.createdAt,
});

export function demoRecords(world: World, maps: KeyMaps, idOf: IdOf): DemoRecords {
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
        stages: (row.stageHistory ?? []).flatMap(({ stageId, enteredAt }) => {
          const id = maps.stages.get(stageId);
          return id === undefined ? [] : [{ stageId: id, enteredAt }];
        }),
      })),
    };
  };

  const lists = [
    listOf("companies", world.companies),
    listOf("people", world.people),
    listOf("products", world.products),
    listOf("deals", world.deals.map(withStageTime)),
    listOf("tickets", world.tickets),
    listOf("tasks", world.tasks),
    listOf("notes", world.notes),
    listOf("activities", world.activities),
  ];
  const madeAt = new Map(world.deals.map(({ key, createdAt }) => [key, createdAt]));
  const units = new Map(world.products.map(({ key, unit }) => [key, unit]));
  const lines = world.lineItems.map(
    ({ key, amountMinor: _sum, ...item }): LineItem => ({
      ...item,
      id: idOf("lineItems", key, madeAt.get(item.dealId) ?? world.from),
      dealId: refer("deals", item.dealId) ?? "",
      productId: refer("products", item.productId),
      description: null,
      unit: units.get(item.productId) ?? null,
      discountMinor: 0,
    }),
  );
  return { lists, lines };
}
