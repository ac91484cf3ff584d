// Triage that learns: as good as what it was told, judged beside the rules, and never used where it is not better.
import { describe, expect, it } from "vitest";
import { type Example, learnedGuess, learnTriage, modelOfFile } from "./learn-triage.rules.ts";

/** Words that the rules know nothing of, and a category of this workspace's own. */
const places = ["harbour", "market", "station", "island", "valley", "museum"];
const own = (at: number): Example => {
  const place = places[at % places.length];
  return at % 2 === 0
    ? {
        subject: `Ferry ${at}`,
        text: `The ferry from the ${place} was late again, when does the next boat leave?`,
        label: "Crossings",
      }
    : {
        subject: `Cabin ${at}`,
        text: `We would book a cabin near the ${place} for two nights with breakfast.`,
        label: "Stays",
      };
};

describe("learning", () => {
  it("what the rules do not know is learned, with the words that weighed", () => {
    const learned = learnTriage(
      "category",
      Array.from({ length: 120 }, (_, at) => own(at)),
    );
    expect(learned).toMatchObject({ isUsed: true, examples: 120, tested: 30, rulesRight: 0 });
    expect(learned.learnedRight).toBeGreaterThan(27);
    expect(learned.words).toContain("settled conversations");
    const model = modelOfFile(learned.file ?? new Uint8Array());
    const guess = learnedGuess(model, "Question", "When does the ferry boat leave the museum?");
    expect(guess).toMatchObject({ value: "Crossings" });
    expect(guess?.words.join(" ")).toMatch(/ferry|boat|leave/);
    expect(guess?.confidence).toBeGreaterThan(0.5);
  });

  it("too few: the rules stay, and it says how many there are", () => {
    const learned = learnTriage(
      "category",
      Array.from({ length: 40 }, (_, at) => own(at)),
    );
    expect(learned).toMatchObject({ isUsed: false, file: null });
    expect(learned.words).toBe("40 settled conversations tell; it takes 60.");
  });

  it("not better than the rules: the rules stay", () => {
    const known = Array.from({ length: 120 }, (_, at): Example => {
      const isBilling = at % 2 === 0;
      const text = isBilling ? `invoice ${at} please` : `password ${at} please`;
      return { subject: null, text, label: isBilling ? "Billing" : "Access" };
    });
    const learned = learnTriage("category", known);
    expect(learned).toMatchObject({ isUsed: false, tested: 30, rulesRight: 30, file: null });
    expect(learned.words).toContain("The rules stay");
  });

  it("labels without rhyme or reason are not believed", () => {
    const noise = Array.from({ length: 200 }, (_, at): Example => {
      const mixed = (at * 2_654_435_761) % 4_294_967_296;
      return { ...own(at), label: mixed % 3 === 0 ? "A" : "B" };
    });
    const learned = learnTriage("category", noise);
    expect(learned.learnedRight / learned.tested).toBeLessThan(0.85);
  });

  it.each([
    ["nothing", []],
    ["one label", Array.from({ length: 80 }, (_, at) => ({ ...own(at), label: "One" }))],
    [
      "empty texts",
      Array.from({ length: 80 }, (_, at) => ({ ...own(at), subject: null, text: "" })),
    ],
    ["rare labels", Array.from({ length: 80 }, (_, at) => ({ ...own(at), label: `L${at}` }))],
  ])("is not used with %s", (_name, examples) => {
    expect(learnTriage("priority", examples as Example[])).toMatchObject({
      isUsed: false,
      file: null,
    });
  });
});
