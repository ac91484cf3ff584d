import { standardObject, standardObjects } from "@rapport/contracts";
import { describe, expect, test } from "vitest";
import type { Cell } from "./cells.rules.ts";
import type { ColumnTarget, ImportField } from "./mapping.rules.ts";
import { type SuggestionInput, suggestMapping } from "./suggest-mapping.rules.ts";

function fieldsOf(object: string): readonly ImportField[] {
  return standardObject(object)?.fields ?? [];
}

/** "companyId/domain", "+select" for a new field, "-" for nothing. */
function written(target: ColumnTarget): string {
  if (target.kind === "field") return target.via ? `${target.field}/${target.via}` : target.field;
  if (target.kind === "newField") return `+${target.type}`;
  return target.kind === "fullName" ? "fullName" : "-";
}

function suggest(object: string, table: Cell[][], more: Partial<SuggestionInput> = {}) {
  const [header = [], ...cells] = table;
  const columns = header.map((name, index) => ({ index, name: String(name) }));
  const sample = cells.map((row, ordinal) => ({ line: ordinal + 2, ordinal, cells: row }));
  const mapping = suggestMapping({ object, columns, sample, fields: fieldsOf(object), ...more });
  return Object.fromEntries(mapping.map(({ column, target }) => [column, written(target)]));
}

function repeated(row: Cell[], times = 5): Cell[][] {
  return Array.from({ length: times }, () => row);
}

describe("single rules", () => {
  test("values name a column whose header says nothing", () => {
    const rows = repeated(["a@b.co", "+44 20 7946 0958", "hello"]);
    expect(suggest("people", [["Column 1", "Column 2", "Column 3"], ...rows])).toEqual({
      "Column 1": "email",
      "Column 2": "phone",
      "Column 3": "+text",
    });
  });

  test("separate names win over a whole name; alone, it is split", () => {
    const both = suggest("people", [
      ["Name", "First", "Last"],
      ["Ann Lee", "Ann", "Lee"],
    ]);
    expect(both).toMatchObject({ First: "firstName", Last: "lastName" });
    expect(both.Name).not.toBe("fullName");
    expect(suggest("people", [["Name"], ["Ann Lee"]])).toEqual({ Name: "fullName" });
  });

  test("each field is given once, to the better column", () => {
    const given = suggest("people", [
      ["Billing City", "City"],
      ["Rome", "Oslo"],
    ]);
    expect(given).toEqual({ "Billing City": "+text", City: "city" });
  });

  test("values that contradict the header lower the confidence and are told", () => {
    const columns = [{ index: 0, name: "Email" }];
    const sample = [{ line: 2, ordinal: 0, cells: ["call me"] }];
    const [one] = suggestMapping({ object: "people", columns, sample, fields: fieldsOf("people") });
    expect(one?.confidence).toBeLessThan(0.7);
    expect(one?.reason).toContain("100 % of the values do not");
  });

  test("references are looked up by what the values are; another system's keys are not", () => {
    const rows = repeated(["acme.com", "pam@x.com", "00190000004XYZ"]);
    expect(suggest("people", [["Company", "Owner", "Account ID"], ...rows])).toEqual({
      Company: "companyId/domain",
      Owner: "ownerId/email",
      "Account ID": "+text",
    });
  });

  test("custom fields are found by key and label, as Rapport exports them", () => {
    const tier = {
      key: "custom.tier",
      label: "Tier level",
      type: "text",
      required: false,
      custom: true,
    } as const;
    const fields = [...fieldsOf("people"), tier];
    expect(suggest("people", [["custom.tier"], ["x"]], { fields })).toEqual({
      "custom.tier": "custom.tier",
    });
    expect(suggest("people", [["Tier Level"], ["x"]], { fields })).toEqual({
      "Tier Level": "custom.tier",
    });
  });

  test("Rapport's own export maps back onto itself", () => {
    for (const { key, fields } of standardObjects) {
      const writable = (fields as readonly ImportField[]).filter((field) => !field.readOnly);
      const header = writable.map((field) => field.key.replace(/Minor$/, ""));
      const given = suggest(key, [header, header.map(() => "")]);
      expect(Object.values(given).map((name) => name.split("/")[0])).toEqual(
        writable.map((field) => field.key),
      );
    }
  });

  test("money in minor units is known by its name", () => {
    const columns = [{ index: 0, name: "amountMinor" }];
    const [one] = suggestMapping({
      object: "deals",
      columns,
      sample: [],
      fields: fieldsOf("deals"),
    });
    expect(one?.target).toEqual({ kind: "field", field: "amountMinor", minorUnits: true });
  });

  test("a column without a field becomes a new one of the type its values have, with choices", () => {
    const tiers = Array.from({ length: 40 }, (_, at) => [["Gold", "Silver"][at % 2] ?? ""]);
    const columns = [{ index: 0, name: "property_loyalty_tier" }];
    const sample = tiers.map((cells, ordinal) => ({ line: ordinal + 2, ordinal, cells }));
    const [one] = suggestMapping({ object: "people", columns, sample, fields: fieldsOf("people") });
    expect(one?.target).toEqual({
      kind: "newField",
      label: "Loyalty tier",
      type: "select",
      options: [
        { key: "gold", label: "Gold" },
        { key: "silver", label: "Silver" },
      ],
    });
  });
});
