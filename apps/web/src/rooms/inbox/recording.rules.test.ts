import type { MessageFile, MessageRecording } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import {
  foldedText,
  heardWords,
  isForAiSettings,
  languageText,
  lookAgainMs,
} from "./recording.rules.ts";

const waiting: MessageRecording = {
  ...{ state: "waiting", text: null, language: null, rung: null },
  ...{ reason: null, durationMs: null, type: null },
};
const messageWith = (...recordings: (MessageRecording | null)[]) => ({
  attachments: recordings.map(
    (recording): MessageFile => ({
      ...{ name: "a.wav", mediaType: "audio/wav", bytes: 9, picture: null },
      recording,
    }),
  ),
});

describe("what was heard", () => {
  it("is folded when it is long, at a space", () => {
    expect(foldedText("word ".repeat(120))).toBeNull();
    const folded = foldedText("word ".repeat(200));
    expect(folded).toMatch(/ word…$/);
    expect(folded?.length).toBeLessThanOrEqual(600);
  });

  it("is folded without breaking a letter where there is no space", () => {
    const folded = foldedText(`x${"😀".repeat(400)}`);
    expect(folded?.isWellFormed()).toBe(true);
    expect(folded).toMatch(/😀…$/u);
  });

  it.each([
    ["de", "German"],
    ["pt-br", "Brazilian Portuguese"],
    ["english", "English"],
    ["en-12", "En-12"],
    [" ", null],
    [null, null],
  ])("is in %s: %s", (said, shown) => {
    expect(languageText(said)).toBe(shown);
  });
});

it("what was heard is marked as made by a machine", () => {
  const rung = "Whisper (on site)";
  expect(heardWords({ rung, language: "de" })).toBe(
    "Heard by Whisper (on site); may be wrong. German.",
  );
  expect(heardWords({ rung: null, language: null })).toBe("Heard by a speech model; may be wrong.");
});

describe("a recording that was not heard", () => {
  it.each([
    ["No speech model is connected. Add a model with a price by the minute.", true],
    ["The models that it may use are switched off or removed.", true],
    ["The budget for models is spent.", true],
    ["No provider may be sent personal data, which these texts may hold.", true],
    ["The speech model cannot read this recording.", false],
    ["The model failed.", false],
    [null, false],
  ])("leads to the settings or not: %s", (reason, isFor) => {
    expect(isForAiSettings({ reason })).toBe(isFor);
  });

  it("is looked at again as long as it waits, less often when it says why", () => {
    const late = { ...waiting, reason: "No speech model is connected." };
    const heard = { ...waiting, state: "heard" as const, text: "Hello" };
    expect(lookAgainMs([])).toBe(false);
    expect(lookAgainMs([messageWith(null, heard)])).toBe(false);
    expect(lookAgainMs([messageWith(late)])).toBe(20_000);
    expect(lookAgainMs([messageWith(late), messageWith(heard, waiting)])).toBe(4_000);
  });
});
