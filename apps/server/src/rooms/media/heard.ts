// What this room takes, is given to hear, and answers.
import type { Readable } from "node:stream";
import type { Llm } from "../llm/index.ts";
import type { LookedAt } from "./look-at-recording.ts";

export interface MediaDeps {
  llm: Pick<Llm, "transcribe">;
}

export interface RecordingFile {
  /** Null: its bytes are gone. */
  content: Readable | null;
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
