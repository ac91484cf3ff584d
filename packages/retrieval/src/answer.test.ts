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
