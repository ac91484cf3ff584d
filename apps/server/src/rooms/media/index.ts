// The door of the media room: all that others may import.
export type { HeardRecording, Unheard } from "./heard.ts";
export { createMedia, type Media } from "./media.ts";
export { headBytes, looksRecorded } from "./recording-head.rules.ts";
