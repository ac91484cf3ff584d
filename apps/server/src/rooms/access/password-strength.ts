// Whether a password that somebody chooses would be guessed soon: by length, lists of common passwords,
// rows of keys, sequences, repetitions, dates, and words that everybody knows of its owner. Offline: the
// estimate and its lists are the zxcvbn library's, loaded at first use.
import { maxPasswordLength, minPasswordLength } from "@rapport/contracts";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { invalid } from "../../platform/errors.ts";

/** Guessed by a hundred million tries or more. */
const leastScore = 3;

let loading: Promise<ZxcvbnFactory> | undefined;

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}

const reasons: Record<string, string> = {
  straightRow: "It follows a row of the keyboard.",
  keyPattern: "It follows a pattern on the keyboard.",
  simpleRepeat: "It repeats one character.",
  extendedRepeat: "It repeats a few characters.",
  sequences: "It is a sequence such as abc or 6543.",
  recentYears: "It rests on a year.",
  dates: "It rests on a date.",
  topTen: "It is one of the most common passwords.",
  topHundred: "It is one of the most common passwords.",
  common: "It is a common password.",
  similarToCommon: "It is close to a common password.",
  userInputs: "It rests on your name, your address or the workspace.",
  pwned: "It is a common password.",
};

/** What the owner is known by: parts of names and addresses that are long enough to be a word. */
function wordsOf(known: readonly (string | null | undefined)[]): string[] {
  const whole = known
    .filter((text): text is string => Boolean(text))
    .map((text) => text.slice(0, 254));
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  const joined = whole.map((text) => text.replace(/[^\p{L}\p{N}]+/gu, ""));
  return [...new Set([...whole, ...parts, ...joined, "rapport"])].filter(
    (word) => word.length >= 3,
  );
}

/** Throws, with the reason in words, when the password is too weak. */
export async function requireStrongPassword(
  password: string,
  known: readonly (string | null | undefined)[],
): Promise<void> {
  if (password.length < minPasswordLength || password.length > maxPasswordLength) {
    throw invalid(
      "access.password_length",
      `Choose a password of ${minPasswordLength} to ${maxPasswordLength} characters.`,
    );
  }
  loading ??= load();
  const estimate = (await loading).check(password, wordsOf(known));
  if (estimate.score >= leastScore) return;
  const reason = reasons[String(estimate.feedback.warning ?? "")] ?? "";
  throw invalid(
    "access.weak_password",
    `This password would be guessed soon. ${reason} A few unrelated words make a good one.`.replace(
      "  ",
      " ",
    ),
  );
}
