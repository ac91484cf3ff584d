// Next best actions: what one can do for a record, what that adds, and the trials that tell.
import type {
  ActionEntity,
  ActionFeedback,
  ActionSummary,
  NextAction,
  NextActions,
  StartActionTrial,
  TakeAction,
  TakenAction,
  TellActionDraws,
  ToldActionDraws,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createActionsClient = (transport: Transport) => {
  const on = (object: ActionEntity, id: string, more = ""): string =>
    `/next-actions/${object}/${encodeURIComponent(id)}${more}`;
  const at = (key: string, more: string): string => `/actions/${encodeURIComponent(key)}${more}`;
  return {
    /** What one can do for a record now, the best one first. */
    next: (object: ActionEntity, id: string, options?: RequestOptions): Promise<NextActions> =>
      transport.get<NextActions>(on(object, id), {}, options),
    /** Does it: makes its task. */
    take: (
      object: ActionEntity,
      id: string,
      action: TakeAction,
      options: RequestOptions = {},
    ): Promise<Written<TakenAction>> =>
      transport.write<TakenAction>("POST", on(object, id, "/take"), {
        ...options,
        json: action,
        repeatable: true,
      }),
    /** Says whether a suggestion helps. */
    tell: (
      object: ActionEntity,
      id: string,
      feedback: ActionFeedback,
      options: RequestOptions = {},
    ): Promise<Written<NextAction>> =>
      transport.write<NextAction>("POST", on(object, id, "/feedback"), {
        ...options,
        json: feedback,
        repeatable: true,
      }),
    /** All actions with what is known of them. */
    list: async (options?: RequestOptions): Promise<ActionSummary[]> =>
      (await transport.get<{ data: ActionSummary[] }>("/actions", {}, options)).data,
    /** Chance gives the action to a share of the records that come in. */
    startTrial: (
      key: string,
      trial: StartActionTrial = {},
      options: RequestOptions = {},
    ): Promise<Written<ActionSummary>> =>
      transport.write<ActionSummary>("POST", at(key, "/trial"), {
        ...options,
        json: trial,
        repeatable: true,
      }),
    stopTrial: (key: string, options: RequestOptions = {}): Promise<Written<ActionSummary>> =>
      transport.write<ActionSummary>("DELETE", at(key, "/trial"), options),
    /** Tells who was drawn by chance elsewhere, 1,000 at most. */
    tellDraws: (
      key: string,
      draws: TellActionDraws,
      options: RequestOptions = {},
    ): Promise<Written<ToldActionDraws>> =>
      transport.write<ToldActionDraws>("POST", at(key, "/draws"), {
        ...options,
        json: draws,
        repeatable: true,
      }),
  };
};
