// Figures about conversations, and the conversations behind each number.
import type {
  AnalyticsFilter,
  AnalyticsListQuery,
  Conversation,
  ConversationFigures,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export const createAnalyticsClient = (transport: Transport) => ({
  /** Of the last 30 days unless told; over the conversations that the caller may see. Times in minutes of business hours. */
  figures: (filter: AnalyticsFilter = {}, options?: RequestOptions): Promise<ConversationFigures> =>
    transport.get<ConversationFigures>("/analytics/figures", { ...filter }, options),
  /** Newest first. */
  conversations: (
    query: AnalyticsListQuery,
    options?: RequestOptions,
  ): Promise<{ data: Conversation[]; nextCursor: string | null }> =>
    transport.get("/analytics/conversations", { ...query }, options),
  /** The address of the figures as CSV, for the browser's session. */
  csvUrl: (filter: AnalyticsFilter = {}): string =>
    transport.url("/analytics/figures", { ...filter, format: "csv" }),
});
