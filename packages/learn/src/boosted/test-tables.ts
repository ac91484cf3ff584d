// Small tables for tests of boosted trees, made by the minimal standard generator (Park and Miller 1988), so that the
// same rows can be made in other languages.
import type { NumberColumn, Table, Target } from "../table.ts";

export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function numberColumn(name: string, values: ArrayLike<number>): NumberColumn {
  return { name, kind: "number", values: Float64Array.from(values) };
}

export interface Reference {
  readonly table: Table;
  readonly binary: Target;
  readonly number: Target;
  readonly rows: readonly (readonly number[])[];
}

/** 200 rows of three columns, one with missing values; XGBoost's answers for them stand in the tests. */
export function referenceTable(): Reference {
  const next = uniform(12_345);
  const rows = Array.from({ length: 200 }, () => {
    const first = next();
    const second = next();
    const third = next();
    return [
      Math.round(first * 100) / 100,
      second < 0.2 ? Number.NaN : Math.round(second * 20),
      Math.round(third * 20),
    ] as const;
  });
  const columns = [0, 1, 2].map((at) =>
    numberColumn(
      `f${at}`,
      rows.map((row) => row[at] as number),
    ),
  );
  const yes = rows.map(([a, b, c]) => (a > 0.5 !== (Number.isNaN(b) || c > 12) ? 1 : 0));
  const amount = rows.map(
    ([a, b, c]) => 3 * a + (Number.isNaN(b) ? 5 : b * 0.1) + (c - 10) ** 2 * 0.02,
  );
  return {
    table: { rows: 200, columns },
    binary: { kind: "binary", codes: Int32Array.from(yes), classes: ["no", "yes"] },
    number: { kind: "number", values: Float64Array.from(amount) },
    rows,
  };
}
