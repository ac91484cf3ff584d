// What the bot leaves to people, what counts as thanks, and what it says beside its answers.
import { botLanguages } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { isConfirmation } from "./confirmation.rules.ts";
import { namesPrice, sensitiveTopic } from "./sensitive.rules.ts";
import { botLanguageOf, disclosesMachine, wordsFor } from "./words.rules.ts";

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
    ["I want to cancel", "a refusal or a complaint"],
    ["We are cancelling today", "a refusal or a complaint"],
    ["How can I cancel my subscription?", "a refusal or a complaint"],
    ["Quisiera hacer una reclamación", "a refusal or a complaint"],
    ["Mon contrat est résilié", "a legal matter"],
    ["J'ai résilié hier", "a refusal or a complaint"],
    ["Ich werde Sie verklagen. Wie setze ich das Kennwort zurück?", "a legal matter"],
    ["Mein Rechtsanwalt fragt: wie lange gilt der Link?", "a legal matter"],
    ["Сколько стоит тариф Команда в месяц?", "a price"],
    ["Quanto costa il piano Team?", "a price"],
    ["Quanto custa o plano?", "a price"],
    ["Is it EUR 49 or USD 59?", "a price"],
  ])("%s: %s", (text, topic) => expect(sensitiveTopic(text)).toBe(topic));

  it("answers no amount of money, whatever was asked", () => {
    expect(namesPrice("It is 240 US dollars a year.")).toBe(true);
    expect(namesPrice("Das macht 12,50 € im Monat.")).toBe(true);
    for (const text of [
      "EUR 49 per user",
      "It takes CHF 120.",
      "¥4500 monthly",
      "900 kr yearly",
      "5000 рублей в месяц",
      "₹ 999",
      "49,90 zł",
      "US$ 30",
      "forty-nine euros a month",
    ])
      expect([text, namesPrice(text)]).toEqual([text, true]);
    for (const text of [
      "A link is valid for 48 hours.",
      "At most 500 rows are shown.",
      "Version 3.2",
    ])
      expect([text, namesPrice(text)]).toEqual([text, false]);
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
    ["Perfect, thank you so much!", true],
    ["OK great, it works now", true],
    ["Super, vielen Dank für die schnelle Hilfe", true],
    ["Merci beaucoup, ça marche", true],
    ["Muchas gracias, resuelto", true],
    ["Thanks. The link expired again and I am locked out.", false],
    ["Thank you, please send me an invoice copy too", false],
    ["Danke, das hat nichts gebracht", false],
    ["Danke, das hat nicht geholfen", false],
    ["Thanks, I want a human", false],
    ["thanks, my account was hacked", false],
    ["Perfect storm: whole site down", false],
    ["nothing works now", false],
    ["Thanks for no help", false],
    ["Thanks, no more questions!", true],
    ["No problem, thank you", true],
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
