// The media room: what is said in recordings. See README.md for its words and invariants.
import type { Readable } from "node:stream";
import type { Ctx } from "../../platform/context.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Llm } from "../llm/index.ts";
import { hearRecording } from "./hear-recording.ts";
import type { LookedAt } from "./look-at-recording.ts";

export interface MediaDeps {
  llm: Pick<Llm, "transcribe">;
  logger: Logger;
}

export interface RecordingFile {
  content: Readable;
  name: string;
  /** As it is stored. */
  bytes: number;
  /** Whose budget it counts in. */
  teamId: string | null;
}

export interface HeardRecording extends LookedAt {
  kind: "heard";
  /** Text from outside, whoever recorded it; empty: nothing was said. */
  text: string;
  language: string | null;
  /** Which speech model heard it. */
  rung: string;
}

export interface Unheard extends LookedAt {
  kind: "unheard";
  /** What a person is told. */
  reason: string;
  /** It may be heard later without anybody doing anything. */
  mayPass: boolean;
}

export interface Media {
  /** Never inside a transaction. That nobody heard it is an answer. */
  hear(ctx: Ctx, file: RecordingFile): Promise<HeardRecording | Unheard>;
}

export function createMedia(deps: MediaDeps): Media {
  return { hear: (ctx, file) => hearRecording(deps, ctx, file) };
}
