// The door of the media room: all that others may import.
export type { LookedAt } from "./look-at-recording.ts";
export { createMedia, type HeardRecording, type Media, type Unheard } from "./media.ts";
export { headBytes, looksRecorded } from "./recording-head.rules.ts";
