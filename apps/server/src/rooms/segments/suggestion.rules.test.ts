// Two planted groups are found, told by what sets them apart, and the rules take them.
import { chooseClusters } from "@rapport/learn";
import { expect, test } from "vitest";
import { describeGroup, groupMatrix } from "./suggestion.rules.ts";

const rows = 200;
const isHeavy = (row: number) => row % 4 === 0;
const columns = [
  {
    key: "sessions",
    title: "Sessions",
    values: Float64Array.from({ length: rows }, (_, row) => (isHeavy(row) ? 90 : 10) + (row % 7)),
  },
  {
    key: "tickets",
    title: "Tickets",
    values: Float64Array.from({ length: rows }, (_, row) => (isHeavy(row) ? 1 : 6) + (row % 2)),
  },
  {
    key: "noise",
    title: "Noise",
    values: Float64Array.from({ length: rows }, (_, row) => (row * 37) % 11),
  },
  { key: "same", title: "Same", values: new Float64Array(rows).fill(3) },
];

test("planted groups are found and told by as few rules as it takes", () => {
  const matrix = groupMatrix(columns, rows);
  expect(matrix.columns).toBe(3);
  const { k, codes } = chooseClusters(matrix.values, matrix.columns, 5, { seed: 1 });
  expect(k).toBe(2);
  const heavy = describeGroup(columns, codes, codes[0] ?? 0);
  expect(heavy).toMatchObject({ size: 50, captured: 1, precise: 1 });
  expect(heavy.rules).toMatchObject([{ feature: "sessions", op: "gte" }]);
});

test("a second rule is told where the first one takes too many, with whole numbers as they are", () => {
  const codes = Int32Array.from({ length: rows }, (_, row) => (row % 4 === 0 ? 1 : 0));
  const both = (key: string, isHigh: (row: number) => boolean) => ({
    key,
    title: key,
    values: Float64Array.from({ length: rows }, (_, row) => (isHigh(row) ? 9 : 2)),
  });
  const even = both("even", (row) => row % 2 === 0);
  const fourth = both("fourth", (row) => row % 4 === 0 || row % 4 === 1);
  expect(describeGroup([even, fourth, even], codes, 1)).toEqual({
    size: 50,
    captured: 1,
    precise: 1,
    rules: [
      { kind: "feature", feature: "even", op: "gte", value: 7 },
      { kind: "feature", feature: "fourth", op: "gte", value: 7 },
    ],
  });
});

test("a group that nothing sets apart has no rules", () => {
  const codes = Int32Array.from({ length: rows }, (_, row) => row % 2);
  const flat = [
    {
      key: "flat",
      title: "Flat",
      values: Float64Array.from({ length: rows }, (_, row) => (row % 10 < 5 ? 1 : 2)),
    },
  ];
  expect(describeGroup(flat, codes, 0).rules).toEqual([]);
});
