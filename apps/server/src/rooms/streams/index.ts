// The door of the streams room: all that others may import.
export type { TakeIn } from "./consume.ts";
export { createStreams, type Streams, type StreamsDeps } from "./streams.ts";
