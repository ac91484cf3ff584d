// What models are told: versions of prompts, trials of them, examples that judge them, and evaluations over the examples.
import type {
  AiPrompt,
  AiPromptEvaluation,
  AiPromptEvaluationWhole,
  AiPromptExample,
  AiPromptExampleInput,
  AiPromptKey,
  AiPromptTrial,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

const at = (key: AiPromptKey, part: string): string => `/ai/prompts/${key}/${part}`;

export const createPromptsClient = (transport: Transport) => {
  const list = async <T>(path: string, options?: RequestOptions): Promise<T[]> =>
    (await transport.get<{ data: T[] }>(path, {}, options)).data;
  return {
    list: (options?: RequestOptions): Promise<AiPrompt[]> => list<AiPrompt>("/ai/prompts", options),
    /** A version that is not used yet. */
    add: (
      key: AiPromptKey,
      data: { text: string; note?: string | null },
      options: RequestOptions = {},
    ): Promise<Written<AiPrompt>> =>
      transport.write<AiPrompt>("POST", at(key, "versions"), { ...options, json: data }),
    /** 0 is the one that Rapport ships. Ends a trial that runs. */
    use: (
      key: AiPromptKey,
      version: number,
      options: RequestOptions = {},
    ): Promise<Written<AiPrompt>> =>
      transport.write<AiPrompt>("POST", at(key, "use"), { ...options, json: { version } }),
    /** The newest twenty, newest first. */
    trials: (key: AiPromptKey, options?: RequestOptions): Promise<AiPromptTrial[]> =>
      list<AiPromptTrial>(at(key, "trials"), options),
    /** A share of the work, 0.5 at most, gets the version until the evidence decides. */
    startTrial: (
      key: AiPromptKey,
      data: { version: number; share: number },
      options: RequestOptions = {},
    ): Promise<Written<AiPrompt>> =>
      transport.write<AiPrompt>("POST", at(key, "trial"), { ...options, json: data }),
    endTrial: (key: AiPromptKey, options: RequestOptions = {}): Promise<Written<AiPrompt>> =>
      transport.write<AiPrompt>("DELETE", at(key, "trial"), options),
    examples: (key: AiPromptKey, options?: RequestOptions): Promise<AiPromptExample[]> =>
      list<AiPromptExample>(at(key, "examples"), options),
    /** All of them or none. */
    addExamples: async (
      key: AiPromptKey,
      examples: readonly AiPromptExampleInput[],
      options: RequestOptions = {},
    ): Promise<Written<AiPromptExample[]>> => {
      const json = { examples };
      const written = await transport.write<{ data: AiPromptExample[] }>(
        "POST",
        at(key, "examples"),
        { ...options, json },
      );
      return { data: written.data.data, actId: written.actId };
    },
    removeExample: async (
      key: AiPromptKey,
      id: string,
      options?: RequestOptions,
    ): Promise<Written<null>> => {
      const path = at(key, `examples/${encodeURIComponent(id)}`);
      const { actId } = await transport.write("DELETE", path, options);
      return { data: null, actId };
    },
    /** Begins; `evaluation` tells how far it is. Models are called and budgets charged. */
    evaluate: (
      key: AiPromptKey,
      version: number,
      options: RequestOptions = {},
    ): Promise<Written<AiPromptEvaluation>> =>
      transport.write<AiPromptEvaluation>("POST", at(key, "evaluations"), {
        ...options,
        json: { version },
      }),
    /** The newest twenty, newest first. */
    evaluations: (key: AiPromptKey, options?: RequestOptions): Promise<AiPromptEvaluation[]> =>
      list<AiPromptEvaluation>(at(key, "evaluations"), options),
    /** With the answer to each example. */
    evaluation: (
      key: AiPromptKey,
      id: string,
      options?: RequestOptions,
    ): Promise<AiPromptEvaluationWhole> =>
      transport.get<AiPromptEvaluationWhole>(
        at(key, `evaluations/${encodeURIComponent(id)}`),
        {},
        options,
      ),
  };
};
