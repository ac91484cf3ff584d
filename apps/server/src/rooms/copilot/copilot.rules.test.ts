// The copilot's decisions that need no database.
import type { ConversationMessage, Macro } from "@rapport/contracts";
import { judgeText, wholePart } from "@rapport/retrieval";
import { describe, expect, it } from "vitest";
import { suggestMacros, termsOf } from "./macros.rules.ts";
import { plainSummary, questionsOf, sensitiveIn, waitingMessages } from "./messages.rules.ts";
import { editShare, nextState } from "./suggestion.rules.ts";

type Kind = ConversationMessage["author"]["kind"];

let seq = 0;
function message(kind: Kind, text: string, internal = false): ConversationMessage {
  seq += 1;
  return {
    ...{ id: `m${seq}`, conversationId: "c", seq, internal, text, integrity: "external" },
    author: { kind, id: null, name: null },
    at: "2026-01-01T00:00:00.000Z",
    ...{ delivery: null, citations: [], rung: null, attachments: [], cc: [] },
    automatic: kind === "system",
  };
}

describe("what waits for an answer", () => {
  it("is what the customer wrote since our last word, notes and automatic messages aside", () => {
    const thread = [
      message("customer", "one"),
      message("member", "two"),
      message("customer", "three"),
      message("member", "a note", true),
      message("system", "We are closed."),
      message("customer", "four"),
    ];
    expect(waitingMessages(thread).map(({ text }) => text)).toEqual(["three", "four"]);
  });
  it("is nothing that a program of the customer's sent", () => {
    const away = { ...message("customer", "I am away until Monday."), automatic: true };
    const thread = [message("customer", "Where is it?"), message("member", "Here."), away];
    expect(waitingMessages(thread).map(({ text }) => text)).toEqual(["Where is it?"]);
    expect(waitingMessages([away])).toEqual([]);
    expect(plainSummary(thread).map(({ about }) => about)).toEqual(["asked", "answered"]);
    expect(plainSummary([away])).toEqual([]);
  });
  it("is the last message where all are answered, and nothing where nobody wrote", () => {
    const thread = [message("customer", "one"), message("bot", "two")];
    expect(waitingMessages(thread).map(({ text }) => text)).toEqual(["one"]);
    expect(waitingMessages([message("member", "hello")])).toEqual([]);
  });
});

it("reads of a message that goes on for ever its beginning", () => {
  const startedMs = performance.now();
  const endless = `When will the lamp come? Thanks. ${'"'.repeat(400_000)}${" Why not – now?".repeat(1000)}`;
  expect(questionsOf([endless], null)).toEqual(["When will the lamp come?"]);
  expect(plainSummary([message("customer", endless)])[0]?.text).toBe("When will the lamp come?");
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

describe("questions in a message", () => {
  it.each([
    [
      ["Hello. How long does a refund take to arrive?"],
      null,
      ["How long does a refund take to arrive?"],
    ],
    [
      ["I ordered a lamp on Monday. When will it come?"],
      null,
      ["I ordered a lamp on Monday. When will it come?"],
    ],
    [["How much?"], "Extra seats", ["Extra seats How much?"]],
    [["The export fails."], null, ["The export fails."]],
    [["   "], null, []],
  ])("%j", (texts, subject, questions) => {
    expect(questionsOf(texts, subject)).toEqual(questions);
  });
  it("are the last three at most", () => {
    const text = [1, 2, 3, 4].map((n) => `Is this the question with the number ${n}?`).join(" ");
    expect(questionsOf([text], null)).toHaveLength(3);
  });
});

describe("matters for a person", () => {
  it.each([
    ["Can I get a discount?", "price"],
    ["Ich möchte einen Rabatt.", "price"],
    ["My lawyer will write to you.", "legal"],
    ["Das klärt mein Anwalt.", "legal"],
    ["Why was my account suspended?", "refusal"],
  ])("%s", (text, kind) => {
    expect(sensitiveIn([text]).map((one) => one.kind)).toEqual([kind]);
  });
  it.each(["Where is my parcel?", "The surprise issue of the courtyard", "Wo ist das Paket?"])(
    "not: %s",
    (text) => expect(sensitiveIn([text])).toEqual([]),
  );
});

const sources = [
  { text: "Refunds arrive within 5 working days on the card that was used." },
  { text: "You can export your contacts as CSV under Settings." },
];

describe("what stays of a model's text", () => {
  it("are the sentences that their sources carry, and the others are counted", () => {
    const written =
      "Happy to help! Refunds arrive within 5 working days. [1] You also get a free toaster [2].\n- Export your contacts as CSV under Settings [2]";
    expect(judgeText(written, sources)).toEqual({
      sentences: [
        { text: "Refunds arrive within 5 working days.", places: [0] },
        { text: "Export your contacts as CSV under Settings.", places: [1] },
      ],
      text: "Refunds arrive within 5 working days. Export your contacts as CSV under Settings.",
      used: [0, 1],
      dropped: 2,
    });
  });
  it("is nothing of a text with an address, and nothing that names the wrong source", () => {
    expect(
      judgeText("Refunds arrive within 5 working days [1]. See https://x.example [1].", sources),
    ).toBeNull();
    expect(judgeText("Refunds arrive within 5 working days [2].", sources)).toBeNull();
    expect(judgeText("Refunds arrive within 2 working days [1].", sources)).toBeNull();
    expect(judgeText("", sources)).toBeNull();
  });
  it("says itself what the source of a sentence is that names none", () => {
    const text = "Refunds arrive within 5 working days.";
    expect(judgeText(text, sources)?.sentences).toEqual([{ text, places: [0] }]);
    expect(judgeText("Refunds arrive within 2 working days.", sources)).toBeNull();
  });
  it("has no character that a reader does not see", () => {
    const written = "Refunds\u0000 arrive\u202e within\u200b 5 working days [1].";
    expect(judgeText(written, sources)?.text).toBe("Refunds arrive within 5 working days.");
  });
  it("is made of whole sentences while it is written", () => {
    expect(wholePart("One. [1] Two. [2")).toBe("One. [1] ");
    expect(wholePart("One. ")).toBe("");
    expect(wholePart("One. [1] T")).toBe("One. [1] ");
  });
});

describe("a suggestion", () => {
  it.each([
    ["offered", "used", 0, "used"],
    ["offered", "rejected", 0, "rejected"],
    ["used", "sent", 0, "accepted"],
    ["used", "sent", 0.2, "edited"],
    ["used", "rejected", 0, "rejected"],
    ["replaced", "used", 0, "used"],
    ["accepted", "used", 0, "accepted"],
    ["accepted", "sent", 0.5, "accepted"],
    ["edited", "rejected", 0, null],
    ["rejected", "rejected", 0, "rejected"],
    ["rejected", "used", 0, null],
    ["rejected", "sent", 0, null],
  ] as const)("%s, %s (%d): %s", (state, outcome, share, next) => {
    expect(nextState(state, outcome, share)).toBe(next);
  });
  it.each([
    ["a b c", "a  b\nc", 0],
    ["a b c", "x y z", 1],
    ["a b c d", "a b c", 0.25],
    ["", "a", 1],
    ["a", "", 1],
    ["", "", 0],
  ])("%j sent as %j was changed by %d", (offered, sent, share) => {
    expect(editShare(offered, sent)).toBeCloseTo(share);
  });
});

const macro = (id: string, name: string, text: string): Macro => ({
  ...{ id, name, text, close: false, tags: [], priority: null },
});
const macros = [
  macro("refund", "Refund", "Your refund is on its way to the card that you used."),
  macro("export", "Export", "Open Settings and choose Export to get a CSV file of your contacts."),
];

describe("macros that fit", () => {
  it("share words with what was asked, and say which", () => {
    const [first, ...rest] = suggestMacros("When does my refund arrive on the card?", macros, []);
    expect(first).toMatchObject({ macroId: "refund", rung: "words" });
    expect(first?.reason).toContain("“refund”");
    expect(rest).toEqual([]);
    expect(suggestMacros("Good morning everybody", macros, [])).toEqual([]);
  });
  it("are those that were used on similar conversations, once there are enough", () => {
    const terms = termsOf("the money for the returned lamp has not come back");
    const uses = Array.from({ length: 20 }, (_, at) => ({
      ...{ macroId: at % 4 === 0 ? "export" : "refund", conversationId: `c${at}`, terms },
    }));
    const found = suggestMacros("money for my returned lamp", macros, uses);
    expect(found[0]).toMatchObject({ macroId: "refund", rung: "learned" });
    expect(found[0]?.reason).toMatch(/^Used on \d+ of the 15 most similar conversations\.$/);
    expect(suggestMacros("money for my returned lamp", macros, uses.slice(1))).toEqual([]);
  });
});

describe("a summary without a model", () => {
  it("says what was asked, answered and is open, each with its message", () => {
    const thread = [
      message("customer", "Hello! How do I export all my contacts? Thanks."),
      message("member", "Hi Ida. Open Settings and choose Export there."),
      message("customer", "I do not see that entry. Which role do I need for it?"),
    ];
    expect(plainSummary(thread).map(({ about, text }) => [about, text])).toEqual([
      ["asked", "How do I export all my contacts?"],
      ["answered", "Open Settings and choose Export there."],
      ["open", "Which role do I need for it?"],
    ]);
    expect(plainSummary(thread.slice(0, 1)).map(({ about }) => about)).toEqual(["open"]);
    expect(plainSummary([])).toEqual([]);
  });
});
