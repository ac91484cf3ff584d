// How the copilot puts things into words.
import type { CopilotDraft, CopilotFact, CopilotSensitive, RecordScore } from "@rapport/sdk";

const matters: Record<CopilotSensitive["kind"], string> = {
  price: "Price",
  legal: "Law",
  refusal: "Refusal of service",
};

export const sensitiveWords = ({ kind, found }: CopilotSensitive): string =>
  `${matters[kind]} (${found.map((word) => `“${word}”`).join(", ")})`;

export function sureWords(confidence: number): string {
  const number = `${Math.round(confidence * 100)} %`;
  if (confidence >= 0.85) return `Very sure, ${number}`;
  return confidence >= 0.57 ? `Fairly sure, ${number}` : `Not quite sure, ${number}`;
}

export const rungWords = (rung: string): string =>
  rung === "extractive" ? "Sentences of your pages" : `Worded by ${rung}`;

/** Questions that no page answered, where others were. */
export const unanswered = ({ kind, questions }: CopilotDraft): string[] =>
  kind === "abstained"
    ? []
    : questions.filter(({ answered }) => !answered).map(({ question }) => question);

const things: Record<string, string> = {
  deals: "Deal",
  tickets: "Ticket",
  tasks: "Task",
  notes: "Note",
  activities: "Activity",
  conversations: "Conversation",
};

export const factWords = ({ object, state }: CopilotFact): string => {
  const thing = things[object] ?? "Event";
  return state === null ? thing : `${thing}, ${state}`;
};

export const isRecord = ({ object }: Pick<CopilotFact, "object">): boolean =>
  object !== "conversations" && things[object] !== undefined;

export const scoreWords = ({ title, score, label }: RecordScore): string =>
  score === null ? `${title}: ${label ?? "none"}` : `${title}: ${Math.round(score)} of 100`;

/** What is put into a composer that may hold something already. */
export const joined = (before: string, text: string): string =>
  before.trim() === "" ? text : `${before.trimEnd()}\n\n${text}`;

export const shareWords = (part: number, all: number): string =>
  all === 0 ? "–" : `${part} (${Math.round((part / all) * 100)} %)`;
