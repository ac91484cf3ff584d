import { describe, expect, it } from "vitest";
import { type StreamedPerson, streamPeople } from "./index.ts";

const take = (seed: number, count: number): StreamedPerson[] => [...streamPeople({ seed, count })];

function ranked(values: Iterable<string>): number[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].sort((left, right) => right - left);
}

describe("streamPeople", () => {
  const people = take(5, 200_000);

  it("repeats itself, and a shorter stream is the start of a longer one", () => {
    expect(take(5, 300)).toEqual(people.slice(0, 300));
    expect(take(6, 1)).not.toEqual(people.slice(0, 1));
    expect(take(5, 0)).toEqual([]);
  });

  it("gives everyone a complete row with an address of their own under .example", () => {
    expect(new Set(people.map((person) => person.email)).size).toBe(people.length);
    const address = /^[a-z]+\.[a-z]+\.[a-z0-9]+@[a-z]+\.example$/;
    expect(people.filter((person) => !address.test(person.email))).toEqual([]);
    const isComplete = (person: StreamedPerson) =>
      Object.values(person).length === 9 &&
      Object.values(person).every((value) => value.length > 0);
    expect(people.every(isComplete)).toBe(true);
    const reserved =
      /^\+(1 \d{3} 555 01\d\d|44 1632 960\d{3}|33 1 99 00 \d\d \d\d|49 30 23125 \d{3}|46 8 465 004 \d\d|61 2 5550 \d{4})$/;
    expect(people.filter((person) => !reserved.test(person.phone))).toEqual([]);
  });

  it("spreads over about 500 cities and thousands of names, unevenly", () => {
    const cities = ranked(people.map((person) => person.city));
    expect(cities.length).toBeGreaterThan(450);
    expect(cities.length).toBeLessThan(560);
    expect(cities[0]! / cities.at(-1)!).toBeGreaterThan(20);
    const surnames = ranked(people.map((person) => person.lastName));
    expect(surnames.length).toBeGreaterThan(3_000);
    expect(surnames[0]! / people.length).toBeGreaterThan(0.005);
  });
});
