// Write load whose every answer is remembered: what was acknowledged must be there after a kill, what
// was not may be there or not, but never in part.
import { randomInt, randomUUID } from "node:crypto";
import { apiKey } from "./server-process.ts";

export interface Remembered {
  /** City of each person whose write was acknowledged, by id; null: acknowledged as deleted. */
  people: Map<string, string | null>;
  /** Ids whose last write was cut off by a kill: what they hold now is open. */
  open: Set<string>;
  acknowledged: number;
}

export const bulkSize = 20;
const workers = 8;

export function newMemory(): Remembered {
  return { people: new Map(), open: new Set(), acknowledged: 0 };
}

async function send(
  origin: string,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

function refused(response: Response): Error {
  return new Error(`A write was refused with ${response.status}.`);
}

async function create(origin: string, memory: Remembered): Promise<void> {
  const city = randomUUID();
  const response = await send(origin, "POST", "/people", { firstName: "Kill", city });
  if (response.status !== 201) throw refused(response);
  const { id } = (await response.json()) as { id: string };
  memory.people.set(id, city);
  memory.acknowledged += 1;
}

async function createMany(origin: string, memory: Remembered): Promise<void> {
  // All of one call carry its name, so that a call that came through in part can be told.
  const lastName = `bulk-${randomUUID()}`;
  const operations = Array.from({ length: bulkSize }, () => ({
    op: "create",
    data: { firstName: "Bulk", lastName, city: lastName },
  }));
  const response = await send(origin, "POST", "/people/bulk", { operations });
  if (response.status !== 200) throw refused(response);
  const { results } = (await response.json()) as { results: { data: { id: string } }[] };
  for (const { data } of results) memory.people.set(data.id, lastName);
  memory.acknowledged += bulkSize;
}

function pickKnown(memory: Remembered): string | undefined {
  const ids = [...memory.people.keys()].slice(-500);
  const id = ids[randomInt(ids.length || 1)];
  return id !== undefined && memory.people.get(id) !== null && !memory.open.has(id)
    ? id
    : undefined;
}

/** Until it is answered, what the record holds is open. */
async function change(origin: string, memory: Remembered, isDelete: boolean): Promise<void> {
  const id = pickKnown(memory);
  if (id === undefined) return create(origin, memory);
  memory.open.add(id);
  const city = randomUUID();
  const response = isDelete
    ? await send(origin, "DELETE", `/people/${id}`)
    : await send(origin, "PATCH", `/people/${id}`, { city });
  if (!response.ok) throw refused(response);
  memory.people.set(id, isDelete ? null : city);
  memory.open.delete(id);
  memory.acknowledged += 1;
}

async function work(origin: string, memory: Remembered, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const chance = randomInt(100);
    try {
      if (chance < 45) await create(origin, memory);
      else if (chance < 60) await createMany(origin, memory);
      else await change(origin, memory, chance >= 90);
    } catch (error) {
      // The kill closed the connection; anything that the server itself refused is a failure.
      if (error instanceof Error && error.message.startsWith("A write was refused")) throw error;
      return;
    }
  }
}

/** Writes until the server is gone. */
export async function writeUntil(
  origin: string,
  memory: Remembered,
  isOver: () => boolean,
): Promise<void> {
  await Promise.all(Array.from({ length: workers }, () => work(origin, memory, isOver)));
}
