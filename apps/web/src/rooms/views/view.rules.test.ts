import type { SavedView } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { parseTableSearch } from "../records/search-params.rules.ts";
import {
  hasOverrides,
  missingWords,
  moved,
  overrideOf,
  savedParts,
  settingsIn,
  settingsOf,
  TAKEN_AWAY,
  withoutOverrides,
} from "./view.rules.ts";

const saved = {
  id: "v1",
  layout: "kanban",
  columns: [{ field: "city", widthPx: 200 }, { field: "email" }],
  filter: { city: "Paris" },
  sort: "-lastName",
  groupBy: "lifecycle",
} as unknown as SavedView;
const base = settingsOf(saved);

describe("what a list is looked at with", () => {
  it("is the saved view, until the address says otherwise", () => {
    expect(settingsIn(base, { view: "v1" })).toEqual({
      layout: "kanban",
      columns: ["city", "email"],
      widths: { city: 200 },
      filter: { city: "Paris" },
      sort: "-lastName",
      group: "lifecycle",
    });
    const over = { view: "v1", filter: {}, sort: TAKEN_AWAY, group: TAKEN_AWAY, cols: "phone" };
    expect(settingsIn(base, { ...over, layout: "table" })).toMatchObject({
      layout: "table",
      columns: ["phone"],
      filter: undefined,
      sort: undefined,
      group: undefined,
    });
  });

  it("puts into the address only what differs, so that saved and changed back is not unsaved", () => {
    expect(overrideOf(base, "filter", { city: "Paris" })).toBeUndefined();
    expect(overrideOf(base, "filter", { city: "Rome" })).toEqual({ city: "Rome" });
    expect(overrideOf(base, "filter", undefined)).toEqual({});
    expect(overrideOf(base, "sort", undefined)).toBe(TAKEN_AWAY);
    expect(overrideOf(base, "cols", "city,email")).toBeUndefined();
    expect(overrideOf(settingsOf(undefined), "filter", undefined)).toBeUndefined();
    expect(overrideOf(settingsOf(undefined), "layout", "table")).toBeUndefined();
  });

  it("comes back to itself by what each part puts into the address", () => {
    for (const sort of [undefined, "city", "-lastName"]) {
      const own = overrideOf(base, "sort", sort);
      expect(settingsIn(base, own === undefined ? {} : { sort: own }).sort).toBe(sort);
    }
  });

  it("is told from a saved view by its address alone", () => {
    const search = parseTableSearch({ view: "v1", filter: {}, open: "r1", layout: "nonsense" });
    expect(search).toEqual({ view: "v1", filter: {}, open: "r1" });
    expect(hasOverrides(search)).toBe(true);
    expect(withoutOverrides(search)).toEqual({ view: "v1", open: "r1" });
    expect(parseTableSearch({ filter: {} })).toEqual({});
  });

  it("is saved whole", () => {
    const parts = savedParts(base, ["city", "email"]);
    expect(parts).toEqual({
      layout: "kanban",
      columns: [{ field: "city", widthPx: 200 }, { field: "email" }],
      filter: { city: "Paris" },
      sort: "-lastName",
      groupBy: "lifecycle",
    });
  });
});

describe("tabs", () => {
  const [a, b, c] = ["a", "b", "c"].map((id) => ({ id }) as SavedView) as [
    SavedView,
    SavedView,
    SavedView,
  ];

  it("move by a place and stay at the ends", () => {
    expect(moved([a, b, c], "c", -1)).toEqual([a, c, b]);
    expect(moved([a, b, c], "a", 1)).toEqual([b, a, c]);
    expect(moved([a, b, c], "a", -1)).toEqual([a, b, c]);
  });
});

describe("missing parts", () => {
  it("are named where they may be", () => {
    const gone = {
      part: "filter",
      reason: "removed",
      field: "custom.tier",
      label: "Tier",
    } as const;
    expect(missingWords(gone)).toBe("the condition by Tier is left out, since Tier was removed");
    const hidden = { part: "column", reason: "not-visible", field: null, label: null } as const;
    expect(missingWords(hidden)).toBe("a column is not for you to see");
  });
});
