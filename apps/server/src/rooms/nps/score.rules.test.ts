import fc from "fast-check";
import { expect, it } from "vitest";
import { scoreOf } from "./score.rules.ts";

const none = Array.from({ length: 11 }, () => 0);
const withCounts = (counts: Record<number, number>) => none.map((_none, at) => counts[at] ?? 0);

it("is promoters less detractors in percent, and nothing without answers", () => {
  expect(scoreOf(none, 4)).toMatchObject({ sent: 4, answers: 0, value: null, low: null });
  const found = scoreOf(withCounts({ 0: 1, 6: 1, 7: 2, 8: 1, 9: 3, 10: 2 }), 20);
  expect(found).toMatchObject({ answers: 10, promoters: 5, passives: 3, detractors: 2, value: 30 });
  // By hand: 23.1 points in the middle, 42.1 to each side.
  expect(found.low).toBeCloseTo(-19, 0);
  expect(found.high).toBeCloseTo(65.2, 0);
});

it("holds its value, and lies within −100 and 100", () => {
  const counts = fc.array(fc.nat({ max: 500 }), { minLength: 11, maxLength: 11 });
  fc.assert(
    fc.property(counts, (scores) => {
      const { value, low, high, answers } = scoreOf(scores, 9000);
      if (answers === 0) return value === null;
      if (value === null || low === null || high === null) return false;
      return -100 <= low && low <= value && value <= high && high <= 100;
    }),
  );
});

/** A small generator with a known seed: the same draws at every run. */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** How many answered 0, 1, … 10, of `n` people drawn where so many promote and so many do not. */
function drawn(draw: () => number, n: number, [up, down]: readonly [number, number]): number[] {
  const answers = Array.from({ length: n }, () => {
    const one = draw();
    if (one < up) return 10;
    return one < up + down ? 0 : 7;
  });
  return none.map((_none, at) => answers.filter((score) => score === at).length);
}

it.each([
  [10, 0.5, 0.2],
  [10, 0.8, 0.1],
  [30, 0.3, 0.3],
  [30, 0.7, 0.05],
  [200, 0.45, 0.25],
])("of %i answers the true score lies within at least 93 times of 100", (n, up, down) => {
  const draw = drawer(7);
  const truth = (up - down) * 100;
  const trials = 4000;
  const held = Array.from({ length: trials }, () => scoreOf(drawn(draw, n, [up, down]), n)).filter(
    ({ low, high }) => (low ?? 101) <= truth && truth <= (high ?? -101),
  );
  expect(held.length / trials).toBeGreaterThan(0.93);
});
