// Models of customer data: what is in force and how good it is, its releases, and the scores of records.
import type {
  DealForecast,
  ModelCard,
  ModelEntity,
  ModelPromotion,
  ModelRun,
  ModelSummary,
  ModelTrial,
  ModelTrialResult,
  PointerRole,
  RecordScore,
  ScoreFeedback,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createModelsClient = (transport: Transport) => {
  const at = (key: string, more = ""): string => `/models/${encodeURIComponent(key)}${more}`;
  return {
    list: async (options?: RequestOptions): Promise<ModelSummary[]> =>
      (await transport.get<{ data: ModelSummary[] }>("/models", {}, options)).data,
    /** The card: evaluation, releases, what was in force when, monitors. */
    get: (key: string, options?: RequestOptions): Promise<ModelCard> =>
      transport.get<ModelCard>(at(key), {}, options),
    /** Starts a training; it takes over only if it passes the gates. `run` tells how far it is. */
    train: (key: string, options: RequestOptions = {}): Promise<Written<ModelRun>> =>
      transport.write<ModelRun>("POST", at(key, "/train"), { ...options, repeatable: true }),
    run: (key: string, id: string, options?: RequestOptions): Promise<ModelRun> =>
      transport.get<ModelRun>(at(key, `/runs/${encodeURIComponent(id)}`), {}, options),
    /** Puts a release in force, in shadow, or as a canary. */
    promote: (
      key: string,
      promotion: ModelPromotion,
      options: RequestOptions = {},
    ): Promise<Written<ModelCard>> =>
      transport.write<ModelCard>("POST", at(key, "/promote"), {
        ...options,
        json: promotion,
        repeatable: true,
      }),
    /** Back to the release before, model and features together. */
    rollback: (key: string, options: RequestOptions = {}): Promise<Written<ModelCard>> =>
      transport.write<ModelCard>("POST", at(key, "/rollback"), { ...options, repeatable: true }),
    /** Takes a release out of force; without a champion the rules answer. */
    withdraw: (
      key: string,
      role: PointerRole,
      options: RequestOptions = {},
    ): Promise<Written<ModelCard>> =>
      transport.write<ModelCard>("DELETE", at(key, `/roles/${role}`), options),
    /** Scores values that you give; nothing is kept. */
    try: async (
      key: string,
      trial: ModelTrial,
      options: RequestOptions = {},
    ): Promise<ModelTrialResult> =>
      (
        await transport.call<ModelTrialResult>("POST", at(key, "/try"), {
          ...options,
          json: trial,
          repeatable: true,
        })
      ).body,
    /** Scores of a record with reasons, as the caller may see them. */
    scores: async (
      object: ModelEntity,
      id: string,
      options?: RequestOptions,
    ): Promise<RecordScore[]> =>
      (
        await transport.get<{ data: RecordScore[] }>(
          `/scores/${object}/${encodeURIComponent(id)}`,
          {},
          options,
        )
      ).data,
    /** Says whether a score is right; the next training learns from it. */
    tell: (
      object: ModelEntity,
      id: string,
      feedback: ScoreFeedback,
      options: RequestOptions = {},
    ): Promise<Written<RecordScore>> =>
      transport.write<RecordScore>("POST", `/scores/${object}/${encodeURIComponent(id)}/feedback`, {
        ...options,
        json: feedback,
        repeatable: true,
      }),
    /** What the open deals that the caller sees are expected to bring. */
    dealForecast: (options?: RequestOptions): Promise<DealForecast> =>
      transport.get<DealForecast>("/forecasts/deals", {}, options),
  };
};
