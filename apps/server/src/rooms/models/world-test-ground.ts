// The simulated world as the models room sees it: its records with ids in place of keys, and the truth beside them.
import { createWorld, type World } from "@rapport/world";
import { createTruth, type Truth } from "@rapport/world/truth";
import { Story, type StoryRecord } from "./story.ts";

const references = [
  ["companyId", "companies"],
  ["personId", "people"],
  ["dealId", "deals"],
  ["ticketId", "tickets"],
  ["ownerId", "members"],
] as const;

export const idOf = (list: string, key: number): string =>
  `${list}/${String(key).padStart(7, "0")}`;

interface WorldRow {
  key: number;
  createdAt: string;
}

function converted(list: string, rows: readonly WorldRow[]): StoryRecord[] {
  return rows.map((row) => {
    const record: Record<string, unknown> = { custom: {}, ...row, id: idOf(list, row.key) };
    for (const [field, target] of references) {
      const key = record[field];
      if (typeof key === "number") record[field] = idOf(target, key);
    }
    return record as unknown as StoryRecord;
  });
}

export interface ModelsGround {
  world: World;
  truth: Truth;
  story: Story;
}

export function layModelsGround(companies: number, seed = 1): ModelsGround {
  const options = { seed, companies, now: new Date("2026-01-15T12:00:00Z") };
  const world = createWorld(options);
  const lists = {
    companies: converted("companies", world.companies),
    people: converted("people", world.people),
    deals: converted("deals", world.deals),
    tickets: converted("tickets", world.tickets),
    activities: converted("activities", world.activities),
  };
  return { world, truth: createTruth(options), story: new Story(lists, options.now.getTime()) };
}
