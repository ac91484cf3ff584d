import { beforeEach, describe, expect, it, vi } from "vitest";
import { workOnList } from "./list-work.ts";

const { lists, undo } = vi.hoisted(() => ({
  lists: { create: vi.fn(), add: vi.fn(), takeOut: vi.fn() },
  undo: vi.fn(),
}));
vi.mock("../../platform/api.ts", () => ({ api: { lists, undo } }));

const refusal = new Error("This filter is refused.");
const what = { recordIds: ["a"] };
const fresh = { verb: "add", list: { name: "Guests" }, what } as const;

beforeEach(() => {
  vi.resetAllMocks();
  lists.create.mockResolvedValue({ data: { id: "l" }, actId: "made" });
  lists.add.mockResolvedValue({ data: { changed: 1, unchanged: 0 }, actId: "filled" });
  undo.mockResolvedValue({});
});

describe("a list made for some records", () => {
  it("is filled, and both are undone together", async () => {
    expect(await workOnList("people", fresh)).toEqual({
      acts: ["made", "filled"],
      changed: { changed: 1, unchanged: 0 },
    });
    expect(lists.add).toHaveBeenCalledWith("l", what);
    expect(undo).not.toHaveBeenCalled();
  });

  it("is taken back when filling it is refused", async () => {
    lists.add.mockRejectedValue(refusal);
    undo.mockRejectedValue(new Error("That neither."));
    await expect(workOnList("people", fresh)).rejects.toBe(refusal);
    expect(undo).toHaveBeenCalledWith("made");
  });

  it("is not touched when it was there before", async () => {
    lists.add.mockRejectedValue(refusal);
    const work = { ...fresh, list: { id: "l", name: "Guests" } };
    await expect(workOnList("people", work)).rejects.toBe(refusal);
    expect(lists.create).not.toHaveBeenCalled();
    expect(undo).not.toHaveBeenCalled();
  });
});
