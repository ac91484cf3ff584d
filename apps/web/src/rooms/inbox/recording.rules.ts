// What was heard in a recording, in words, and how often it is asked for again while it waits. Pure.
import type { ConversationMessage, MessageRecording } from "@rapport/sdk";

/** Longer transcripts are folded. */
const shownLength = 600;
const soonMs = 4_000;
/** What waits for something that somebody must do, such as a model to be connected, may take long. */
const laterMs = 20_000;

/** The beginning, up to a space where there is one near; null: it is short enough to stand whole. */
export const foldedText = (text: string): string | null => {
  if (text.length <= shownLength) return null;
  const cut = text.slice(0, shownLength);
  const space = cut.lastIndexOf(" ");
  const start = space > shownLength - 60 ? cut.slice(0, space) : cut.toWellFormed();
  return `${start.replace(/\ufffd$/, "").trimEnd()}…`;
};

const languageOf = (code: string): string | null => {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? null;
  } catch {
    // What only looks like a code stands as it came.
    return null;
  }
};

/** Speech servers say "de", "german" or nothing. */
export const languageText = (language: string | null): string | null => {
  const said = language?.trim() ?? "";
  if (said === "") return null;
  const isCode = /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(said);
  return (isCode ? languageOf(said) : null) ?? `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
};

/** What wrote the text, since no person did. */
export const heardWords = ({
  rung,
  language,
}: Pick<MessageRecording, "rung" | "language">): string => {
  const named = languageText(language);
  return `Heard by ${rung ?? "a speech model"}; may be wrong.${named ? ` ${named}.` : ""}`;
};

/** Whether it is in the settings of AI that something is to be done. */
export const isForAiSettings = ({ reason }: Pick<MessageRecording, "reason">): boolean =>
  /\bno (speech )?models?\b|\bno provider\b|\bswitched off\b|\bbudget\b/i.test(reason ?? "");

/** When to look again whether something that waits was heard; false: nothing waits. */
export const lookAgainMs = (
  messages: readonly Pick<ConversationMessage, "attachments">[],
): number | false => {
  const waiting = messages
    .flatMap(({ attachments }) => attachments)
    .filter(({ recording }) => recording?.state === "waiting");
  if (waiting.length === 0) return false;
  return waiting.some(({ recording }) => recording?.reason === null) ? soonMs : laterMs;
};
