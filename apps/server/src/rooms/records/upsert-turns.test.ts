import { expect, test } from "vitest";
import { createUpsertTurns } from "./upsert-turns.ts";

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Takes a turn in the background and notes when it had its lock. */
function taking(turns: ReturnType<typeof createUpsertTurns>, notes: string[], name: string) {
  const turn = turns.next();
  const take = (...keys: string[]) =>
    turn.take(new Set(keys), async () => void notes.push(name)).then(() => undefined);
  return { take, end: turn.end };
}

test("turns without a common key are open together, locked in their order", async () => {
  const turns = createUpsertTurns();
  const notes: string[] = [];
  const one = taking(turns, notes, "one");
  const two = taking(turns, notes, "two");
  const second = two.take("b");
  await pause();
  expect(notes).toEqual([]);
  await one.take("a");
  await second;
  expect(notes).toEqual(["one", "two"]);
});

test("a turn waits for the end of an earlier one that holds one of its keys", async () => {
  const turns = createUpsertTurns();
  const notes: string[] = [];
  const one = taking(turns, notes, "one");
  const two = taking(turns, notes, "two");
  const three = taking(turns, notes, "three");
  await one.take("a", "b");
  const waiting = two.take("b");
  const behind = three.take("c");
  await pause();
  expect(notes).toEqual(["one"]);
  one.end();
  await waiting;
  await behind;
  expect(notes).toEqual(["one", "two", "three"]);
});

test("a turn that ends without having been taken holds up nobody", async () => {
  const turns = createUpsertTurns();
  const notes: string[] = [];
  const one = taking(turns, notes, "one");
  const two = taking(turns, notes, "two");
  one.end();
  await two.take("a");
  expect(notes).toEqual(["two"]);
});
