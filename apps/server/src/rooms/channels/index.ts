export type {
  ChannelAdapter,
  ChannelInfo,
  Delivery,
  InboundListener,
  InboundMessage,
  MessageAttachment,
  OpenChannel,
  OutboundMessage,
  Received,
} from "./adapter.ts";
export { type Channels, createChannels } from "./channels.ts";
export { isOpenAt, nextOpening } from "./hours.rules.ts";
