// What a glossary adds to a question: by whole words, one step far, and bounded, whatever its entries are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addRelated } from "./add-related.ts";
import { addScores, type PostingList, packPosting, Scores, unpackPostings } from "./bm25.ts";
import { Glossary, type GlossaryEntry } from "./glossary.ts";

const entry = (term: string, ...words: string[]): GlossaryEntry => ({ id: term, term, words });
const added = (entries: GlossaryEntry[], question: string) =>
  new Glossary(entries).related(question).map((one) => one.added);

describe("a glossary", () => {
  const twoFactor = entry("2FA", "two-factor sign-in", "second factor", "Zwei-Faktor-Anmeldung");

  it("finds a term or any of its other words in a question, in whatever form, and adds the others", () => {
    expect(added([twoFactor], "How do I set up 2fa?")).toEqual([
      ["two-factor sign-in", "second factor", "Zwei-Faktor-Anmeldung"],
    ]);
    expect(new Glossary([twoFactor]).related("I lost my second factors, help")).toEqual([
      {
        asked: "second factors",
        entryId: "2FA",
        term: "2FA",
        added: ["2FA", "two-factor sign-in", "Zwei-Faktor-Anmeldung"],
      },
    ]);
    expect(added([entry("退款", "refund")], "如何退款呢")).toEqual([["refund"]]);
  });

  it("adds nothing to a question that has none of its words, or only parts of them", () => {
    for (const question of ["How do I reset my password?", "the factor", "a second", "", "?!"]) {
      expect(added([twoFactor], question)).toEqual([]);
    }
  });

  it("takes a plain word for a term only where it is written like one", () => {
    const department = entry("IT", "information technology");
    expect(added([department], "Who is in IT here?")).toEqual([["information technology"]]);
    expect(added([department], "Does it work?")).toEqual([]);
  });

  it("takes the longest match: what stands within it is not meant by itself", () => {
    const entries = [entry("credit note", "refund slip"), entry("credit", "loan")];
    expect(added(entries, "Where is my credit note?")).toEqual([["refund slip"]]);
    expect(added(entries, "I want a credit")).toEqual([["loan"]]);
  });

  it("goes one step only, so that circles add nothing more", () => {
    const circle = [entry("a1", "b1"), entry("b1", "c1"), entry("c1", "a1")];
    const words = added(circle, "what is a1").flat();
    expect(new Set(words)).toEqual(new Set(["b1", "c1"]));
    expect(added([entry("a1", "a1")], "what is a1")).toEqual([]);
  });

  it("reads no entry as a pattern", () => {
    const odd = ["(a+)+$", ".*", "[", "\\", "$&", "__proto__", "constructor", "%", "'; DROP TABLE"];
    const glossary = new Glossary(odd.map((text) => entry(text, "zebra")));
    expect(glossary.related(`${"a".repeat(2000)}!`)).toEqual([]);
    expect(glossary.related("what about everything").map(({ term }) => term)).toEqual([]);
  });

  it("stays bounded and quick with thousands of entries of the same words", () => {
    const many = Array.from({ length: 2000 }, (_, at) =>
      entry(`plan ${at}`, ...Array.from({ length: 20 }, (__, no) => `plan plan ${at} ${no}`)),
    );
    const same = Array.from({ length: 500 }, (_, at) => ({
      ...entry("plan", `w${at}`),
      id: `${at}`,
    }));
    const glossary = new Glossary([...many, ...same]);
    glossary.related("warm");
    const startMs = performance.now();
    const related = glossary.related("plan ".repeat(400));
    expect(performance.now() - startMs).toBeLessThan(3000);
    expect(related.length).toBeLessThanOrEqual(6);
    expect(related.every((one) => one.added.length <= 8)).toBe(true);
  });

  it("never throws and never adds what the question says already", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
    const entries = fc.array(fc.tuple(text, fc.array(text, { minLength: 1, maxLength: 4 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(entries, text, (raw, question) => {
        const glossary = new Glossary(
          raw.map(([term, words], at) => ({ ...entry(term, ...words), id: `${at}` })),
        );
        for (const one of glossary.related(question)) expect(one.added).not.toContain(question);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what passages gain by other names", () => {
  const posting = (term: number, ...chunks: number[]): PostingList =>
    unpackPostings(term, [
      { block: 0, postings: [...chunks].sort((a, b) => a - b).map((at) => packPosting(at, 1, 20)) },
    ]);
  const lists = [posting(1, 0, 5, 6), posting(2, 1, 0), posting(3, 2, 3), posting(4, 2)];
  const statistics = { chunks: 20, length: 400 };

  it("is less than what the asker's own words bring, and nothing beside them", () => {
    const scores = new Scores(20);
    addScores(scores, new Map([[1, 1]]), lists.slice(0, 1), statistics);
    const own = [scores.of(0), scores.of(5)];
    addRelated(scores, [{ own: [1], instead: [[2], [3, 4]] }], lists, statistics);
    expect(scores.of(0)).toBe(own[0]);
    expect(scores.of(5)).toBe(own[1]);
    for (const chunk of [1, 2, 3]) {
      expect(scores.of(chunk)).toBeGreaterThan(0);
      expect(scores.of(chunk)).toBeLessThan(own[0] as number);
    }
    expect(scores.of(2)).toBeGreaterThan(scores.of(3));
  });

  it("does not grow with how many other names there are", () => {
    const gain = (instead: number[][]) => {
      const scores = new Scores(20);
      addRelated(scores, [{ own: [1], instead }], lists, statistics);
      return scores.of(2);
    };
    expect(gain([[3], [3], [4], [3, 4], [4]])).toBeLessThanOrEqual(
      Math.max(gain([[3]]), gain([[4]]), gain([[3, 4]])),
    );
  });
});
