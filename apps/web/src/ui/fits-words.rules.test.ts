import { expect, it } from "vitest";
import { fitsWords } from "./fits-words.rules.ts";

it.each([
  ["Go to people", "peo", true],
  ["Go to people", "people go", true],
  ["Go to people", "ople", false],
  ["Müller & Søn", "MULLER", true],
  ["Acme", "", true],
  ["Acme", "acme berlin", false],
])("%s, typed %s: %s", (label, typed, fits) => expect(fitsWords(label, typed)).toBe(fits));
