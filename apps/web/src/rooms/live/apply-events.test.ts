import type { LiveChange, RapportRecord } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { RapportError } from "@rapport/sdk";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queryClient } from "../../platform/api.ts";
import { applyPlan } from "./apply-events.ts";
import { planOf } from "./live.rules.ts";
import type { OpenList } from "./live-lists.ts";

const { list, editing, lists } = vi.hoisted(() => ({
  list: vi.fn<(query: { filter: unknown }) => Promise<{ data: unknown[] }>>(),
  editing: new Set<string>(),
  lists: new Map<string, OpenList>(),
}));
vi.mock("../../platform/api.ts", async () => {
  const { QueryClient } = await import("@tanstack/react-query");
  return {
    api: { records: () => ({ list }) },
    queryClient: new QueryClient(),
    onForget: () => undefined,
  };
});
vi.mock("./live-holds.ts", () => ({
  isEdited: (id: string) => editing.has(id),
  isBoardHeld: () => false,
}));
vi.mock("./live-lists.ts", () => ({
  openLists: () => [...lists],
  changeList: (key: string, change: (one: OpenList) => Partial<OpenList>) => {
    const one = lists.get(key);
    if (one) lists.set(key, { ...one, ...change(one) });
  },
}));

const change = (id: string, op: LiveChange["op"], version = 2): LiveChange => ({
  type: "change",
  object: "people",
  id,
  op,
  version,
  who: null,
  at: "2026-11-28T08:00:00.000Z",
});
const record = (id: string, version: number) =>
  ({ id, object: "people", version, custom: {} }) as unknown as RapportRecord;
const key = ["record", "people", "a"];
const shownVersion = () => queryClient.getQueryData<RapportRecord>(key)?.version;
const failed = (status: number) =>
  new RapportError({ type: "x", title: "No", status, code: "x", detail: "No." });
const apply = (...events: LiveChange[]) => applyPlan(planOf(events), "me");

beforeEach(() => {
  queryClient.clear();
  queryClient.setQueryData(key, record("a", 1));
  editing.clear();
  lists.clear();
  list.mockReset();
  for (const [name, filter] of [
    ["good", { city: "Rome" }],
    ["bad", { gone: 1 }],
  ] as [string, Filter][])
    lists.set(name, { object: "people", filter, arrived: new Set(), many: false });
});

describe("scores that were written", () => {
  const shown = [
    ["scores", "people", "a"],
    ["scores", "people", "b"],
    ["scores", "deals", "a"],
  ];
  const stale = async (id: string | null) => {
    for (const one of shown) queryClient.setQueryData(one, []);
    await applyPlan(planOf([{ type: "scores", object: "people", id }]), "me");
    return shown.filter((one) => queryClient.getQueryState(one)?.isInvalidated);
  };

  it("are asked for again where they are shown, and no others", async () => {
    expect(await stale("a")).toEqual([shown[0]]);
    expect(await stale(null)).toEqual([shown[0], shown[1]]);
    expect(list).not.toHaveBeenCalled();
  });
});

describe("what others changed", () => {
  it("is put where it is shown", async () => {
    list.mockResolvedValue({ data: [record("a", 2)] });
    expect(await apply(change("a", "update"))).toEqual([]);
    expect(shownVersion()).toBe(2);
  });

  it("waits when editing began while it was being fetched", async () => {
    list.mockImplementation(async () => {
      editing.add("a");
      return { data: [record("a", 2)] };
    });
    expect(await apply(change("a", "update"))).toEqual([change("a", "update")]);
    expect(shownVersion()).toBe(1);
  });

  it("waits when its record leaves while it is being edited", async () => {
    editing.add("a");
    expect(await apply(change("a", "trash"))).toEqual([change("a", "trash")]);
  });

  it("goes on to the other tables when the server refuses the filter of one", async () => {
    list.mockImplementation(async ({ filter }) => {
      if (JSON.stringify(filter).includes("gone")) throw failed(400);
      return { data: [record("n", 1)] };
    });
    expect(await apply(change("n", "create", 1))).toEqual([]);
    expect(lists.get("good")).toMatchObject({ arrived: new Set(["n"]), many: false });
    expect(lists.get("bad")).toMatchObject({ arrived: new Set(), many: true });
  });

  it("is many when the server refuses the records themselves", async () => {
    list.mockRejectedValue(failed(403));
    expect(await apply(change("a", "update"))).toEqual([]);
    expect([...lists.values()].map(({ many }) => many)).toEqual([true, true]);
  });

  it.each([0, 503])("is for later when no answer comes (%i)", async (status) => {
    list.mockRejectedValue(failed(status));
    await expect(apply(change("a", "update"))).rejects.toMatchObject({ status });
  });
});
