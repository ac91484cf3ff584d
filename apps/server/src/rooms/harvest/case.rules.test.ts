import { expect, it } from "vitest";
import { askedTerms, asksTheSame, caseOf } from "./case.rules.ts";
import { markedWords, ownWords, plainAddresses } from "./tidy.rules.ts";

const same = (one: string, other: string): boolean =>
  asksTheSame(askedTerms(one, "en"), askedTerms(other, "en"));

it("tells questions that ask the same from those that differ in what they are about", () => {
  const export1 = "How do I export all my contacts to a spreadsheet?";
  expect(same(export1, "How can I export contacts to a spreadsheet file?")).toBe(true);
  expect(same("Why do labels print blank?", "Why are the labels printed blank?")).toBe(true);
  expect(same(export1, "How do I export all my invoices to a spreadsheet?")).toBe(false);
  expect(same(export1, "How do I import contacts?")).toBe(false);
});

it("tells by the subject what a stock phrase does not", () => {
  const asked = ["I looked through the settings. Could you point me to the right page?"];
  const answered = ["Sent the steps with a picture and a link to the guide."];
  const approver = caseOf({ subject: "How to add a second approver", asked, answered });
  const template = caseOf({
    subject: "Re: Where can I change the mail template?",
    asked,
    answered,
  });
  expect(approver?.title).toBe("How to add a second approver");
  expect(template?.title).toBe("Where can I change the mail template?");
  expect(same(approver?.asked ?? "", template?.asked ?? "")).toBe(false);
  const plain = caseOf({ subject: "Question", asked: ["How do I export contacts?"], answered });
  expect(plain?.title).toBe("How do I export contacts?");
});

it("takes the last reply that is no mere good-bye", () => {
  const long = "Open Settings, choose Export, and pick contacts; the file comes by mail.";
  const asked = ["How do I export contacts?"];
  const said = (answered: string[]) => caseOf({ subject: "", asked, answered })?.answer;
  expect(said([long, "You're welcome!"])).toBe(long);
  expect(said([long, "Sorry: it moved. Open Data and choose Export there."])).toContain("moved");
  expect(said(["Gladly!"])).toBeUndefined();
});

it("keeps a letter's own words", () => {
  const letter =
    "Sehr geehrte Frau Zander,\n\nbitte starten Sie neu.\n\nMit freundlichen Grüßen\nA. B.";
  expect(ownWords(letter)).toBe("Bitte starten Sie neu.");
  expect(ownWords("Hi Ada, restart it.\n> Why does it hang?")).toBe("Restart it.");
  expect(ownWords("Thanks for asking: restart it.")).toBe("Thanks for asking: restart it.");
});

it("puts marks into words, and leaves ordinary words and years alone", () => {
  expect(markedWords("Ask [PERSON_1] [PERSON_2], I will. Will did in 2026.", ["Will"])).toBe(
    "Ask [name], I will. [name] did in 2026.",
  );
  expect(markedWords("Order INV-2024-0031 and #48213 on port 8080.", [])).toBe(
    "Order [number] and [number] on port 8080.",
  );
  const secret = "https://ada:key@app.example/r/a1b2c3d4e5f6a7b8c9?token=1#x";
  expect(plainAddresses(`See ${secret} now`)).toBe("See https://app.example/r/… now");
});
