// What a member should do now.
import type { ChangeLine, FirstSteps, FirstStepsChange, RecordsAtRisk } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export const createHomeClient = (transport: Transport) => ({
  /** Deals and tickets at risk by rule, with their reasons. */
  risks: (
    query: { scope?: "mine" | "all" } = {},
    options?: RequestOptions,
  ): Promise<RecordsAtRisk> => transport.get<RecordsAtRisk>("/home/risks", query, options),
  /** What others changed since yesterday. */
  changes: async (query: { zone?: string } = {}, options?: RequestOptions): Promise<ChangeLine[]> =>
    (await transport.get<{ data: ChangeLine[] }>("/home/changes", query, options)).data,
  firstSteps: (options?: RequestOptions): Promise<FirstSteps> =>
    transport.get<FirstSteps>("/home/first-steps", {}, options),
  changeFirstSteps: async (
    change: FirstStepsChange,
    options: RequestOptions = {},
  ): Promise<FirstSteps> => {
    const more = { ...options, json: change };
    return (await transport.call<FirstSteps>("PATCH", "/home/first-steps", more)).body;
  },
});
