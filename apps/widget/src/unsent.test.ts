import { expect, it } from "vitest";
import { createUnsent, type Store } from "./unsent.ts";

const makeStore = (): Store & { kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (name) => kept.get(name) ?? null,
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
    names: () => [...kept.keys()].reverse(),
  };
};

const name = "rapport:k:waiting:";
const message = (id: string) => ({ id, text: `Text ${id}` });
const [a, b, c] = [message("a"), message("b"), message("c")];

it("keeps what two tabs wrote, and takes away what either has sent", () => {
  const store = makeStore();
  const first = createUnsent(store, name);
  const second = createUnsent(store, name);
  expect([first.take(), second.take()]).toEqual([[], []]);
  first.keep([a]);
  second.keep([b]);
  first.keep([a, c]);
  const third = createUnsent(store, name);
  expect(third.take()).toEqual([a, b, c]);
  first.keep([c]);
  second.keep([]);
  expect(createUnsent(store, name).take()).toEqual([c]);
  // The third took all three at its start, and knows nothing of what was sent: it puts none back.
  third.keep([a, b, c]);
  third.keep([b, c]);
  expect(createUnsent(store, name).take()).toEqual([c]);
  first.keep([]);
  expect(store.kept.size).toBe(0);
});

it("takes messages in the order in which they were written", () => {
  const store = makeStore();
  const tab = createUnsent(store, name);
  tab.keep([c, a, b]);
  expect(createUnsent(store, name).take()).toEqual([c, a, b]);
});

it("moves what an earlier version kept in one entry", () => {
  const store = makeStore();
  store.set(name, JSON.stringify([b, a]));
  const tab = createUnsent(store, name);
  expect(tab.take()).toEqual([b, a]);
  expect(store.get(name)).toBeNull();
  expect(tab.take()).toEqual([b, a]);
  tab.keep([]);
  expect(store.kept.size).toBe(0);
});

it("takes nothing of another user, and nothing that is no message", () => {
  const store = makeStore();
  createUnsent(store, `${name}u:1`).keep([a]);
  store.set(`${name}u:2`, JSON.stringify([b]));
  store.set(`${name}u:broken`, "{");
  store.set(`${name}u:c`, JSON.stringify([1, null]));
  const tab = createUnsent(store, `${name}u`);
  expect(tab.take()).toEqual([]);
  tab.keep([]);
  // A user whose id ends like a message's does not lose or gain one.
  expect(createUnsent(store, `${name}u:1:a`).take()).toEqual([]);
  expect(createUnsent(store, `${name}u:1`).take()).toEqual([a]);
});
