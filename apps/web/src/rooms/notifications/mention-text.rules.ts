// Mentions while a text is written: where one begins, how it is put in, and what is saved in the end.
import { mentionText } from "@rapport/contracts";

export interface ChosenMention {
  memberId: string;
  name: string;
  maySee: boolean;
}

const MOST_CHARACTERS = 40;

/** The "@…" that the caret stands in; null when it stands in none. */
export const mentionAt = (text: string, caret: number): { from: number; text: string } | null => {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf("@");
  if (from < 0) return null;
  const asked = before.slice(from + 1);
  const follows = from === 0 ? " " : (before[from - 1] ?? " ");
  const isFree = /[\s(,;]/.test(follows);
  const isName = asked.length <= MOST_CHARACTERS && !/[\n@]|\s\s|\s.*\s.*\s/.test(asked);
  return isFree && isName ? { from, text: asked } : null;
};

/** The text with the name in it, and where the caret stands then. */
export const withMention = (
  text: string,
  asked: { from: number; text: string },
  name: string,
): { text: string; caret: number } => {
  const head = `${text.slice(0, asked.from)}@${name} `;
  const tail = text.slice(asked.from + 1 + asked.text.length).replace(/^ /, "");
  return { text: head + tail, caret: head.length };
};

/** A name is mentioned where it could have been chosen, and is not the beginning of a longer word. */
const BEFORE = "(?<=^|[\\s(,;])";
const AFTER = "(?!-?[\\p{L}\\p{M}\\p{N}_])";

/** What is saved: each chosen name that still stands in the text becomes a reference, the longest first. */
export const savedText = (text: string, chosen: readonly ChosenMention[]): string => {
  const byName = new Map(chosen.map((one) => [one.name, one]));
  const names = [...byName.keys()].toSorted((a, b) => b.length - a.length);
  if (names.length === 0) return text;
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const mention = new RegExp(`${BEFORE}@(${escaped.join("|")})${AFTER}`, "gu");
  return text.replace(mention, (all, name: string) => {
    const one = byName.get(name);
    return one ? mentionText(one) : all;
  });
};

/** A member that was chosen again is still one. */
export const withChosen = (
  chosen: readonly ChosenMention[],
  { memberId, name, maySee }: ChosenMention,
): ChosenMention[] => [
  ...chosen.filter((one) => one.memberId !== memberId),
  { memberId, name, maySee },
];

export const stillNamed = (text: string, chosen: readonly ChosenMention[]): ChosenMention[] =>
  chosen.filter(({ name }) => text.includes(`@${name}`));

const isChosen = (one: unknown): one is ChosenMention => {
  const { memberId, name, maySee } = (one ?? {}) as Partial<ChosenMention>;
  return typeof memberId === "string" && typeof name === "string" && typeof maySee === "boolean";
};

/** What a browser kept of the chosen members; whatever else stands there is none. */
export const chosenFrom = (kept: string): ChosenMention[] => {
  try {
    const found: unknown = JSON.parse(kept || "[]");
    return Array.isArray(found) ? found.filter(isChosen) : [];
  } catch {
    return [];
  }
};
