import { standardObject } from "@rapport/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "./cells.rules.ts";
import type { CoercionPlan } from "./coercion-plan.rules.ts";
import type { ColumnMapping, ImportField } from "./mapping.rules.ts";
import { createRowCoercer, inferReadings } from "./row-coercion.rules.ts";

function fieldsOf(object: string): readonly ImportField[] {
  return standardObject(object)?.fields ?? [];
}

function coerceAll(
  object: string,
  table: Cell[][],
  mapping: ColumnMapping[],
  more?: Partial<CoercionPlan>,
) {
  const [header = [], ...cells] = table;
  const columns = header.map((name, index) => ({ index, name: String(name) }));
  const sample = cells.map((row, at) => ({ line: at + 2, ordinal: at, cells: row }));
  const coerce = createRowCoercer({
    columns,
    mapping,
    fields: fieldsOf(object),
    readings: inferReadings(columns, sample),
    mode: "create",
    defaultCurrency: "USD",
    blankClears: false,
    ...more,
  });
  return cells.map((row) => coerce(row));
}

function to(column: string, field: string, more: object = {}): ColumnMapping {
  return { column, target: { kind: "field", field, ...more } };
}

describe("rows", () => {
  test("a row becomes data, with custom fields apart and references unresolved", () => {
    const fields: ImportField[] = [
      ...fieldsOf("people"),
      { key: "custom.tier", label: "Tier", type: "text", required: false, custom: true },
    ];
    const id = "0192F0C0-0000-7000-8000-000000000001";
    const [row] = coerceAll(
      "people",
      [
        ["Name", "Mail", "Domain", "Owner", "Tier", "Other"],
        ["Anna Berg", "A@B.co", "https://acme.com/x", id, "gold", "z"],
      ],
      [
        { column: "Name", target: { kind: "fullName" } },
        to("Mail", "email"),
        to("Domain", "companyId", { via: "domain" }),
        to("Owner", "ownerId", { via: "email" }),
        to("Tier", "custom.tier"),
        { column: "Other", target: { kind: "ignore" } },
      ],
      { fields },
    );
    expect(row).toEqual({
      consents: [],
      data: {
        firstName: "Anna",
        lastName: "Berg",
        email: "a@b.co",
        ownerId: id.toLowerCase(),
        custom: { tier: "gold" },
      },
      references: [
        {
          field: "companyId",
          object: "companies",
          via: "domain",
          value: "acme.com",
          column: "Domain",
        },
      ],
      problems: [],
    });
  });

  test("all bad values of a row are named, with their columns", () => {
    const [row] = coerceAll(
      "deals",
      [
        ["Deal", "Value", "Close"],
        ["", "much", "31/02/2024"],
      ],
      [to("Deal", "name"), to("Value", "amountMinor"), to("Close", "expectedCloseOn")],
    );
    expect(row?.problems.map(({ column, code }) => [column, code])).toEqual([
      ["Value", "not_money"],
      ["Close", "not_date"],
      ["Deal", "required"],
    ]);
  });

  test("money takes the row's currency, then the cell's, then the default", () => {
    const rows = coerceAll(
      "deals",
      [
        ["Deal", "Value", "Cur"],
        ["a", "1000", "JPY"],
        ["b", "€10.50", ""],
        ["c", "10.50", ""],
        ["d", "€1", "USD"],
        ["e", "1", "XXQ"],
      ],
      [to("Deal", "name"), to("Value", "amountMinor"), to("Cur", "currency")],
    );
    expect(rows.map(({ data }) => [data.amountMinor, data.currency])).toEqual([
      [1000, "JPY"],
      [1050, "EUR"],
      [1050, "USD"],
      [undefined, "USD"],
      [undefined, undefined],
    ]);
    expect(rows.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual([
      "unknown_currency",
      "unknown_currency",
    ]);
  });

  test("the first of several columns that is not blank fills a field; blanks clear only when asked", () => {
    const table: Cell[][] = [
      ["Phone", "Mobile"],
      ["", "+44 20 1"],
      ["", ""],
    ];
    const mapping = [to("Phone", "phone"), to("Mobile", "phone")];
    const kept = coerceAll("people", table, mapping);
    expect(kept.map(({ data }) => data)).toEqual([{ phone: "+44 20 1" }, {}]);
    const cleared = coerceAll("people", table, mapping, { blankClears: true });
    expect(cleared.map(({ data }) => data)).toEqual([{ phone: "+44 20 1" }, { phone: null }]);
  });

  test("no cell at all makes it throw", () => {
    const mapping = fieldsOf("deals").map((field) => to(field.key, field.key));
    const header = mapping.map(({ column }) => column);
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { minLength: header.length }),
        (cells) => {
          const [row] = coerceAll("deals", [header, cells.slice(0, header.length)], mapping);
          expect(JSON.stringify(row)).not.toContain("\\u0000");
        },
      ),
    );
  });
});
