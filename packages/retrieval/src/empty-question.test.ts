// What asks for nothing is answered by nothing, and a short word is found only as itself.
import { describe, expect, it } from "vitest";
import { analyseQuestion, type Language } from "./analyse/analyse.ts";
import { asksNothing } from "./analyse/empty-question.ts";
import { withoutGreeting } from "./analyse/greeting.ts";
import { isFormOf } from "./analyse/word-forms.ts";
import { extractAnswer } from "./answer.ts";

/** As the ranking finds it: by stems, standing alone at the top. */
function confidence(question: string, text: string, hasLearned = false): number {
  const terms = analyseQuestion(question, "en").map(({ term }) => ({ term, weight: 3 }));
  const passage = { title: "Page", headings: [], text, language: "en" as const };
  const found = { ...passage, lexical: 3 * terms.length, vector: hasLearned ? 0.8 : 0 };
  return extractAnswer(question, new Map([["en", terms]]), [found], hasLearned)?.confidence ?? 0;
}
const needed = 0.631;

describe("a greeting", () => {
  it("is left out of the question that follows it", () => {
    expect(withoutGreeting("Hi, how long does a refund take?")).toBe(
      "how long does a refund take?",
    );
    expect(withoutGreeting("Hello there! Refunds?")).toBe("Refunds?");
    expect(withoutGreeting("Guten Tag, wo ist die Rechnung?")).toBe("wo ist die Rechnung?");
    expect(withoutGreeting("Hi I need an invoice")).toBe("I need an invoice");
    expect(withoutGreeting("你好，如何退款？")).toBe("如何退款？");
    expect(analyseQuestion("Hi, where is my invoice?", "en").map(({ word }) => word)).toEqual([
      "invoice",
    ]);
  });

  it("is not taken for one where it is part of a name or a word", () => {
    for (const text of ["Hello message of the widget", "History of a deal", "Hints", "Hi-fi"]) {
      expect(withoutGreeting(text), text).toBe(text);
    }
  });

  it("and thanks ask for nothing, in any language", () => {
    const said: [string, Language][] = [
      ...["Hi", "Hi there", "Hi, are you there?", "hello!!", "Hey team", "Good morning"].map(
        (text): [string, Language] => [text, "en"],
      ),
      ...[
        "Is anyone here?",
        "What can you do?",
        "What's up?",
        "What is your name?",
        "Thanks!",
        "Help please",
      ].map((text): [string, Language] => [text, "en"]),
      ...["Hallo", "Guten Tag, ist da jemand?", "Danke"].map((text): [string, Language] => [
        text,
        "de",
      ]),
      ...[["Bonjour", "fr"] as const, ["¡Hola!", "es"] as const, ["Hallo", "en"] as const].map(
        ([text, language]): [string, Language] => [text, language],
      ),
      ["Здравствуйте!", "ru"],
      ["你好", "zh"],
    ];
    for (const [text, language] of said) expect(asksNothing(text, language), text).toBe(true);
    for (const text of ["Refund?", "Hi, refund?", "Is anyone invoiced?", "Thanks page"]) {
      expect(asksNothing(text, "en"), text).toBe(false);
    }
    expect(confidence("Hi, are you there?", "Say hi to us. You are there.")).toBe(0);
  });
});

describe("a short word", () => {
  it("is not found in another word of the same stem", () => {
    const text = "A technician sees only his own work orders, does them and has a list.";
    for (const asked of ["Hi", "Hi there", "Doe", "Ha", "Doe?"]) {
      expect(confidence(asked, text), asked).toBeLessThan(needed / 2);
      expect(confidence(asked, text, true), asked).toBeLessThan(needed / 2);
    }
    expect(confidence("Busy?", "The business plan has ten seats.")).toBeLessThan(needed);
  });

  it("is found as itself and in its inflections", () => {
    expect(confidence("Doe?", "Mr Doe answers for refunds.")).toBeGreaterThan(needed);
    expect(confidence("Refunds?", "A refund is paid within ten days.")).toBeGreaterThan(needed);
    expect(confidence("ads?", "An ad is shown for ten days.")).toBeGreaterThan(needed);
    expect(isFormOf("paying", "pays")).toBe(true);
    expect(isFormOf("use", "used")).toBe(true);
    expect(isFormOf("us", "use")).toBe(false);
    expect(isFormOf("his", "hi")).toBe(false);
  });
});
