// Whether an answer is as an example expects it, and how an example is asked. Pure.
import type { AiPromptExample } from "@rapport/contracts";
import { judgeText } from "@rapport/retrieval";
import { fenced, withRule } from "./shipped.rules.ts";

type Asked = Pick<AiPromptExample, "key" | "text" | "passages" | "language">;

const plain = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
const isDeclined = (answer: string) => /\bno answer\b/i.test(answer);
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;

/** The same layout as the work itself has. */
export function messagesFor(prompt: string, { key, text, passages, language }: Asked) {
  const listed = passages.map((passage, at) => `[${at + 1}] ${passage}`).join("\n\n");
  const into = key === "translate" ? "Translate into" : "Write in";
  const parts = [
    ...(passages.length > 0 ? [`Passages:\n${fenced(listed)}`] : []),
    `${key === "answer" ? "Question" : "Text"}:\n${fenced(text)}`,
    ...(language === null ? [] : [`${into} the language with the code ${language}.`]),
  ];
  return [
    { role: "system" as const, content: withRule(prompt) },
    { role: "user" as const, content: parts.join("\n\n") },
  ];
}

function notCarried(answer: string, passages: readonly string[]): string[] {
  if (passages.length === 0) return [];
  const judged = judgeText(
    answer,
    passages.map((text) => ({ text })),
  );
  if (judged === null) return ["Nothing in it rests on the passages."];
  if (judged.dropped === 0) return [];
  const what = judged.dropped === 1 ? "1 sentence rests" : `${judged.dropped} sentences rest`;
  return [`${what} on no passage.`];
}

/** What is not as expected, in words; empty: all is. */
export function faultsOf(
  answer: string,
  { expects, passages }: Pick<AiPromptExample, "expects" | "passages">,
): string[] {
  if (expects.declines) {
    return isDeclined(answer) ? [] : ["It should have said that there is no answer."];
  }
  if (isDeclined(answer)) return ["It said that there is no answer."];
  const found = plain(answer);
  const words = wordsOf(answer);
  const { has, hasNot, maxWords } = expects;
  return [
    ...has.filter((one) => !found.includes(plain(one))).map((one) => `“${one}” is missing.`),
    ...hasNot.filter((one) => found.includes(plain(one))).map((one) => `“${one}” stands in it.`),
    ...(maxWords !== null && words > maxWords ? [`It has ${words} words, not ${maxWords}.`] : []),
    ...notCarried(answer, passages),
  ];
}
