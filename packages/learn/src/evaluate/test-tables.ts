// Tables for the tests of evaluation, made from a seed.
import { createRawTable, type RawTable } from "../prepare/raw-table.ts";
import { createRandom, type Random } from "../random.ts";

export type Cells = Record<string, string | number>;

/** @param make the cells of one row; the first row names the columns. */
export function tableOf(
  rows: number,
  seed: number,
  make: (random: Random, row: number) => Cells,
): RawTable {
  const random = createRandom(seed);
  const first = make(random, 0);
  const names = Object.keys(first);
  const raw = createRawTable(names);
  raw.add(names.map((name) => first[name]));
  for (let row = 1; row < rows; row += 1) {
    const cells = make(random, row);
    raw.add(names.map((name) => cells[name]));
  }
  return raw.finish();
}

/** About normal: twelve uniform numbers less six. */
export function normal(random: Random): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw += 1) sum += random.unit();
  return sum;
}

export const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** Leads whose conversion depends on visits and source, with weak other columns. */
export function lead(random: Random, row: number, shift = -0.5): Cells & { converted: number } {
  const visits = Math.max(0, Math.round(4 + 2 * normal(random)));
  const source = ["web", "fair", "referral"][random.below(3)] as string;
  const age = Math.round(40 + 10 * normal(random));
  const logOdds = shift + 0.6 * (visits - 4) + (source === "referral" ? 1.2 : 0);
  return {
    id: `L${row}-${random.below(1e9)}`,
    visits,
    source,
    age,
    converted: Number(random.unit() < chance(logOdds)),
  };
}

export const clock = (): { now(): number } => {
  let time = 0;
  return {
    now: () => {
      time += 1;
      return time;
    },
  };
};
