// The copilot: drafts, summaries and suggestions for whoever answers a conversation. None of it is sent to the customer.
import type {
  CopilotDraft,
  CopilotDraftEvent,
  CopilotFigures,
  CopilotOutcome,
  CopilotSuggestion,
  CopilotSummary,
  CopilotTranslate,
  CopilotTranslation,
  CopilotView,
} from "@rapport/contracts";
import { partsOf } from "./body.ts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

const eventIn = (block: string): CopilotDraftEvent | null => {
  const line = block.split("\n").find((one) => one.startsWith("data:"));
  return line === undefined ? null : (JSON.parse(line.slice(5)) as CopilotDraftEvent);
};

export const createCopilotClient = (transport: Transport) => {
  const at = (id: string, part = ""): string =>
    `/conversations/${encodeURIComponent(id)}/copilot${part}`;
  return {
    /** Summary, customer, macros that fit, and what models are for here: within your rights. */
    view: (conversationId: string, options?: RequestOptions): Promise<CopilotView> =>
      transport.get<CopilotView>(at(conversationId), {}, options),
    /** A draft of an answer, or why there is none. */
    draft: async (conversationId: string, options: RequestOptions = {}): Promise<CopilotDraft> =>
      (await transport.call<CopilotDraft>("POST", at(conversationId, "/draft"), options)).body,
    /**
     * The same as it is written: `draft` (usable at once), `text` (all that is verified so far), `end`. It ends without
     * `end` where the connection broke.
     */
    draftStream: async function* (
      conversationId: string,
      options: RequestOptions = {},
    ): AsyncGenerator<CopilotDraftEvent, void, undefined> {
      const headers = { ...options.headers, accept: "text/event-stream" };
      const path = at(conversationId, "/draft");
      const response = await transport.stream(path, { ...options, headers }, "POST");
      let text = "";
      for await (const part of partsOf(response, options.signal)) {
        const blocks = (text + part).split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const event = eventIn(block);
          if (event) yield event;
        }
      }
    },
    /** By a model where one is connected, else in the messages' own words. */
    summarise: async (
      conversationId: string,
      options: RequestOptions = {},
    ): Promise<CopilotSummary> =>
      (await transport.call<CopilotSummary>("POST", at(conversationId, "/summary"), options)).body,
    translate: async (
      conversationId: string,
      input: CopilotTranslate,
      options: RequestOptions = {},
    ): Promise<CopilotTranslation> =>
      (
        await transport.call<CopilotTranslation>("POST", at(conversationId, "/translation"), {
          ...options,
          json: input,
        })
      ).body,
    noteMacroUse: async (
      conversationId: string,
      macroId: string,
      options: RequestOptions = {},
    ): Promise<void> => {
      const path = at(conversationId, "/macro-uses");
      await transport.call("POST", path, { ...options, json: { macroId }, repeatable: true });
    },
    /** What became of a draft. Saying it again changes nothing. */
    settle: async (
      suggestionId: string,
      outcome: CopilotOutcome,
      options: RequestOptions = {},
    ): Promise<CopilotSuggestion> =>
      (
        await transport.call<CopilotSuggestion>(
          "PUT",
          `/copilot/suggestions/${encodeURIComponent(suggestionId)}/outcome`,
          { ...options, json: outcome },
        )
      ).body,
    /** What became of drafts, by what made them. */
    figures: (query: { days?: number } = {}, options?: RequestOptions): Promise<CopilotFigures> =>
      transport.get<CopilotFigures>("/copilot/figures", { ...query }, options),
  };
};
