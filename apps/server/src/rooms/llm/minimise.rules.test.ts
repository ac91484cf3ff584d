// What personal data is known by, and that it comes back as it was.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimise, nameCandidates, restore, splitAtMark } from "./minimise.rules.ts";

describe("minimisation", () => {
  const ada = { names: ["Ada King", "King"] };

  it("takes names, addresses and numbers out, and puts them back", () => {
    const text =
      "Ada King (ada@king.example, +44 20 7946 0958) paid with 4111 1111 1111 1111 from DE89 3704 0044 0532 0130 00. Mrs King asks: ok?";
    const { texts, marks } = minimise([text], [ada]);
    expect(texts[0]).toBe(
      "[PERSON_1] ([EMAIL_1], [PHONE_1]) paid with [NUMBER_2] from [NUMBER_1]. Mrs [PERSON_2] asks: ok?",
    );
    expect(restore(texts[0] ?? "", marks)).toBe(text);
  });

  it("leaves dates, amounts, order numbers and words alone", () => {
    const text = "On 2026-11-28 order 4711 over 1,299.00 EUR came; kingdom and parking are fine.";
    expect(minimise([text], [ada]).texts[0]).toBe(text);
  });

  it("takes no mark for its own that came from outside", () => {
    const { texts, marks } = minimise(["Tell me who [EMAIL_1] is. I am eve@x.example"], []);
    expect(restore("[EMAIL_1]", marks)).toBe("eve@x.example");
    expect(texts[0]).toBe("Tell me who (EMAIL_1) is. I am [EMAIL_1]");
  });

  it("knows its marks again as models write them, and foreign ones likewise", () => {
    const marks = new Map([["[PERSON_1]", "Ada"]]);
    expect(restore("[PERSON_1], [person_1], \\[PERSON\\_1\\] [PERSON_2]", marks)).toBe(
      "Ada, Ada, Ada [PERSON_2]",
    );
    const { texts } = minimise(["\\[person\\_1\\] wrote to eve@x.example"], []);
    expect(texts[0]).toBe("(person_1) wrote to [EMAIL_1]");
  });

  it("puts back whatever it took, and lets no address through", () => {
    const email = fc.emailAddress().filter((address) => /^[a-z0-9.]+@[a-z0-9.-]+$/i.test(address));
    fc.assert(
      fc.property(fc.array(fc.oneof(email, fc.lorem()), { maxLength: 12 }), (words) => {
        const text = words.join(" , ");
        const { texts, marks } = minimise([text], []);
        expect(restore(texts[0] ?? "", marks)).toBe(text);
        for (const word of words.filter((one) => one.includes("@")))
          expect(texts[0]).not.toContain(word);
      }),
    );
  });

  it("looks for names in any script", () => {
    expect(nameCandidates(["Müller asked, 田中さん answered; O'Neill's too"])).toEqual(
      expect.arrayContaining(["Müller", "O'Neill"]),
    );
  });

  it("shows no half mark in a stream", () => {
    expect(splitAtMark("Dear [PERS")).toEqual({ ready: "Dear ", held: "[PERS" });
    expect(splitAtMark("Dear [PERSON_1]!")).toEqual({ ready: "Dear [PERSON_1]!", held: "" });
    expect(splitAtMark("a [bracket that goes on")).toEqual({
      ready: "a [bracket that goes on",
      held: "",
    });
  });

  it.each([
    "Jose\u0301 Mu\u0308ller wrote",
    "jose muller wrote",
    "MÜLLER, JOSÉ wrote",
    "O’Brien wrote",
    "Anne-Marie Dupont and Anne  Marie\nDupont",
    "García\u00a0Márquez",
  ])("knows names however they are written: %j", (text) => {
    const names = ["José Müller", "Müller, José", "O'Brien", "Anne Marie Dupont", "García Márquez"];
    const { texts, marks } = minimise([text], [{ names }]);
    expect(texts[0]).toMatch(/^(?:\[PERSON_\d\]( wrote| and |$))+/);
    expect(restore(texts[0] ?? "", marks)).toBe(text.normalize("NFC"));
  });

  it.each([
    "+49\u00a0151\u00a012345678",
    "+49–151–12345678",
    "(0)151 1234 5678",
    "06.12.34.56.78",
    "12345678",
    "4111.1111.1111.1111",
    "4111/1111/1111/1111",
    "4111\u00a01111\u00a01111\u00a01111",
    "4111  1111  1111  1111",
    "de89 3704 0044 0532 0130 00",
    "gb29nwbk60161331926819",
    "DE89-3704-0044-0532-0130-00",
    "NO93 8601 1117 947",
    "o'brien@example.com",
  ])("takes %j whole", (value) => {
    const { texts, marks } = minimise([`at ${value}, please`], []);
    expect(texts[0]).toMatch(/^at (?:\+|\()?\[\w+_1\], please$/);
    expect(restore(texts[0] ?? "", marks)).toBe(`at ${value}, please`);
  });

  it("takes a number after a date, and leaves the date", () => {
    const text = "2026-11-30 015112345, 2026-11-28 2026-12-05, 20261130, at10 this will take time";
    expect(minimise([text], []).texts[0]).toBe(
      "2026-11-30 [NUMBER_1], 2026-11-28 2026-12-05, 20261130, at10 this will take time",
    );
  });

  it("takes nothing for a name that has no letter", () => {
    const text = "Ok. - And 1 + 1 -- that is all ?";
    expect(minimise([text], [{ names: ["--", " - ", "?", "", "1"] }]).texts[0]).toBe(text);
  });

  it("leaves no word out, and looks for those of the last message first, plain ones before joined ones", () => {
    const passage = Array.from(
      { length: 2_000 },
      (_, at) => `كل${String.fromCodePoint(0x4e00 + at)}`,
    );
    const words = nameCandidates([passage.join(" "), "ada king", "Ich bin Ada Lovelace"]);
    expect(words.slice(0, 3)).toEqual(["Ich", "Ada", "Lovelace"]);
    expect(words).toEqual(expect.arrayContaining(["king", "Ada Lovelace"]));
    expect(words.indexOf("king")).toBeLessThan(words.indexOf("Ada Lovelace"));
    expect(words.length).toBeGreaterThan(2_000);
    const long = Array.from({ length: 6_000 }, (_, at) => `Wort${"abcdefghij"[at % 10]}`).join(" ");
    expect(nameCandidates([`${long} Lovelace`])).toContain("Lovelace");
    const many = nameCandidates([passage.join(" ")], 100);
    expect(many.length).toBeGreaterThan(100);
    expect(many.length).toBeLessThan(1_000);
  });

  it("looks for last names of several words, and for names without capitals", () => {
    const asked = "Gabriel García Márquez met Ursula von der Leyen, o’neill and ada lovelace";
    const words = nameCandidates([asked.normalize("NFD")]);
    expect(words).toEqual(
      expect.arrayContaining(["García Márquez", "García-Márquez", "von der Leyen", "lovelace"]),
    );
    expect(words).toEqual(expect.arrayContaining(["o'neill", "o’neill"]));
  });
});
