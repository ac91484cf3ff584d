// The door of the conversations room: all that others may import.
export { conversationListener, conversationsTopic } from "./announce.ts";
export type { Captured, CapturedMail } from "./capture-mail.ts";
export { type Conversations, createConversations } from "./conversations.ts";
export { countTriageExamples, type TriageExample, triageExamples } from "./examples.ts";
export type { FeedMessage } from "./feed.ts";
export type { ForFigures } from "./for-figures.ts";
export type { ImportedThread } from "./import-threads.ts";
export type { Recorded } from "./keep-message.ts";
export type { Heard, WaitingRecording } from "./keep-transcript.ts";
export { openLoads, type StoredConversation, type StoredSla } from "./loads.ts";
export type {
  ConversationsDeps,
  Delivery,
  InboundMessage,
  MessageFile,
  OutboundMessage,
  PlanFacts,
  Planned,
  Received,
  StoredRecording,
} from "./ports.ts";
export { conversationFields } from "./reach.ts";
export { saidIn } from "./recordings.rules.ts";
export type { Queued, ReplyRequest } from "./send-message.ts";
export type { Settled, SettledConversation, SettledMessage, SettledPlace } from "./settled.ts";
export { askedSince, type Standing } from "./thread.rules.ts";
export { previewOf, subjectKeyOf, tokensOf } from "./words.rules.ts";
export { inboxStatements } from "./yardstick.ts";
