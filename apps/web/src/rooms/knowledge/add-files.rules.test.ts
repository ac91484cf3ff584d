import type { KnowledgePageSummary } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import { besides, freeName, loadedWords, replacedBy, replacedWords } from "./add-files.rules.ts";

const pageAt = (path: string, readers: string[], title = path): KnowledgePageSummary =>
  ({ id: path, path, readers, title }) as KnowledgePageSummary;
const prices = pageAt("prices.md", ["public"], "Our prices");
const rows = [pageAt("faq.csv#One", ["members"]), pageAt("faq.csv#Two", ["team:a"])];
const uploads = [prices, ...rows];

describe("a file of the same name", () => {
  it("is known by its page, and a table by those of its rows", () => {
    const found = replacedBy(["prices.md", "faq.csv", "prices", "faq", "new.md"], uploads);
    expect(found).toEqual([
      { path: "prices.md", pages: [prices] },
      { path: "faq.csv", pages: rows },
    ]);
  });

  it("is asked about with what it would replace, and who reads that", () => {
    expect(replacedBy(["prices.md", "faq.csv"], uploads).map(replacedWords)).toEqual([
      "prices.md: “Our prices”. Who may read: Customers too.",
      "faq.csv: 2 pages. Who may read: All members; One team or role.",
    ]);
  });

  it("gets a name of its own where it is to stand beside", () => {
    const isTaken = (name: string) => ["a.md", "a (2).md", "b", ".md"].includes(name);
    expect(["a.md", "b", "c.md", "a.b.md", ".md"].map((name) => freeName(name, isTaken))).toEqual([
      ...["a (3).md", "b (2)", "c.md", "a.b.md", " (2).md"],
    ]);
    const files = ["prices.md", "faq.csv", "new.md", "new.md"].map((name) => new File(["x"], name));
    expect(besides(files, uploads).map(({ path }) => path)).toEqual([
      ...["prices (2).md", "faq (2).csv", "new.md", "new (2).md"],
    ]);
  });
});

it("says of loaded files who may read them, as the server has it", () => {
  const counts = { created: 1, updated: 2, unchanged: 0 };
  expect(loadedWords(counts, uploads)).toBe(
    "1 page made, 2 changed. Who may read: Customers too; All members; One team or role.",
  );
  expect(loadedWords({ created: 2, updated: 0, unchanged: 3 }, [])).toBe(
    "2 pages made, 0 changed, 3 as before.",
  );
});
