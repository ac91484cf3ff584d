import { describe, expect, test } from "vitest";
import type { CategoryColumn, NumberColumn } from "../table.ts";
import { dateFormatOf, parseDate, partOf } from "./dates.ts";
import { decideColumn } from "./kinds.ts";
import { formatOf, parseNumber } from "./numbers.ts";
import { applyPreparation, fitPreparation, onlyKinds, withoutColumns } from "./preparation.ts";
import { createRawTable, type RawTable, uniqueNames } from "./raw-table.ts";
import { planTarget, readTarget } from "./target.ts";

function rawOf(columns: Record<string, readonly string[]>): RawTable {
  const raw = createRawTable(Object.keys(columns));
  const [first = []] = Object.values(columns);
  for (const row of first.keys()) raw.add(Object.values(columns).map((cells) => cells[row]));
  return raw.finish();
}

const repeat = (count: number, make: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => make(row));

const decided = (cells: readonly string[], name = "x") => {
  const [column] = rawOf({ [name]: cells }).columns;
  if (!column) throw new Error("no column");
  return decideColumn(column);
};

describe("numbers", () => {
  test.each([
    ["1,234.5", ".", 1234.5],
    ["1.234,5", ",", 1234.5],
    ["1 234,5", ",", 1234.5],
    ["1'234.50", ".", 1234.5],
    ["$1,234", ".", 1234],
    ["-€ 3", ".", -3],
    ["3 EUR", ".", 3],
    ["(12.5)", ".", -12.5],
    ["7-", ".", -7],
    ["45%", ".", 45],
    ["1e3", ".", 1000],
    [".5", ".", 0.5],
    ["−4", ".", -4],
    ["12,34", ".", Number.NaN],
    ["1.2.3", ".", Number.NaN],
    ["1e999", ".", Number.NaN],
    ["Infinity", ".", Number.NaN],
    ["0x10", ".", Number.NaN],
    ["", ".", Number.NaN],
    ["-", ".", Number.NaN],
  ] as const)("%s with %s is %d", (text, decimal, value) => {
    expect(parseNumber(text, { decimal })).toBe(value);
  });

  test("the decimal sign is the column's: one value decides for the others", () => {
    const one = (texts: string[]) =>
      formatOf(
        texts,
        texts.map(() => 1),
      ).decimal;
    expect(one(["1,234", "2,500"])).toBe(".");
    expect(one(["1,234", "2,5"])).toBe(",");
    expect(one(["1.234,00", "2"])).toBe(",");
    expect(one(["1,234.00", "2"])).toBe(".");
  });
});

describe("dates", () => {
  const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

  test.each([
    ["2024-02-29", day("2024-02-29")],
    ["2024-02-29T12:00:00Z", day("2024-02-29") + 0.5],
    ["2024-02-29 14:00:00+02:00", day("2024-02-29") + 0.5],
    ["2024/2/9", day("2024-02-09")],
    ["3.4.2024", day("2024-04-03")],
    ["12 Mar 2024", day("2024-03-12")],
    ["12-Mar-24", day("2024-03-12")],
    ["March 12, 2024", day("2024-03-12")],
    ["1/2/1969 6:00 PM", day("1969-02-01") + 0.75],
    ["2023-02-29", Number.NaN],
    ["2023-13-01", Number.NaN],
    ["2023-01-00", Number.NaN],
    ["12 Foo 2024", Number.NaN],
    ["123456", Number.NaN],
  ])("%s", (text, expected) => {
    expect(parseDate(text, { dayFirst: true })).toBe(expected);
  });

  test("day or month first is the column's", () => {
    const one = (texts: string[]) =>
      dateFormatOf(
        texts,
        texts.map(() => 1),
      ).dayFirst;
    expect(one(["3/4/2024", "5/23/2024"])).toBe(false);
    expect(one(["3/4/2024", "23/5/2024"])).toBe(true);
    expect(one(["3/4/2024"])).toBe(false);
    expect(one(["3.4.2024"])).toBe(true);
  });

  test("parts are those of Date, for four centuries", () => {
    for (let days = -80_000; days < 80_000; days += 37) {
      const date = new Date(days * 86_400_000);
      expect(partOf(days, "month")).toBe(date.getUTCMonth() + 1);
      expect(partOf(days, "day")).toBe(date.getUTCDate());
      expect(partOf(days, "weekday")).toBe(((date.getUTCDay() + 6) % 7) + 1);
      expect(parseDate(date.toISOString().slice(0, 10), { dayFirst: true })).toBe(days);
    }
    expect(partOf(10.75, "hour")).toBe(18);
  });
});

describe("kinds", () => {
  test.each([
    ["amounts", repeat(50, (row) => `${row * 3 + 0.5}`), "number"],
    ["amounts with a word", repeat(50, (row) => (row % 5 ? `${row}.5` : "unknown")), "number"],
    [
      "amounts with words of their own",
      repeat(90, (row) => (row % 5 ? `${row}.5` : "over 90")),
      "number",
    ],
    ["dates", repeat(50, (row) => `2024-01-${String((row % 28) + 1).padStart(2, "0")}`), "date"],
    ["categories", repeat(50, (row) => ["a", "b", "NA"][row % 3] as string), "category"],
    ["codes with zeros in front", repeat(50, (row) => `0${1000 + (row % 7)}`), "category"],
    ["ids", repeat(50, (row) => `7f${row}-a${row * 7}`), "id"],
    ["a counter", repeat(50, (row) => `${row + 1}`), "id"],
    ["one value", repeat(50, () => "No"), "constant"],
    ["nothing", repeat(50, (row) => ["", "NA", "Select"][row % 3] as string), "constant"],
    ["one value, sometimes missing", repeat(50, (row) => (row % 2 ? "yes" : "")), "category"],
    ["letters", repeat(50, (row) => `my card number ${row} has not arrived yet`), "text"],
    ["mixed", repeat(50, (row) => (row % 2 ? `${row % 20}` : `word ${row % 10}`)), "category"],
  ])("%s", (_what, cells, kind) => {
    expect(decided(cells).kind).toBe(kind);
  });

  test("whole numbers that all differ are an id by their name, else an amount", () => {
    const cells = repeat(50, (row) => `${(row * 7919) % 104_729}`);
    expect(decided(cells, "Lead Number").kind).toBe("id");
    expect(decided(cells, "customerID").kind).toBe("id");
    expect(decided(cells, "amount").kind).toBe("number");
    expect(decided(cells, "paid").kind).toBe("number");
  });
});

describe("preparation", () => {
  const training = rawOf({
    id: repeat(60, (row) => `x${row * 17}y`),
    plan: repeat(60, (row) => ["basic", "pro", "Select"][row % 3] as string),
    seats: repeat(60, (row) => (row === 5 ? "inf" : `1.${String(row).padStart(3, "0")},5`)),
    opened: repeat(60, (row) => `2024-0${(row % 3) + 1}-10`),
    closed: repeat(60, (row) => (row % 4 ? `2024-0${(row % 3) + 1}-${10 + (row % 7)}` : "")),
    y: repeat(60, (row) => `${row % 2}`),
  });
  const preparation = fitPreparation(training, { without: ["y"] });

  test("names what is dropped and makes parts and elapsed days of dates", () => {
    expect(preparation.decisions.find(({ name }) => name === "id")?.kind).toBe("id");
    const names = preparation.features.map(({ name }) => name);
    expect(names).toEqual([
      "plan",
      "seats",
      "opened · days",
      "opened · month",
      "opened · weekday",
      "closed · days",
      "closed · month",
      "closed · weekday",
      "closed · day",
      "opened → closed · days",
    ]);
    const { table } = applyPreparation(preparation, training);
    const [plan, seats] = table.columns as [CategoryColumn, NumberColumn];
    expect(plan.levels).toEqual(["basic", "pro"]);
    expect([...plan.codes.slice(0, 3)]).toEqual([0, 1, -1]);
    expect(seats.values[3]).toBe(1003.5);
    expect(seats.values[5]).toBeNaN();
    const elapsed = table.columns.at(-1) as NumberColumn;
    expect(elapsed.values[0]).toBeNaN();
    expect(elapsed.values[2]).toBe(2);
  });

  test("is the same for rows in another order of columns, with columns missing and values not seen", () => {
    const other = rawOf({
      closed: ["2024-05-01", ""],
      PLAN: ["pro", "gold"],
      opened: ["2024-04-01", "2024-04-02"],
      more: ["1", "2"],
    });
    const { table, missingColumns, unseen } = applyPreparation(preparation, other);
    expect(table.columns.map(({ name }) => name)).toEqual(
      preparation.features.map(({ name }) => name),
    );
    expect(missingColumns).toEqual(["seats"]);
    expect(unseen).toEqual([{ column: "plan", rows: 1 }]);
    expect([...(table.columns[0] as CategoryColumn).codes]).toEqual([1, -1]);
    expect((table.columns[1] as NumberColumn).values[0]).toBeNaN();
    expect((table.columns.at(-1) as NumberColumn).values[0]).toBe(30);
  });

  test("without a column nothing made from it stays", () => {
    const less = withoutColumns(preparation, ["opened"]);
    expect(less.features.map(({ name }) => name).filter((name) => name.includes("opened"))).toEqual(
      [],
    );
    expect(onlyKinds(less, "text").features).toEqual([]);
  });

  test("rare levels share one, and so do those that training did not see", () => {
    const wide = rawOf({ city: repeat(90, (row) => `c${row < 80 ? row % 25 : row}`) });
    const fitted = fitPreparation(wide);
    const { table } = applyPreparation(fitted, rawOf({ city: ["c1", "c87", "nowhere", ""] }));
    const { codes, levels } = table.columns[0] as CategoryColumn;
    expect(levels).toContain("(other)");
    const names = Array.from(codes, (code) => levels[code]);
    expect(names).toEqual(["c1", "(other)", "(other)", undefined]);
  });

  test("an unknown column in the options is an error that lists those there are", () => {
    expect(() => fitPreparation(training, { without: ["price"] })).toThrow(
      /no column "price".*"seats"/,
    );
  });

  test("headers that repeat or are empty get names", () => {
    expect(uniqueNames(["a", "", "a", "a (2)", " a "])).toEqual({
      names: ["a", "Column 2", "a (2)", "a (2) (2)", "a (3)"],
      repeated: ["a", "a (2)"],
    });
  });

  test("no rows at all make a table without features", () => {
    const fitted = fitPreparation(rawOf({ a: [], b: [] }));
    expect(fitted.features).toEqual([]);
  });
});

describe("target", () => {
  const planOf = (cells: readonly string[], positive?: string) => {
    const [column] = rawOf({ y: cells }).columns;
    if (!column) throw new Error("no column");
    return { plan: planTarget(column, positive), column };
  };

  test("two classes: the one looked for is the word, else the rarer, else as asked", () => {
    const yes = repeat(20, (row) => (row % 4 ? "no" : "yes"));
    expect(planOf(yes).plan).toMatchObject({ kind: "binary", classes: ["no", "yes"] });
    expect(planOf(repeat(20, (row) => (row % 4 ? "0" : "1"))).plan).toMatchObject({
      classes: ["0", "1"],
    });
    expect(planOf(repeat(20, (row) => (row % 4 ? "cat" : "dog"))).plan).toMatchObject({
      classes: ["cat", "dog"],
    });
    expect(planOf(yes, "NO").plan).toMatchObject({ classes: ["yes", "no"] });
  });

  test("one class of many against the rest", () => {
    const { plan, column } = planOf(
      repeat(30, (row) => ["a", "b", "c"][row % 3] as string),
      "b",
    );
    expect(plan).toMatchObject({ classes: ["not b", "b"] });
    const { target } = readTarget(plan, column);
    expect(target.kind === "binary" && [...target.codes.slice(0, 3)]).toEqual([0, 1, 0]);
  });

  test("numbers and classes", () => {
    expect(planOf(repeat(60, (row) => `${row * 1.5}`)).plan.kind).toBe("number");
    expect(planOf(repeat(60, (row) => `${row % 5}`)).plan.kind).toBe("classes");
    expect(planOf(repeat(60, (row) => ["a", "b", "c"][row % 3] as string)).plan.kind).toBe(
      "classes",
    );
  });

  test("rows without a target, or with a class that training did not see, are counted and left out", () => {
    const { plan } = planOf(repeat(20, (row) => `${row % 2}`));
    const [column] = rawOf({ y: ["1", "", "2", "0.0", "NA"] }).columns;
    if (!column) throw new Error("no column");
    const read = readTarget(plan, column);
    expect(read).toMatchObject({ missing: 2, unseen: 1 });
    expect([...read.rows]).toEqual([0, 3]);
  });

  test.each([
    ["no value", repeat(20, () => ""), undefined, /no value/],
    ["too few rows", ["0", "1", "0"], undefined, /at least 10/],
    ["one class", repeat(20, () => "won"), undefined, /same "y": "won"/],
    ["a positive that is not there", repeat(20, (row) => `${row % 2}`), "yes", /does not occur/],
    ["names", repeat(20, (row) => `n${row}`), undefined, /too many/],
  ])("%s is refused", (_what, cells, positive, message) => {
    expect(() => planOf(cells, positive)).toThrow(message);
  });
});
