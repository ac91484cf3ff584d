import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyse, countTerms, wordsOf } from "./analyse/analyse.ts";
import { stemArabic, stemGerman, stemRussian, stemSpanish } from "./analyse/light-stems.ts";
import { stemEnglish } from "./analyse/porter.ts";
import { addScores, type PackedBlock, packPosting, Scores, unpackPostings } from "./bm25.ts";
import { cutPassages, sentencesOf } from "./chunk.ts";
import { fuse } from "./fuse.ts";
import { ndcg, recall } from "./measure.ts";

describe("words", () => {
  it("are the same however their apostrophe is written, and wherever a line may part them", () => {
    for (const [language, plain, other] of [
      ["en", "O'Neil can't", "O’Neil can’t"],
      ["en", "the customer's", "the customer’s"],
      ["fr", "aujourd'hui l'eau", "aujourd’hui l’eau"],
      ["de", "Kündigungsfrist", "Kündi\u00adgungs\u00adfrist"],
    ] as const)
      expect(analyse(other, language)).toEqual(analyse(plain, language));
  });
});

describe("stems", () => {
  it("are Porter's in English", () => {
    // From the algorithm's own list of examples.
    const pairs = {
      caresses: "caress",
      ponies: "poni",
      cats: "cat",
      agreed: "agre",
      plastered: "plaster",
      motoring: "motor",
      hopping: "hop",
      falling: "fall",
      filing: "file",
      happy: "happi",
      relational: "relat",
      conditional: "condit",
      vietnamization: "vietnam",
      triplicate: "triplic",
      electrical: "electr",
      adjustable: "adjust",
      adoption: "adopt",
      controll: "control",
      generalizations: "gener",
    };
    for (const [word, stem] of Object.entries(pairs)) expect(stemEnglish(word), word).toBe(stem);
  });

  it("are light elsewhere: forms of a word meet", () => {
    expect(stemGerman("Häuser".toLowerCase())).toBe(stemGerman("haus"));
    expect(stemGerman("rechnungen")).toBe(stemGerman("rechnung"));
    expect(stemSpanish("facturas")).toBe(stemSpanish("factura"));
    expect(stemRussian("договорами")).toBe(stemRussian("договор"));
    expect(stemArabic("والكتاب")).toBe(stemArabic("كتاب"));
  });

  it("take scripts without spaces apart in pairs, beside words of other scripts", () => {
    expect(wordsOf("黑豹队 won 2015年")).toEqual(["黑豹", "豹队", "won", "2015", "年"]);
    expect(analyse("The customer’s invoices", "en").map(({ stem }) => stem)).toEqual([
      "custom",
      "invoic",
    ]);
  });
});

describe("BM25", () => {
  it("is what its formula says", () => {
    const scores = new Scores(3);
    const postings = [packPosting(0, 2, 10), packPosting(2, 1, 20)];
    const lists = [unpackPostings(7, [{ block: 0, postings }])];
    addScores(scores, new Map([[7, 1]]), lists, { chunks: 3, length: 45 });
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
    expect(scores.of(0)).toBeCloseTo((idf * 2) / (2 + 0.9 * (0.6 + (0.4 * 10) / 15)), 12);
    expect(scores.best(5)).toEqual([0, 2]);
  });

  it("takes apart what was packed, block by block, and holds what is too large at the largest", () => {
    const list = unpackPostings(7, [
      { block: 0, postings: [packPosting(3, 1, 9), packPosting(1023, 999, 99_999)] },
      { block: 5, postings: [packPosting(0, 255, 16_383)] },
    ]);
    expect([...list.chunks]).toEqual([3, 1023, 5120]);
    expect([...list.counts]).toEqual([1, 255, 255]);
    expect([...list.lengths]).toEqual([9, 16_383, 16_383]);
  });

  const run = join(import.meta.dirname, "../../../../shared/data/retrieval-cacm/");
  if (!existsSync(run)) process.stdout.write(`Ranks of Lucene: skipped, there is no ${run}\n`);
  it.skipIf(!existsSync(run))(
    "ranks as Lucene does: nine of its first ten of CACM are ours",
    () => {
      const index = indexed(jsonLines(`${run}corpus.jsonl`));
      const lucene = firstTen(readFileSync(`${run}lucene-bm25-run.txt`, "utf8"));
      const asked = jsonLines(`${run}queries.jsonl`).filter(
        ({ _id }) => lucene.get(_id)?.length === 10,
      );
      const met = asked.map(({ _id, text }) => {
        const ours = new Set(index.best(text));
        return (lucene.get(_id) ?? []).filter((id) => ours.has(id)).length;
      });
      expect(asked.length).toBeGreaterThan(40);
      expect(met.reduce((sum, count) => sum + count, 0) / (asked.length * 10)).toBeGreaterThan(0.9);
    },
  );
});

interface Line {
  _id: string;
  title?: string;
  text: string;
}

const jsonLines = (file: string): Line[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
    .map((line) => ({ ...line, _id: String(line._id) }));

function firstTen(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split("\n").filter(Boolean)) {
    const [query = "", , id = ""] = line.split(" ");
    const ids = found.get(query) ?? [];
    found.set(query, ids);
    if (ids.length < 10) ids.push(id);
  }
  return found;
}

function indexed(docs: readonly Line[]) {
  const lists = new Map<number, PackedBlock[]>();
  let length = 0;
  const note = (place: number, block: number, terms: ReturnType<typeof analyse>) => {
    for (const [term, count] of countTerms(terms)) {
      const posting = Uint32Array.of(packPosting(place, count, terms.length));
      const known = lists.get(term) ?? [];
      lists.set(term, known);
      known.push({ block, postings: posting });
    }
  };
  for (const [index, { title = "", text }] of docs.entries()) {
    const terms = analyse(`${title}\n${text}`, "en");
    length += terms.length;
    note(index & 1023, index >> 10, terms);
  }
  return {
    best: (question: string): string[] => {
      const asked = countTerms(analyse(question, "en"));
      const scores = new Scores(docs.length);
      const found = Array.from(asked.keys(), (term) => unpackPostings(term, lists.get(term) ?? []));
      addScores(scores, asked, found, { chunks: docs.length, length });
      return scores.best(10).map((index) => docs[index]?._id ?? "");
    },
  };
}

describe("joining", () => {
  const candidates = [
    { chunk: 1, lexical: 10, vector: 0.1 },
    { chunk: 2, lexical: 5, vector: 0.9 },
  ];
  it("leaves the lexical order alone with weight 0, and asks the other side alone where there are no words", () => {
    expect(fuse(candidates, 0).map(({ chunk }) => chunk)).toEqual([1, 2]);
    expect(fuse(candidates, 0.6).map(({ chunk }) => chunk)).toEqual([2, 1]);
    const wordless = candidates.map((one) => ({ ...one, lexical: 0 }));
    expect(fuse(wordless, 0.1).map(({ chunk }) => chunk)).toEqual([2, 1]);
    expect(fuse(wordless, 0)).toEqual([]);
  });
});

describe("passages", () => {
  it("keep their headings, and a table whole or cut between rows under its head", () => {
    const rows = Array.from(
      { length: 200 },
      (_, index) => `| plan ${index} | ${index} euros |`,
    ).join("\n");
    const markdown = `# Help\n\nIntro.\n\n## Prices\n\n| Plan | Price |\n|---|---|\n${rows}\n\n## Code\n\n\`\`\`\n# no heading\n\`\`\`\n`;
    const passages = cutPassages(markdown);
    expect(passages[0]).toEqual({ headings: ["Help"], text: "Intro." });
    const tables = passages.filter(({ headings }) => headings[1] === "Prices");
    expect(tables.length).toBeGreaterThan(2);
    expect(tables.every(({ text }) => text.startsWith("| Plan | Price |\n|---|---|\n"))).toBe(true);
    expect(tables.map(({ text }) => text.split("\n").length - 2).reduce((a, b) => a + b)).toBe(200);
    expect(passages.at(-1)?.text).toContain("# no heading");
  });

  it("are sentences, not cut after short forms", () => {
    expect(sentencesOf("Ask Dr. Meyer. He knows. 3.5 km? Yes!")).toEqual([
      "Ask Dr. Meyer.",
      "He knows.",
      "3.5 km?",
      "Yes!",
    ]);
    expect(sentencesOf("黑豹队丢了308分。他们赢了！")).toHaveLength(2);
  });
});

describe("measures", () => {
  it("count as trec_eval does", () => {
    const judged = new Map([
      ["a", 1],
      ["b", 1],
    ]);
    expect(ndcg(["x", "a", "b"], judged, 10)).toBeCloseTo(
      (1 / Math.log2(3) + 1 / 2) / (1 + 1 / Math.log2(3)),
      12,
    );
    expect(recall(["x", "a"], judged, 2)).toBe(0.5);
  });
});
