// Jaro-Winkler against published values: W. E. Winkler, "Overview of Record Linkage and Current Research
// Directions", US Bureau of the Census, RR2006/02, table 6 (three decimals), which repeats those of his paper
// of 1994 for pairs of names.
import { expect, it } from "vitest";
import { jaro, jaroWinkler } from "./similarity.rules.ts";

const published: [string, string, number, number][] = [
  ["SHACKLEFORD", "SHACKELFORD", 0.97, 0.982],
  ["DUNNINGHAM", "CUNNIGHAM", 0.896, 0.896],
  ["NICHLESON", "NICHULSON", 0.926, 0.956],
  ["JONES", "JOHNSON", 0.79, 0.832],
  ["MASSEY", "MASSIE", 0.889, 0.933],
  ["ABROMS", "ABRAMS", 0.889, 0.922],
  ["JERALDINE", "GERALDINE", 0.926, 0.926],
  ["MARHTA", "MARTHA", 0.944, 0.961],
  ["MICHELLE", "MICHAEL", 0.869, 0.921],
  ["JULIES", "JULIUS", 0.889, 0.933],
  ["TANYA", "TONYA", 0.867, 0.88],
  ["DWAYNE", "DUANE", 0.822, 0.84],
  ["SEAN", "SUSAN", 0.783, 0.805],
  ["JON", "JOHN", 0.917, 0.933],
  ["DIXON", "DICKSONX", 0.767, 0.813],
];

it.each(published)("%s and %s are alike by %d and, with their beginning, %d", (a, b, j, jw) => {
  expect(jaro(a, b)).toBeCloseTo(j, 2);
  expect(Math.abs(jaroWinkler(a, b) - jw)).toBeLessThanOrEqual(0.001);
  expect(jaroWinkler(b, a)).toBe(jaroWinkler(a, b));
});

it("is 1 for what is equal and 0 where nothing is in common", () => {
  expect(jaroWinkler("anna", "anna")).toBe(1);
  expect(jaroWinkler("", "")).toBe(1);
  expect(jaroWinkler("anna", "")).toBe(0);
  expect(jaroWinkler("abc", "xyz")).toBe(0);
});
