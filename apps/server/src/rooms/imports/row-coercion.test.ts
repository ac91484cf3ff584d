import { standardObject } from "@rapport/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "./cells.rules.ts";
import { coerceDate, coerceDatetime, inferDateOrder } from "./coerce-dates.rules.ts";
import {
  coerceInteger,
  coerceMoney,
  coerceNumber,
  fromMinor,
  inferDecimalSign,
  toMinor,
} from "./coerce-numbers.rules.ts";
import {
  coerceBoolean,
  coerceEmail,
  coerceOption,
  coerceOptions,
  coercePhone,
  coerceText,
  coerceUrl,
  domainOf,
  optionLookup,
} from "./coerce-text.rules.ts";
import type { Coerced } from "./coercion.rules.ts";
import type { CoercionPlan } from "./coercion-plan.rules.ts";
import type { ColumnMapping, ImportField } from "./mapping.rules.ts";
import { createRowCoercer, inferReadings } from "./row-coercion.rules.ts";
import { splitName } from "./split-name.rules.ts";

function outcome<T>(result: Coerced<T>): T | string {
  return result.ok ? result.value : `!${result.code}`;
}

describe("text", () => {
  test.each<[Cell, unknown]>([
    ["  Anna \u00a0 Maria ", "Anna Maria"],
    ["Cafe\u0301", "Café"],
    ["a\u0000b\u202ec\u200b", "abc"],
    ["line\nbreak", "line break"],
    [42, "42"],
    ["x".repeat(256), "!too_long"],
    ["K\ufffdln", "!undecodable"],
    ["\ud800", "!undecodable"],
    ["'=1+1", "=1+1"],
    ["'tis", "'tis"],
  ])("%j", (cell, expected) => {
    expect(outcome(coerceText(cell, { maxLength: 255, paragraphs: false }))).toBe(expected);
  });

  test("paragraphs keep their newlines", () => {
    const kept = coerceText("a\r\nb\rc ü", { maxLength: 255, paragraphs: true });
    expect(outcome(kept)).toBe("a\nb\nc ü");
  });

  test("a refusal names the value and what is expected, on one line", () => {
    const result = coerceEmail("not\nan\u202e address");
    expect(result).toEqual({
      ok: false,
      code: "not_email",
      message: '"not an address" is not an e-mail address. Expected one like anna@example.com.',
    });
  });
});

describe("e-mail, phone, web address, choice, yes or no", () => {
  test.each([
    [" Anna.Berg@Example.COM ", "anna.berg@example.com"],
    ["Anna Berg <anna@example.com>", "anna@example.com"],
    ["mailto:a@b.co", "a@b.co"],
    ["o'hara+crm@sub.example.co.uk", "o'hara+crm@sub.example.co.uk"],
    ["jörg@bücher.de", "jörg@bücher.de"],
    ["anna@example", "!not_email"],
    ["anna@@example.com", "!not_email"],
    ["anna@-x.com", "!not_email"],
    [".a@x.com", "!not_email"],
    ["a..b@x.com", "!not_email"],
    ["a b@x.com", "!not_email"],
    [`${"a".repeat(65)}@x.com`, "!not_email"],
    [`a@${"x.".repeat(130)}com`, "!not_email"],
  ])("e-mail %j", (cell, expected) => {
    expect(outcome(coerceEmail(cell))).toBe(expected);
  });

  test("hostile e-mails are refused in linear time", () => {
    const start = performance.now();
    for (const hostile of [
      `${"a.".repeat(50_000)}@`,
      `a@${"b-".repeat(50_000)}`,
      "<".repeat(99_999),
    ]) {
      expect(outcome(coerceEmail(hostile))).toBe("!not_email");
    }
    expect(performance.now() - start).toBeLessThan(500);
  });

  test.each([
    ["+44 (0)20 7946-0958 x12", "+44 (0)20 7946-0958 x12"],
    ["'+49-30-1234", "+49-30-1234"],
    [4420794609, "4420794609"],
    ["831.605.2433x72946", "831.605.2433x72946"],
    ["ring me", "!not_phone"],
    ["<script>123</script>", "!not_phone"],
  ])("phone %j", (cell, expected) => {
    expect(outcome(coercePhone(cell, 50))).toBe(expected);
  });

  test.each([
    ["https://Example.com/x?y=1", "https://Example.com/x?y=1"],
    ["www.example.com", "https://www.example.com"],
    ["example.com:8080/a", "https://example.com:8080/a"],
    ["javascript:alert(1)", "!not_url"],
    ["https://user:pw@example.com", "!not_url"],
    ["not a url", "!not_url"],
  ])("web address %j", (cell, expected) => {
    expect(outcome(coerceUrl(cell, 2048))).toBe(expected);
  });

  test.each([
    ["https://www.Example.com/a", "example.com"],
    ["anna@example.com", "example.com"],
    ["sub.example.co.uk", "sub.example.co.uk"],
    ["Example Inc", undefined],
  ])("domain of %j", (text, expected) => {
    expect(domainOf(text)).toBe(expected);
  });

  test.each<[Cell, unknown]>([
    ["Yes", true],
    ["FALSE", false],
    [1, true],
    ["nein", false],
    [true, true],
    ["perhaps", "!not_boolean"],
  ])("boolean %j", (cell, expected) => {
    expect(outcome(coerceBoolean(cell))).toBe(expected);
  });

  const options = [
    { key: "normal", label: "Normal" },
    { key: "urgent", label: "Very Urgent" },
  ];
  const lookup = optionLookup(options);
  test.each([
    ["NORMAL", "normal"],
    ["very_urgent", "urgent"],
    ["Medium", "normal"],
    ["whatever", "!not_an_option"],
  ])("choice %j", (cell, expected) => {
    expect(outcome(coerceOption(cell, lookup, options))).toBe(expected);
  });

  test("several choices split at semicolons and keep each once", () => {
    expect(outcome(coerceOptions("Normal; urgent;normal", lookup, options))).toEqual([
      "normal",
      "urgent",
    ]);
    expect(outcome(coerceOptions(["Normal"], lookup, options))).toEqual(["normal"]);
    expect(outcome(coerceOptions("Normal;x", lookup, options))).toBe("!not_an_option");
  });
});

describe("numbers and money", () => {
  test.each<[string[], string, boolean]>([
    [["1.5", "1,234.50"], ".", true],
    [["1,5", "1.234,50"], ",", true],
    [["1.234.567"], ",", true],
    [["0,125"], ",", true],
    [["1,234"], ".", false],
    [["12", "7"], ".", true],
    [[], ".", true],
  ])("decimal sign of %j", (cells, sign, certain) => {
    expect(inferDecimalSign(cells)).toEqual({ sign, certain });
  });

  test.each<[Cell, "." | ",", unknown]>([
    ["1234.5", ".", 1234.5],
    ["1,234.5", ".", 1234.5],
    ["1.234,5", ",", 1234.5],
    ["1 234,5", ",", 1234.5],
    ["1'234.5", ".", 1234.5],
    ["(12.50)", ".", -12.5],
    ["-5", ".", -5],
    ["−5", ".", -5],
    ["12%", ".", 0.12],
    ["1.5e3", ".", 1500],
    ["12,34,567", ".", 1_234_567],
    ["1,23", ".", "!not_number"],
    ["1.2.3", ".", "!not_number"],
    ["12a", ".", "!not_number"],
    ["NaN", ".", "!not_number"],
    ["1e999", ".", "!not_number"],
    [7.25, ",", 7.25],
  ])("number %j with %s", (cell, sign, expected) => {
    expect(outcome(coerceNumber(cell, sign))).toBe(expected);
  });

  test.each<[Cell, unknown]>([
    ["1,200", 1200],
    ["42.0", 42],
    ["42.5", "!not_integer"],
    ["99999999999999999", "!out_of_range"],
  ])("integer %j", (cell, expected) => {
    expect(outcome(coerceInteger(cell, "."))).toBe(expected);
  });

  test.each<[Cell, string, unknown]>([
    ["$1,234.50", "USD", { amountMinor: 123_450 }],
    ["€ 12", "USD", { amountMinor: 1200, currency: "EUR" }],
    ["1200 JPY", "USD", { amountMinor: 1200, currency: "JPY" }],
    ["1.005", "USD", { amountMinor: 101 }],
    ["-0.005", "USD", { amountMinor: -1 }],
    ["1.2345", "KWD", { amountMinor: 1235 }],
    [873_607.15, "USD", { amountMinor: 87_360_715 }],
    ["a lot", "USD", "!not_money"],
    ["99999999999999999", "USD", "!out_of_range"],
  ])("money %j in %s", (cell, currency, expected) => {
    expect(outcome(coerceMoney(cell, ".", currency))).toEqual(expected);
  });

  test("minor units survive the way out and back, for any amount and currency", () => {
    const amount = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(amount, fc.constantFrom(0, 2, 3, 4), (minor, digits) => {
        expect(toMinor(fromMinor(minor, digits), digits)).toBe(minor === 0 ? 0 : minor);
      }),
    );
  });
});

describe("dates", () => {
  test.each<[string[], string, boolean]>([
    [["13/04/2024", "01/02/2024"], "dmy", true],
    [["04/13/2024", "01/02/2024"], "mdy", true],
    [["01/02/2024"], "dmy", false],
    [["01.02.2024"], "dmy", true],
    [["2024-01-02"], "dmy", true],
    [["13/04/2024", "04/13/2024", "12/31/2024"], "mdy", false],
  ])("order of %j", (cells, order, certain) => {
    expect(inferDateOrder(cells)).toEqual({ order, certain });
  });

  test.each<[Cell, "dmy" | "mdy", string]>([
    ["2024-02-29", "dmy", "2024-02-29"],
    ["2023-02-29", "dmy", "!not_date"],
    ["31/04/2024", "dmy", "!not_date"],
    ["03/04/2024", "dmy", "2024-04-03"],
    ["03/04/2024", "mdy", "2024-03-04"],
    ["3.4.24", "dmy", "2024-04-03"],
    ["3.4.69", "dmy", "1969-04-03"],
    ["2024/1/5", "dmy", "2024-01-05"],
    ["20240105", "dmy", "2024-01-05"],
    ["5 Jan 2024", "dmy", "2024-01-05"],
    ["05-Jan-24", "dmy", "2024-01-05"],
    ["Jan 5, 2024", "dmy", "2024-01-05"],
    ["5. März 2024", "dmy", "2024-03-05"],
    ["Friday, January 5, 2024", "dmy", "2024-01-05"],
    ["2024-01-05T23:30:00-05:00", "dmy", "2024-01-05"],
    ["13/13/2024", "dmy", "!not_date"],
    ["soon", "dmy", "!not_date"],
    ["12", "dmy", "!not_date"],
  ])("date %j as %s", (cell, order, expected) => {
    expect(outcome(coerceDate(cell, order))).toBe(expected);
  });

  test.each<[Cell, string]>([
    ["2024-01-05T10:20:30Z", "2024-01-05T10:20:30.000Z"],
    ["2024-01-05 10:20:30.123456", "2024-01-05T10:20:30.123Z"],
    ["2024-01-05T10:20:30+02:00", "2024-01-05T08:20:30.000Z"],
    ["2024-01-01T00:30:00+0200", "2023-12-31T22:30:00.000Z"],
    ["2020-12-30 3:15:52", "2020-12-30T03:15:52.000Z"],
    ["05/01/2024 2:05 PM", "2024-01-05T14:05:00.000Z"],
    ["12:00", "!not_datetime"],
    ["2024-01-05 25:00", "!not_datetime"],
    ["2024-01-05", "2024-01-05T00:00:00.000Z"],
    [1_704_450_030, "2024-01-05T10:20:30.000Z"],
    ["1704450030123", "2024-01-05T10:20:30.123Z"],
    ["2024-01-05 10:20:30 UTC", "2024-01-05T10:20:30.000Z"],
  ])("date and time %j", (cell, expected) => {
    expect(outcome(coerceDatetime(cell, "dmy"))).toBe(expected);
  });
});

test.each([
  ["Anna Berg", "Anna", "Berg"],
  ["Ludwig van Beethoven", "Ludwig", "van Beethoven"],
  ["Berg, Anna Maria", "Anna Maria", "Berg"],
  ["Cher", "Cher", ""],
])("whole name %j", (name, firstName, lastName) => {
  expect(splitName(name)).toEqual({ firstName, lastName });
});

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
