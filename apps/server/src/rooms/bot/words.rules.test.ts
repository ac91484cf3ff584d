// What the bot leaves to people, what counts as thanks, and what it says beside its answers.
import { botLanguages } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { namesPrice, sensitiveTopic } from "./sensitive.rules.ts";
import { botLanguageOf, disclosesMachine, isConfirmation, wordsFor } from "./words.rules.ts";

const usual = { settings: { wordings: [] }, language: "en", channelId: null } as const;

describe("what it never decides", () => {
  it.each([
    ["What does Field cost?", "a price"],
    ["Gibt es Rabatt?", "a price"],
    ["Combien coûte le produit ?", "a price"],
    ["I will sue you", "a legal matter"],
    ["Please cancel my plan", "a refusal or a complaint"],
    ["How do I cancel a work order?", null],
    ["My order was cancelled", "a refusal or a complaint"],
    ["Ich möchte mich beschweren", "a refusal or a complaint"],
    ["I want a refund", "a refund"],
    ["Can I get a refund?", "a refund"],
    ["When do I get my refund?", "a refund"],
    ["Wann bekomme ich meine Erstattung?", "a refund"],
    ["How long does a refund take?", null],
    ["Wie lange dauert eine Erstattung?", null],
    ["Combien de temps prend un remboursement ?", null],
    ["¿Cuánto tiempo tarda un reembolso?", null],
    ["How much is refunded?", "a price"],
    ["How do I reset my password?", null],
    ["I want a re\u200bfund", "a refund"],
  ])("%s: %s", (text, topic) => expect(sensitiveTopic(text)).toBe(topic));

  it("answers no amount of money, whatever was asked", () => {
    expect(namesPrice("It is 240 US dollars a year.")).toBe(true);
    expect(namesPrice("Das macht 12,50 € im Monat.")).toBe(true);
    expect(namesPrice("A link is valid for 48 hours.")).toBe(false);
  });
});

describe("a word of thanks", () => {
  it.each([
    ["Thank you, that helped.", true],
    ["Danke, das hat geholfen!", true],
    ["Merci !", true],
    ["Gracias", true],
    ["Thanks, but it still does not work", false],
    ["Thanks. And where is the invoice?", false],
    ["No, thanks", false],
    ["It doesn't help, thanks", false],
    ["hello", false],
  ])("%s: %s", (text, is) => expect(isConfirmation(text)).toBe(is));
});

describe("words", () => {
  it.each(botLanguages)("of %s disclose and hand over", (language) => {
    const { disclosure, handOver } = wordsFor({ ...usual, language });
    expect(disclosesMachine({ language, channelId: null, disclosure, handOver: null })).toBe(true);
    for (const text of Object.values(handOver)) expect(text.length).toBeGreaterThan(20);
  });
  it("of a channel stand before those of the workspace, and these before the usual ones", () => {
    const of = (channelId: string | null, disclosure: string | null) => ({
      ...{ language: "en" as const, channelId, disclosure, handOver: null },
    });
    const wordings = [
      of(null, "An AI speaks."),
      of("one", "The shop's bot speaks."),
      of("two", null),
    ];
    const said = (channelId: string | null, language: "en" | "de" = "en") =>
      wordsFor({ settings: { wordings }, language, channelId }).disclosure;
    expect(said("one")).toBe("The shop's bot speaks.");
    expect(said("two")).toBe("An AI speaks.");
    expect(said(null)).toBe("An AI speaks.");
    expect(said("one", "de")).toContain("KI");
  });
  it.each([
    ["Hello, I am Bob.", false],
    ["I am not a bot.", false],
    ["You talk to our AI.", true],
    ["Our aim is to help.", false],
  ])("%s: discloses %s", (disclosure, is) => {
    expect(disclosesMachine({ language: "en", channelId: null, disclosure, handOver: null })).toBe(
      is,
    );
  });
  it("are English where the bot does not speak the language", () => {
    expect(botLanguageOf("nl")).toBe("en");
    expect(botLanguageOf(null)).toBe("en");
    expect(botLanguageOf("toString")).toBe("en");
  });
});
