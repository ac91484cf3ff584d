// The media room: what is said in recordings. See README.md for its words and invariants.
import type { Ctx } from "../../platform/context.ts";
import { hearRecording } from "./hear-recording.ts";
import type { HeardRecording, MediaDeps, RecordingFile, Unheard } from "./heard.ts";

export interface Media {
  /** Never inside a transaction. That nobody heard it is an answer. */
  hear(ctx: Ctx, file: RecordingFile): Promise<HeardRecording | Unheard>;
}

export function createMedia(deps: MediaDeps): Media {
  return { hear: (ctx, file) => hearRecording(deps, ctx, file) };
}
