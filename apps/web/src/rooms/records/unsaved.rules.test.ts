import type { RapportRecord } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import {
  afterSaved,
  type Edit,
  parseUnsaved,
  withEdit,
  without,
  withRefusal,
} from "./unsaved.rules.ts";

const record = (id: string, version: number, fields: object = {}) =>
  ({ id, version, custom: {}, ...fields }) as unknown as RapportRecord;
const edit = (over: Partial<Edit> = {}): Edit => ({
  object: "people",
  record: record("a", 3),
  title: "Ada",
  label: "City",
  data: { city: "Paris" },
  force: false,
  ...over,
});
const made = (key: string, nowMs = 1) => ({ key, nowMs });

describe("edits that wait", () => {
  it("join by record, on the version of the first", () => {
    const first = withEdit([], edit(), made("k1", 1));
    const second = withEdit(
      first,
      edit({
        record: record("a", 9, { city: "Paris", phone: "0" }),
        label: "Phone",
        data: { phone: "1", custom: { x: 1 } },
      }),
      made("k2", 2),
    );
    expect(second).toEqual([
      {
        object: "people",
        recordId: "a",
        title: "Ada",
        labels: ["City", "Phone"],
        data: { city: "Paris", phone: "1", custom: { x: 1 } },
        base: { city: null, phone: "0", "custom.x": null },
        version: 3,
        key: "k2",
        sinceMs: 1,
        refused: null,
      },
    ]);
  });

  it("keep the last value of a field, and custom fields beside each other", () => {
    const first = withEdit(
      [],
      edit({ data: { city: "Paris", custom: { x: 1, y: 1 } } }),
      made("1"),
    );
    const [entry] = withEdit(first, edit({ data: { city: "Rome", custom: { y: 2 } } }), made("2"));
    expect(entry?.data).toEqual({ city: "Rome", custom: { x: 1, y: 2 } });
  });

  it("start from what was saved when they joined an edit on its way", () => {
    const [sent] = withEdit([], edit({ data: { city: "Paris" } }), made("1"));
    if (!sent) throw new Error("none");
    const joined = withEdit([sent], edit({ data: { city: "Rome", phone: "1" } }), made("2"));
    const [left] = afterSaved(joined, sent, record("a", 4, { city: "Paris", phone: "0" }));
    expect(left).toMatchObject({ key: "2", base: { city: "Paris", phone: null } });
    expect(afterSaved([sent], sent, record("a", 4))).toEqual([]);
  });

  it("of other records stay apart", () => {
    const both = withEdit(
      withEdit([], edit(), made("1")),
      edit({ record: record("b", 1) }),
      made("2"),
    );
    expect(both.map(({ recordId }) => recordId)).toEqual(["a", "b"]);
  });

  it("write over what is there once the person has chosen so", () => {
    const [entry] = withEdit(withEdit([], edit(), made("1")), edit({ force: true }), made("2"));
    expect(entry?.version).toBeNull();
  });

  it("are taken out only as they were sent: an edit made meanwhile stays", () => {
    const [sent] = withEdit([], edit(), made("1"));
    if (!sent) throw new Error("There is no entry.");
    const later = withEdit([sent], edit({ data: { city: "Oslo" } }), made("2"));
    expect(without(later, sent)).toEqual(later);
    expect(without([sent], sent)).toEqual([]);
    expect(withRefusal(later, sent, "No")[0]?.refused).toBeNull();
    expect(withRefusal([sent], sent, "No")[0]?.refused).toBe("No");
  });

  it("survive storage, and broken storage", () => {
    const entries = withEdit([], edit(), made("1"));
    expect(parseUnsaved(JSON.stringify(entries))).toEqual(entries);
    for (const text of [null, "", "{", "{}", "[1,null,{}]", '[{"object":1}]'])
      expect(parseUnsaved(text)).toEqual([]);
  });
});
