// What clients ask of the API in the benches: the same mix for every size and every database.
import { type StreamedPerson, streamPeople } from "@rapport/world";
import type { LoadRequest } from "./load.ts";

const sample: StreamedPerson[] = [...streamPeople({ seed: "bench", count: 2000 })];
const fresh = streamPeople({ seed: `fresh-${process.pid}`, count: 100_000_000 });

function pick<T>(items: readonly T[], index: number): T {
  return items[(index * 7919) % items.length] as T;
}

function nextPerson(): object {
  return fresh.next().value as object;
}

export const readById =
  (ids: readonly string[]) =>
  (index: number): LoadRequest => ({
    method: "GET",
    path: `/api/v1/people/${pick(ids, index)}`,
  });

export function listByCity(index: number): LoadRequest {
  return listIn(pick(sample, index).city);
}

function listIn(city: string): LoadRequest {
  const filter = encodeURIComponent(JSON.stringify({ city }));
  return { method: "GET", path: `/api/v1/people?limit=60&filter=${filter}` };
}

/** Lists that are full in every workspace which has these people: of cities where 60 of them live. */
export function fullLists(people: Iterable<{ city: string }>): (index: number) => LoadRequest {
  const living = new Map<string, number>();
  for (const { city } of people) living.set(city, (living.get(city) ?? 0) + 1);
  const cities = [...living].filter(([, count]) => count >= 60).map(([city]) => city);
  if (cities.length === 0) throw new Error("No city has 60 people: begin with a larger size.");
  return (index) => listIn(pick(cities, index));
}

/** Whole names, beginnings, addresses and misspelt names, as people type them. */
function queryOf(index: number): string {
  const { firstName, lastName, email } = pick(sample, index);
  const kind = index % 4;
  if (kind === 0) return `${firstName} ${lastName}`;
  if (kind === 1) return lastName.slice(0, 4);
  if (kind === 2) return email;
  return lastName.length > 4 ? lastName.slice(0, 2) + lastName.slice(3) : lastName;
}

export function search(index: number): LoadRequest {
  return { method: "GET", path: `/api/v1/search?limit=20&q=${encodeURIComponent(queryOf(index))}` };
}

export function create(): LoadRequest {
  return { method: "POST", path: "/api/v1/people", body: JSON.stringify(nextPerson()) };
}

export function bulkCreate(): LoadRequest {
  const operations = Array.from({ length: 60 }, () => ({ op: "create", data: nextPerson() }));
  return { method: "POST", path: "/api/v1/people/bulk", body: JSON.stringify({ operations }) };
}
