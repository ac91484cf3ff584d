// Types of channels, as they travel over the API, and of the side of a website's visitor.
export type {
  Channel,
  ChannelChange,
  ChannelInput,
  ChannelTest,
  ChannelTraffic,
  ChannelWithSecrets,
  TrafficOutcome,
} from "@rapport/contracts";
export type {
  ChatOptions,
  SessionOptions,
  VisitorChat,
  VisitorMessage,
  VisitorMessageInput,
  VisitorProblem,
  VisitorSession,
} from "./visitor.ts";
