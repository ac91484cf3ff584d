// What the screens of prompts say. Pure.
import type {
  AiPrompt,
  AiPromptEvaluation,
  AiPromptExample,
  AiPromptExampleInput,
  AiPromptKey,
} from "@rapport/sdk";

export const PROMPT_LABELS: Record<AiPromptKey, string> = {
  answer: "Answers of the bot",
  draft: "Drafts of replies",
  summary: "Summaries",
  triage: "Sorting of messages",
  translate: "Translation",
};

/** Of these it is known what became of an answer, so a trial can end. */
export const isTriable = (key: AiPromptKey): boolean =>
  key === "answer" || key === "draft" || key === "summary";

export const versionName = (version: number): string =>
  version === 0 ? "Rapport's own" : `Version ${version}`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const promptLine = ({ inForce, examples, trial }: AiPrompt): string => {
  const parts = [`${versionName(inForce)} in force`];
  if (trial) parts.push(`${versionName(trial.version)} tried on ${percent(trial.share)}`);
  if (examples > 0) parts.push(examples === 1 ? "1 example" : `${examples} examples`);
  return parts.join(" · ");
};

export const evaluationLine = ({
  state,
  total,
  done,
  passed,
  error,
}: AiPromptEvaluation): string => {
  if (state === "running") return `${done} of ${total} examples asked …`;
  const counted = `${passed} of ${done} as expected`;
  if (state === "done") return counted;
  const why = `Stopped: ${error ?? "No model answered."}`;
  return done === 0 ? why : `${why} ${counted}.`;
};

/** The newest evaluation of each version. */
export const latestByVersion = (
  evaluations: readonly AiPromptEvaluation[],
): ReadonlyMap<number, AiPromptEvaluation> =>
  new Map(evaluations.toReversed().map((one) => [one.version, one]));

/** Whether a version did worse than another one over the same number of examples. */
export const isWorse = (
  one: AiPromptEvaluation | undefined,
  other: AiPromptEvaluation | undefined,
): boolean =>
  one?.state === "done" &&
  other?.state === "done" &&
  one.done === other.done &&
  one.passed < other.passed;

export const expectationLine = ({ expects, passages, language }: AiPromptExample): string => {
  const parts = expects.declines
    ? ["must say that there is no answer"]
    : [
        ...expects.has.map((one) => `says “${one}”`),
        ...expects.hasNot.map((one) => `does not say “${one}”`),
        ...(expects.maxWords === null ? [] : [`${expects.maxWords} words at most`]),
        ...(passages.length > 0 ? ["rests on its passages"] : []),
      ];
  if (language !== null) parts.push(`in ${language}`);
  return parts.join(" · ") || "any answer will do";
};

export interface ExampleDraft {
  text: string;
  passages: string;
  has: string[];
  hasNot: string[];
  maxWords: string;
  declines: boolean;
}

export const freshExample: ExampleDraft = {
  text: "",
  passages: "",
  has: [],
  hasNot: [],
  maxWords: "",
  declines: false,
};

/** A blank line ends a passage. */
export const exampleOf = (draft: ExampleDraft): AiPromptExampleInput => ({
  text: draft.text.trim(),
  passages: draft.passages
    .split(/\n\s*\n/)
    .map((one) => one.trim())
    .filter((one) => one !== ""),
  expects: draft.declines
    ? { declines: true }
    : {
        has: draft.has,
        hasNot: draft.hasNot,
        maxWords: draft.maxWords === "" ? null : Math.round(Number(draft.maxWords)),
      },
});
