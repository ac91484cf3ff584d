// The promises of the bot, over generated conversations: it never talks over a person, never loops, always says what it
// is at first contact, never answers what it may not decide. Over real stores and with interleavings:
// flows/answer-message.test.ts.
import { type BotSettings, botLanguages } from "@rapport/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sensitiveTopic } from "./sensitive.rules.ts";
import {
  answerText,
  confirmText,
  decide,
  handOverText,
  type Said,
  type Situation,
  summaryOf,
  verifiedLink,
} from "./speak.rules.ts";
import { wordsFor } from "./words.rules.ts";

const settings: BotSettings = {
  isOn: true,
  precision: 0.9,
  mostAnswers: 5,
  usesModel: false,
  linkHosts: [],
  wordings: [],
};

const usual = { settings, language: "en", channelId: null } as const;
const base: Situation = {
  ...usual,
  said: [{ by: "customer", text: "Hello?", atMs: 0 }],
  isAutomatic: false,
  isUnheard: false,
  maySpeak: true,
  namesSources: false,
  backAt: null,
};

interface Model {
  said: Said[];
  personIn: boolean;
  answered: boolean;
  handedOver: boolean;
  atMs: number;
}

type Step =
  | { kind: "customer"; text: string; automatic: boolean; found: boolean; afterMs: number }
  | { kind: "person" }
  | { kind: "close" };

const texts = fc.oneof(
  fc.constantFrom(
    "How do I change my address?",
    "What is open on Sunday?",
    "I want a refund",
    "How long does a refund take?",
    "Can I get a discount?",
    "My lawyer will write to you",
    "Thank you, that helped.",
    "ok",
    "",
    "Out of office: I am back on Monday and will answer your message as soon as I can.",
  ),
  fc.string(),
);
const hourMs = 3_600_000;
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("customer" as const),
        text: texts,
        automatic: fc.boolean(),
        found: fc.boolean(),
        afterMs: fc.constantFrom(1000, hourMs, 30 * hourMs),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "person" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "close" as const }) },
  ),
  { maxLength: 30 },
);

/** What the flow does with a decision, on the conversation's own rules. Answers what was said, and whether in one step. */
function play(model: Model, step: Step): string | null {
  if (step.kind === "person") {
    model.personIn = true;
    model.said.push({ by: "member", text: "Let me see.", atMs: model.atMs });
    return null;
  }
  if (step.kind === "close") {
    Object.assign(model, { personIn: false, handedOver: false, answered: true });
    return null;
  }
  model.atMs += step.afterMs;
  model.said.push({ by: "customer", text: step.text, atMs: model.atMs });
  model.answered = step.automatic;
  const situation: Situation = {
    ...base,
    said: [...model.said],
    isAutomatic: step.automatic,
    maySpeak: !(model.personIn || model.answered),
  };
  const decision = decide(situation);
  if (decision.kind === "silent") return null;
  const text = spoken(situation, decision, step.found);
  model.said.push({ by: "bot", text: text.text, atMs: model.atMs });
  model.answered = true;
  if (text.isHandOver) Object.assign(model, { personIn: true, handedOver: true });
  return text.text;
}

function spoken(situation: Situation, decision: ReturnType<typeof decide>, isFound: boolean) {
  if (decision.kind === "confirm") return { text: confirmText(situation), isHandOver: false };
  if (decision.kind === "look-up" && isFound)
    return { text: answerText(situation, "Here it is.", []), isHandOver: false };
  const reason = decision.kind === "hand-over" ? decision.reason : "unsure";
  return { text: handOverText(situation, reason), isHandOver: true };
}

const fresh = (): Model => ({
  ...{ said: [], personIn: false, answered: true, handedOver: false },
  atMs: 0,
});

/** The most that the bot said within a day, with no person and no closing between. */
function longestRow(said: readonly Said[]): number {
  let [row, most, startMs] = [0, 0, 0];
  for (const { by, atMs } of said) {
    if (by === "member" || atMs - startMs >= 24 * hourMs) [row, startMs] = [0, atMs];
    if (by === "bot") row += 1;
    most = Math.max(most, row);
  }
  return most;
}

const textOf = (step: Step) => (step.kind === "customer" ? step.text : "");

/** Of what was said just now. */
function isFirstOf({ said, atMs }: Model): boolean {
  const before = said.filter(({ by }) => by === "bot").at(-2);
  return !before || atMs - before.atMs >= 24 * hourMs;
}

describe("over 10,000 generated conversations", () => {
  it("never talks over a person, never loops, always discloses, never decides what it may not", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const model = fresh();
        for (const step of all) {
          const [personWasIn, before] = [model.personIn, model.said.length];
          const text = play(model, step);
          if (text === null) continue;
          expect([personWasIn, model.said.length - before]).toEqual([false, 2]);
          expect(step).toMatchObject({ kind: "customer", automatic: false });
          expect(text.startsWith(wordsFor(usual).disclosure)).toBe(isFirstOf(model));
          if (sensitiveTopic(textOf(step))) expect(model.handedOver).toBe(true);
        }
        const closings = all.filter(({ kind }) => kind === "close").length;
        expect(longestRow(model.said)).toBeLessThanOrEqual(settings.mostAnswers + 1 + closings);
      }),
      { numRuns: 10_000 },
    );
  });

  it("two machines that answer each other come to an end", () => {
    for (const echo of [
      "Thank you for your message, we received it and will answer.",
      "Thanks!",
      null,
    ]) {
      const model = fresh();
      let turns = 0;
      for (; turns < 100 && !model.personIn; turns += 1) {
        const text =
          echo ?? model.said.at(-1)?.text ?? "Where is my parcel, it should be here by now?";
        play(model, { kind: "customer", text, automatic: false, found: true, afterMs: 1000 });
      }
      expect(turns).toBeLessThanOrEqual(settings.mostAnswers + 1);
    }
  });
});

describe("silence", () => {
  it.each([
    [{ settings: { ...settings, isOn: false } }, "off"],
    [{ isAutomatic: true }, "automatic"],
    [{ maySpeak: false }, "not-now"],
    [{ said: [] }, "not-latest"],
    [{ said: [{ by: "customer" as const, text: " ", atMs: 0 }] }, "empty"],
  ])("%j: %s", (more, reason) => {
    expect(decide({ ...base, ...more })).toEqual({ kind: "silent", reason });
  });
});

describe("what was written in several messages", () => {
  const two = (first: string, second: string): Situation => ({
    ...base,
    said: [
      { by: "customer", text: first, atMs: 0 },
      { by: "customer", text: second, atMs: 1 },
    ],
  });
  it("is one question", () => {
    const question = "Hello.\nHow do I export my data?";
    expect(decide(two("Hello.", "How do I export my data?"))).toEqual({
      kind: "look-up",
      question,
    });
  });
  it("goes to a person when any of it is sensitive", () => {
    expect(decide(two("I want my money back!", "And when are you open?"))).toMatchObject({
      ...{ kind: "hand-over", reason: "sensitive", topic: "a refund" },
    });
  });
});

describe("what it says", () => {
  it("answers nothing with thanks when it had said nothing", () => {
    const said = [{ by: "customer" as const, text: "Thanks", atMs: 0 }];
    expect(decide({ ...base, said }).kind).toBe("look-up");
  });
  it("leaves thanks for what a person answered to that person", () => {
    const said = [
      { by: "customer" as const, text: "Where is it?", atMs: 0 },
      { by: "bot" as const, text: "A person will answer you here.", atMs: 1 },
      { by: "member" as const, text: "On its way.", atMs: 2 },
      { by: "customer" as const, text: "Thanks!", atMs: 3 },
    ];
    expect(decide({ ...base, said })).toEqual({ kind: "silent", reason: "for-a-person" });
    const asks = [...said.slice(0, 3), { ...said[3]!, text: "Thanks! When does it come?" }];
    expect(decide({ ...base, said: asks }).kind).toBe("look-up");
  });
  it.each(botLanguages)("discloses and says when people are back, in %s", (language) => {
    const { disclosure } = wordsFor({ ...usual, language });
    const text = handOverText({ ...base, language, backAt: "Monday" }, "unsure");
    expect(text.startsWith(disclosure)).toBe(true);
    expect(text).toContain("Monday");
  });
  it("name sources where these are not shown beside the message", () => {
    const cited = [{ title: "Opening hours", url: "https://help.example/hours" }];
    const text = answerText({ ...base, namesSources: true }, "At nine.", cited);
    expect(text).toContain("Source: Opening hours (https://help.example/hours)");
    expect(answerText(base, "At nine.", cited)).not.toContain("help.example");
  });
});

it("links lead to verified hosts over https, and nowhere else", () => {
  const hosts = new Set(["help.example"]);
  expect(verifiedLink("https://help.example/a", hosts)).toBe("https://help.example/a");
  for (const url of [
    "https://evil.example/a",
    "http://help.example/a",
    "https://help.example@evil.example/",
    "https://user:word@help.example/",
    "https://help.example:8443/",
    "javascript:alert(1)",
    "not a link",
    null,
  ])
    expect(verifiedLink(url, hosts)).toBeNull();
});

it("tells whoever takes over what was asked", () => {
  expect(
    summaryOf([
      { by: "customer", text: "Where is\n my parcel?" },
      { by: "bot", text: "On its way." },
      { by: "customer", text: "Since Monday!" },
    ]),
  ).toBe("Asked first: “Where is my parcel?”. Now: “Since Monday!”. The bot answered 1 time.");
});

it("says of a message without words that it is a file", () => {
  const said = [{ by: "customer", text: " " }];
  expect(summaryOf(said)).toBe("Asked first: a file without words.");
});
