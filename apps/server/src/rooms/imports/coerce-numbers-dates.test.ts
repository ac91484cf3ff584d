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
import type { Coerced } from "./coercion.rules.ts";
import { splitName } from "./split-name.rules.ts";

function outcome<T>(result: Coerced<T>): T | string {
  return result.ok ? result.value : `!${result.code}`;
}

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
    ["1.005", "USD", "!too_precise"],
    ["-0.005", "USD", "!too_precise"],
    ["0.999 USD", "USD", "!too_precise"],
    ["12.99 JPY", "USD", "!too_precise"],
    [12.99, "JPY", "!too_precise"],
    [1e-7, "USD", "!too_precise"],
    ["12.00 JPY", "USD", { amountMinor: 12, currency: "JPY" }],
    ["1.2300", "USD", { amountMinor: 123 }],
    ["1.2345", "KWD", "!too_precise"],
    ["1.2340", "KWD", { amountMinor: 1234 }],
    [873_607.15, "USD", { amountMinor: 87_360_715 }],
    ["8.7360715e5", "USD", { amountMinor: 87_360_715 }],
    [59.970000000000006, "USD", { amountMinor: 5997 }],
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

  // As a record itself takes them (records/values.rules.ts).
  test.each([
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["0004-02-29T10:20:30.500Z", "0004-02-29T10:20:30.500Z"],
    ["0050-06-01T00:00:00-02:00", "0050-06-01T02:00:00.000Z"],
    ["0099-12-31T23:59:59Z", "0099-12-31T23:59:59.000Z"],
    ["0100-01-01T00:00:00Z", "0100-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
    ["9999-12-31T23:59:59-01:00", "!not_datetime"],
    ["0001-01-01T00:30:00+01:00", "!not_datetime"],
    ["0000-01-01T00:00:00Z", "!not_datetime"],
    ["01/06/50", "2050-06-01T00:00:00.000Z"],
  ])("time %s at the ends of the calendar", (cell, expected) => {
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
