// How sure an extractive answer is: what asks for a kind of thing is met by the thing, and passages that say the same bear
// one another out.
import { describe, expect, it } from "vitest";
import { analyseQuestion } from "./analyse/analyse.ts";
import { type AnswerPassage, extractAnswer } from "./answer.ts";
import { wordsOfKind } from "./question-kind.ts";
import { saysTheSame } from "./same-sense.ts";

const passage = (text: string, lexical: number, title = "Page"): AnswerPassage => ({
  ...{ title, headings: [], text, language: "en" },
  ...{ lexical, vector: 0 },
});

function answer(question: string, ...passages: AnswerPassage[]) {
  const terms = analyseQuestion(question, "en").map(({ term }) => ({ term, weight: 2 }));
  return extractAnswer(question, new Map([["en", terms]]), passages, false);
}

const lengths = [
  "The Obsidian cable is 5 metres long.",
  "The Obsidian cable is 6 metres long.",
] as const;

describe("words that ask for a kind of thing", () => {
  it("are known in each language", () => {
    expect(wordsOfKind("How long does a refund take?")).toBe("How long take");
    expect(wordsOfKind("Wie lange dauert eine Erstattung?")).toBe("Wie lange dauert");
    expect(wordsOfKind("How many seats are there?")).toBe("How many");
    expect(wordsOfKind("Where is the invoice?")).toBe("");
  });

  it("are met by the thing that they ask for, and by nothing else", () => {
    const asked = "How long does a refund take?";
    const paid = answer(asked, passage("A refund is paid within ten working days.", 2));
    const none = answer(asked, passage("A refund is paid to the account.", 2));
    expect(paid?.evidence).toMatchObject({ coverage: 1, sentenceCoverage: 1, kind: 1 });
    expect(none?.evidence.coverage).toBeLessThan(0.5);
    const other = answer(asked, passage("Positions are deleted after ninety long days.", 2));
    expect(other?.evidence.coverage).toBe(0);
    expect(other?.confidence).toBeLessThan((paid?.confidence ?? 0) / 2);
  });
});

describe("sentences of one passage that fit equally well", () => {
  it("are given together when they follow each other", () => {
    const text = "You may ask for a refund within 30 days. A refund is paid within ten days. Bye.";
    const found = answer("How long does a refund take?", passage(text, 2));
    expect(found?.sentences[0]?.sentence).toBe(
      "You may ask for a refund within 30 days. A refund is paid within ten days.",
    );
    const apart = "A refund takes ten days. Nothing else. A refund takes ten days.";
    expect(answer("How long does a refund take?", passage(apart, 2))?.sentences[0]?.sentence).toBe(
      "A refund takes ten days.",
    );
  });
});

describe("a table", () => {
  const floors =
    "| Floor | Height | Doors |\n|---|:-:|---|\n| Ground | 3.2 m | 2 |\n| Roof | 2.1 m | |";
  const told = (question: string, text: string) =>
    answer(question, passage(text, 2))?.sentences[0]?.sentence;

  it("answers with a row and the names of its columns, never with its head", () => {
    expect(told("What is the height of the ground floor?", `Lifts.\n\n${floors}`)).toBe(
      "Floor: Ground; Height: 3.2 m; Doors: 2",
    );
    expect(told("What is the height of the roof?", floors)).toBe("Floor: Roof; Height: 2.1 m");
    expect(told("Which doors?", "| Floor | Doors |\n|---|---|")).toBeUndefined();
  });

  it("without a head is told as it stands, and a written bar is no border", () => {
    expect(told("Ground height?", "| Ground | 3.2 m |\n| Roof | 2.1 m |")).toBe(
      "| Ground | 3.2 m |",
    );
    expect(told("Which bar key?", "| Key | Does |\n|---|---|\n| a\\|b | bar |")).toBe(
      "Key: a|b; Does: bar",
    );
  });
});

describe("passages that say the same", () => {
  it("are known by their words and their numbers", () => {
    const one = "Refunds are paid within 10 working days to your card.";
    expect(saysTheSame(one, "A refund is paid to the card within 10 working days.", "en")).toBe(
      true,
    );
    expect(saysTheSame(one, "A refund is paid to the card within 14 working days.", "en")).toBe(
      false,
    );
    expect(saysTheSame(one, "Parcels leave the warehouse daily at noon.", "en")).toBe(false);
    expect(saysTheSame("Yes.", "Yes.", "en")).toBe(false);
  });

  it("have the same numbers, in digits or words, and no others", () => {
    const one = "The warranty of the cable lasts for 12 months.";
    const same = (other: string) => saysTheSame(one, other, "en");
    expect(same("The cable's warranty lasts for twelve months.")).toBe(true);
    expect(same("The cable's warranty lasts for 24 months.")).toBe(false);
    expect(same("The cable's warranty lasts for 12 or 24 months.")).toBe(false);
  });

  it("contradict each other where only the numbers differ, and then neither is sure", () => {
    const pairs: [string, string, string, string][] = [
      ["How long is the Obsidian cable?", "Obsidian cable", ...lengths],
      ["How long is the warranty?", "How long is the warranty?", "24 months.", "12 months."],
      ["How long is the warranty?", "Warranty", "It lasts 24 months.", "It lasts twelve months."],
    ];
    for (const [asked, title, one, two] of pairs) {
      const alone = answer(asked, passage(one, 3, title));
      const both = answer(asked, passage(one, 3, title), passage(two, 3, title));
      expect(both?.contradicting, one).toEqual([1]);
      expect(both?.confidence, one).toBeLessThan(Math.min(0.5, alone?.confidence ?? 0));
    }
    const other = passage("The Onyx cable is 6 metres long.", 1, "Onyx cable");
    const asked = "How long is the Obsidian cable?";
    expect(answer(asked, passage(lengths[0], 3, "Obsidian"), other)?.contradicting).toEqual([]);
  });

  it("bear one another out, and others compete", () => {
    const asked = "When is a refund paid to my card?";
    const first = passage("A refund is paid to the card within 10 working days.", 5);
    const same = passage("Refunds are paid within 10 working days to the card.", 4.9, "Again");
    const other = passage("A refund is paid to the card within 14 working days.", 4.9, "Other");
    const [alone, both, against] = [
      answer(asked, first),
      answer(asked, first, same),
      answer(asked, first, other),
    ].map((found) => found?.confidence ?? 0) as [number, number, number];
    expect(both).toBe(alone);
    expect(against).toBeLessThan(both);
  });
});
