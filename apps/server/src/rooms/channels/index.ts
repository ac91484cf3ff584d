export type {
  ChannelAdapter,
  ChannelInfo,
  Delivery,
  DeliveryReport,
  InboundListener,
  InboundMessage,
  MessageAttachment,
  OpenChannel,
  OutboundMessage,
  Received,
  StoredRecording,
} from "./adapter.ts";
export { type Channels, createChannels } from "./channels.ts";
export { isOpenAt, nextOpening } from "./hours.rules.ts";
