// What this room refuses, and what to do about it.
import { invalid } from "../../platform/errors.ts";

const badWords = (why: string) => invalid("bot.bad_words", why);

export const notDisclosed = () =>
  badWords(
    "The first words must say that an AI speaks, in the language that they are for, and must not deny it.",
  );

export const unknownChannel = () =>
  badWords("One of the wordings is for a channel that does not exist.");

export const saidTwice = () =>
  badWords("There are two wordings for the same language and channel.");
