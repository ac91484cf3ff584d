// What came of one message that the bot had an answer to: facts by ids, nothing of what was said.
export interface Turn {
  messageId: string;
  conversationId: string;
  channelId: string;
  outcome: "answered" | "confirmed" | "abstained" | "handed_over" | "withdrawn";
  reason: string | null;
  rung: string | null;
  confidence: number | null;
  precision: number;
  language: string;
  latencyMs: number;
  at: string;
  sentAt: string | null;
}
