import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Unsaved } from "./unsaved.rules.ts";

const key = "rapport.unsaved.m";
const entry = (recordId: string): Unsaved => ({
  object: "people",
  recordId,
  title: recordId,
  labels: ["City"],
  data: { city: "Rome" },
  base: { city: null },
  version: 1,
  key: `key ${recordId}`,
  sinceMs: 1,
  refused: null,
});

let storage = new Map<string, string>();
let isFull = false;
const heard = new Set<(event: { key: string | null }) => void>();
const ids = (entries: readonly Unsaved[]): string[] => entries.map(({ recordId }) => recordId);
const stored = (): string[] => ids(JSON.parse(storage.get(key) ?? "[]") as Unsaved[]);
/** Another tab: a copy of the module with its own memory. */
const openTab = async () => {
  vi.resetModules();
  const tab = await import("./unsaved-store.ts");
  const onChange = vi.fn();
  return { tab, onChange, stop: tab.openUnsaved("m", onChange) };
};

beforeEach(() => {
  storage = new Map();
  isFull = false;
  heard.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => storage.get(name) ?? null,
    removeItem: (name: string) => storage.delete(name),
    setItem: (name: string, text: string) => {
      if (isFull) throw new Error("full");
      storage.set(name, text);
    },
  });
  vi.stubGlobal("window", {
    addEventListener: (_type: string, listener: () => void) => heard.add(listener),
    removeEventListener: (_type: string, listener: () => void) => heard.delete(listener),
  });
});

describe("edits that wait in several tabs", () => {
  it("are kept beside each other", async () => {
    const one = await openTab();
    const two = await openTab();
    one.tab.changeUnsaved((now) => [...now, entry("a")]);
    two.tab.changeUnsaved((now) => [...now, entry("b")]);
    expect(stored()).toEqual(["a", "b"]);
    one.tab.changeUnsaved((now) => now.filter(({ recordId }) => recordId !== "a"));
    expect(stored()).toEqual(["b"]);
  });

  it("show in the other tab as soon as they are kept", async () => {
    const one = await openTab();
    const two = await openTab();
    one.tab.changeUnsaved(() => [entry("a")]);
    for (const listener of heard) listener({ key: "something else" });
    expect(two.tab.unsavedNow()).toEqual([]);
    for (const listener of heard) listener({ key });
    expect(ids(two.tab.unsavedNow())).toEqual(["a"]);
    expect(two.onChange).toHaveBeenCalledTimes(1);
  });

  it("wait in their tab when storage is full", async () => {
    const { tab } = await openTab();
    tab.changeUnsaved(() => [entry("a")]);
    isFull = true;
    tab.changeUnsaved((now) => [...now, entry("b")]);
    tab.changeUnsaved((now) => [...now, entry("c")]);
    expect(ids(tab.unsavedNow())).toEqual(["a", "b", "c"]);
    expect(stored()).toEqual(["a"]);
    isFull = false;
    tab.changeUnsaved((now) => now.filter(({ recordId }) => recordId !== "b"));
    expect(stored()).toEqual(["a", "c"]);
  });

  it("stay for the same member, and are not shown to the next", async () => {
    const { tab, stop } = await openTab();
    tab.changeUnsaved(() => [entry("a")]);
    tab.closeUnsaved();
    expect(tab.unsavedNow()).toEqual([]);
    stop();
    expect(heard.size).toBe(0);
    tab.openUnsaved("m", () => undefined);
    expect(ids(tab.unsavedNow())).toEqual(["a"]);
  });
});
