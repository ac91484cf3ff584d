// What of a model's text stays: the sentences that a source carries, each with its sources, and how many do not. The
// judgement is the verifier's of packages/retrieval, sentence by sentence; here the text is only laid out for it. Pure.
import { verifyDraft } from "./verify.ts";

export interface JudgedText {
  sentences: { text: string; places: readonly number[] }[];
  text: string;
  /** Places of the sources that were used. */
  used: readonly number[];
  dropped: number;
}

const isEnded = /[.!?](?:\s*\[\d{1,2}\])*$/;
const markAfterEnd = /([.!?])\s*((?:\[\d{1,2}\]\s*)+)/g;

/** Control characters, and those that turn or hide what stands there: a database or a reader would stumble. */
const unseen = /[^\P{Cc}\n\t]|[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu;

/** One sentence after the other, each with its marks before its point. */
function sentencesOf(written: string): string[] {
  const lines = written
    .replace(unseen, "")
    .toWellFormed()
    .split(/\n+/)
    .map((line) => line.replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, "").trim())
    .filter((line) => line !== "");
  const text = lines.map((line) => (isEnded.test(line) ? line : `${line}.`)).join(" ");
  return text
    .replace(markAfterEnd, (_all, end: string, marks: string) => ` ${marks.trim()}${end} `)
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

export function judgeText(
  written: string,
  sources: readonly { text: string }[],
): JudgedText | null {
  const sentences = sentencesOf(written);
  // An address or markup anywhere in it drops all of it, and so does saying that there is no answer.
  if (verifyDraft(sentences.join(" "), sources) === null) return null;
  const kept = sentences.flatMap((sentence) => {
    const verified = verifyDraft(sentence, sources);
    return verified ? [{ text: verified.text, places: verified.used }] : [];
  });
  if (kept.length === 0) return null;
  return {
    sentences: kept,
    text: kept.map(({ text }) => text).join(" "),
    used: [...new Set(kept.flatMap(({ places }) => places))].sort((a, b) => a - b),
    dropped: sentences.length - kept.length,
  };
}

const boundary = /[.!?](?:\s*\[\d{1,2}\])*\s+(?=[^\s[])/g;

/** What of a text that is still being written is made of whole sentences. */
export function wholePart(written: string): string {
  const last = [...written.matchAll(boundary)].at(-1);
  return last ? written.slice(0, last.index + last[0].length) : "";
}

/** How many sentences were written, for when none is left. */
export const countSentences = (written: string): number => sentencesOf(written).length;
