// The door of the streams room: all that others may import.
export type { StreamMessage, TakeIn } from "./consume.ts";
export { createStreams, type Streams, type StreamsDeps } from "./streams.ts";
