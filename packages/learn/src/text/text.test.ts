import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LearnFault } from "../fault.ts";
import { createRandom } from "../random.ts";
import type { ClassTarget, Table } from "../table.ts";
import { createNgramReader } from "./ngrams.ts";
import { readTextModel, trainTextModel } from "./text.ts";
import { fitVectoriser } from "./vectors.ts";

const settings = { pairs: 1, pieceFrom: 2, pieceTo: 3, bits: 18, seed: 0, characters: 1000 };

function ngramsOf(text: string, own = settings): string[] {
  const { bytes, starts, ends, count } = createNgramReader(own).read(text);
  return Array.from({ length: count }, (_, at) =>
    new TextDecoder().decode(bytes.subarray(starts[at], ends[at])),
  );
}

const tableOf = (texts: string[]): Table => ({
  rows: texts.length,
  columns: [{ name: "message", kind: "text", values: texts }],
});

const openings = ["hello", "please help", "good day", "excuse me", "hi there", "I wonder"];
const asked = [
  ["where is my parcel", "the parcel has not arrived", "delivery is late", "track my parcel"],
  ["refund my money", "I want the money back", "charged twice", "wrong amount charged"],
  ["cannot log in", "my password is refused", "reset the password", "locked out of the account"],
];
const texts = openings.flatMap((opening) => asked.flat().map((ask) => `${opening}, ${ask}`));
const codes = Int32Array.from(texts, (_, row) => Math.floor((row % 12) / 4));
const target: ClassTarget = { kind: "classes", codes, classes: ["parcel", "money", "access"] };
const binary = {
  kind: "binary",
  codes: codes.map((code) => (code === 1 ? 1 : 0)),
  classes: ["other", "money"],
} as const;

describe("n-grams", () => {
  test("words, pairs and pieces, pieces as TfidfVectorizer's 'char_wb' (2, 3) gives them", () => {
    expect(ngramsOf("Ab, cd")).toEqual([
      ...["ab", "cd", "ab cd", " a", "ab", "b ", " ab", "ab ", " ,", ", ", " , "],
      ...[" c", "cd", "d ", " cd", "cd "],
    ]);
    expect(ngramsOf("i", { ...settings, pairs: 0, pieceFrom: 4, pieceTo: 6 })).toEqual([
      "i",
      " i ",
    ]);
  });

  test("pairs of words that stand further apart", () => {
    const far = ngramsOf("a b c d", { ...settings, pairs: 2, pieceTo: 0 });
    expect(far).toEqual(["a", "b", "c", "d", "a b", "a c", "b c", "b d", "c d"]);
  });

  test("any characters: composed, wide, beyond the basic plane, controls, none", () => {
    expect(ngramsOf("Ｇｒöße")).toEqual(ngramsOf("grÖße"));
    expect(ngramsOf("e\u0301", { ...settings, pieceTo: 0 })).toEqual(["é"]);
    expect(ngramsOf("😀", { ...settings, pairs: 0 })).toEqual([" 😀", "😀 ", " 😀 "]);
    expect(ngramsOf("漢字", { ...settings, pairs: 0 })).toContain("漢字");
    expect(ngramsOf("")).toEqual([]);
    expect(ngramsOf(" \u0000\n\t ")).toEqual([]);
    expect(ngramsOf("\ud800x").length).toBeGreaterThan(0);
  });
});

test("idf as TfidfTransformer(smooth_idf=True), each sort of length √½", () => {
  const vectoriser = fitVectoriser(
    ["aa bb", "aa cc", "aa aa"],
    { ...settings, pairs: 0 },
    { mostFeatures: 1e9 },
  );
  const vector = vectoriser.vectorOf("aa aa bb dd");
  const firstPiece = 2 ** 18;
  const words = [...vector.values.subarray(0, vector.count)].filter(
    (_, at) => vectoriser.vocabulary.buckets[vector.features[at]!]! < firstPiece,
  );
  // aa: (1 + ln 2) × (ln(4/4) + 1); bb: ln(4/2) + 1
  const [aa, bb] = [1 + Math.log(2), 1 + Math.log(2)];
  const length = Math.hypot(aa, bb) * Math.SQRT2;
  expect(words.map((value) => value.toFixed(12)).sort()).toEqual(
    [aa / length, bb / length].map((value) => value.toFixed(12)).sort(),
  );
  const unseen = (1 + Math.log(4)) ** 2;
  expect(vector.unseenWords).toBeCloseTo(unseen / (unseen + aa * aa + bb * bb), 12);
});

describe("the text learner", () => {
  const model = trainTextModel(tableOf(texts), target);

  test("learns classes, with typing errors and endings, and says how sure it is", () => {
    const said = (text: string): string => model.classes[model.predict(text).code]!;
    expect(said("my pasword does not work")).toBe("access");
    expect(said("parcels arriving late?")).toBe("parcel");
    expect(said("Refunds please, MONEY")).toBe("money");
    const { probabilities } = model.predict("reset my password");
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(probabilities[2]).toBeGreaterThan(0.8);
  });

  test("a message about something else is out of scope", () => {
    const threshold = model.scopeThreshold(0.05);
    expect(model.predict("hello, where is the parcel").scope).toBeGreaterThan(threshold);
    for (const text of ["bake bread with yeast", "", "漢字", "weather tomorrow in Oslo"])
      expect(model.predict(text).scope, text).toBeLessThan(threshold);
    const unseen = ["hi there, refund the money", "track it", "my account is locked"];
    const scopes = unseen.map((text) => model.predict(text).scope).sort((a, b) => a - b);
    expect(model.scopeThreshold(0.5, unseen)).toBe(scopes[1]);
  });

  test("shares of n-grams and the base sum to the raw score, with collisions too", () => {
    const crowded = trainTextModel(tableOf(texts), target, { ngrams: { bits: 8 } });
    const two = trainTextModel(tableOf(texts), binary, { ngrams: { bits: 8 } });
    for (const one of [model, crowded, two]) {
      for (const text of ["refund my refund, my parcel", "never seen", ""]) {
        one.rawOf(text).forEach((raw, output) => {
          const { base, shares } = one.explain(text, output);
          const sum = shares.reduce((all, { share }) => all + share, base);
          expect(Math.abs(sum - raw)).toBeLessThan(1e-9);
        });
      }
    }
    const [first] = model.explain("refund", 1).shares;
    expect(first?.share).toBeGreaterThan(0);
  });

  test("the same bytes for the same seed; the file gives the same answers", () => {
    const bytes = model.toFile();
    expect(trainTextModel(tableOf(texts), target).toFile()).toEqual(bytes);
    const read = readTextModel(bytes);
    expect(read.raw(tableOf(texts))).toEqual(model.raw(tableOf(texts)));
    expect(read.scopeThreshold(0.1)).toBe(model.scopeThreshold(0.1));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    expect(() => readTextModel(bytes)).toThrow(LearnFault);
  });

  test("labels without any meaning leave the base rate", () => {
    const random = createRandom(8);
    const words = ["red", "green", "blue", "big", "small", "old", "new", "fast"];
    const noise = Array.from({ length: 300 }, () =>
      Array.from({ length: 6 }, () => words[random.below(8)]).join(" "),
    );
    const labels = {
      ...binary,
      codes: Int32Array.from(noise, () => (random.below(10) < 3 ? 1 : 0)),
    };
    const share = labels.codes.reduce((sum, code) => sum + code, 0) / 300;
    const learned = trainTextModel(tableOf(noise), labels);
    for (const text of noise.slice(0, 50))
      expect(Math.abs(learned.predict(text).probabilities[1]! - share)).toBeLessThan(0.2);
  });

  test("few and odd rows give an answer or a clear fault", () => {
    const tiny = { kind: "binary", codes: Int32Array.of(0, 1), classes: ["a", "b"] } as const;
    for (const rows of [
      ["yes", "no"],
      ["", ""],
      ["same", "same"],
    ]) {
      const { probabilities, scope } = trainTextModel(tableOf(rows), tiny).predict("yes");
      expect([...probabilities, scope].every(Number.isFinite)).toBe(true);
    }
    const lonely: ClassTarget = { ...target, classes: [...target.classes, "never seen"] };
    const never = trainTextModel(tableOf(texts), lonely).predict("refund").probabilities;
    expect(never[3]).toBeLessThan(0.2);
    const long = "word ".repeat(100_000);
    expect(Number.isFinite(model.predict(long).scope)).toBe(true);
    const wrong: [Table, ClassTarget][] = [
      [tableOf([]), { ...target, codes: new Int32Array(0) }],
      [tableOf(["a", "b"]), { ...target, codes: Int32Array.of(1, 1) }],
      [tableOf(["a", "b"]), { ...target, codes: Int32Array.of(1, -1) }],
      [
        { rows: 2, columns: [] },
        { ...target, codes: Int32Array.of(0, 1) },
      ],
    ];
    for (const [table, outcome] of wrong)
      expect(() => trainTextModel(table, outcome)).toThrow(LearnFault);
    expect(() => model.raw({ rows: 1, columns: [] })).toThrow(/"message"/);
  });
});

const folder = `${
  process.env.RAPPORT_TEST_DATA ?? new URL("../../../../../shared/data", import.meta.url).pathname
}/banking77/`;
const isThere = existsSync(folder);
if (!isThere) process.stdout.write(`skipped: Banking77, since ${folder} is not there\n`);

function picks(name: string): { texts: string[]; labels: string[] } {
  const lines = (file: string): string[] =>
    readFileSync(`${folder}${name}/${file}`, "utf8").trimEnd().split("\n");
  return { texts: lines("seq.in"), labels: lines("label") };
}

describe.runIf(isThere)("Banking77", () => {
  test("from 10 examples an intent, three of four validation messages are understood", () => {
    const [known, unseen] = [picks("fewshot/train_10"), picks("fewshot/valid")];
    const classes = [...new Set(known.labels)].sort();
    const model = trainTextModel(tableOf(known.texts), {
      kind: "classes",
      codes: Int32Array.from(known.labels, (label) => classes.indexOf(label)),
      classes,
    });
    const right = unseen.texts.filter(
      (text, row) => classes[model.predict(text).code] === unseen.labels[row],
    );
    expect(right.length / unseen.texts.length).toBeGreaterThan(0.77);
  }, 300_000);
});
