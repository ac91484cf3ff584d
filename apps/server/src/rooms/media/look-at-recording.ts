// What a file is, told from its bytes in a thread of its own: a file that was made to keep a reader busy is given up after
// a while, and holds nothing else up.
import type { RecordingType } from "@rapport/contracts";
import { inOwnThread } from "../../platform/own-thread.ts";
import { type Container, durationMsOf, recordingTypeOf } from "./recording-type.rules.ts";

export interface LookedAt {
  /** Null: it is no recording that can be heard. */
  type: RecordingType | null;
  durationMs: number | null;
}

const file = new URL("./recording-thread.ts", import.meta.url);
const longestMs = 20_000;

/** Rejects where it took too long or too much: then nobody can say what it is, now. */
export async function lookAtRecording(bytes: Uint8Array): Promise<LookedAt> {
  const found = await inOwnThread<Container | null>(bytes, {
    file,
    doing: "reading of a recording",
    memoryMb: 128,
    signal: AbortSignal.timeout(longestMs),
  });
  if (found === null) return { type: null, durationMs: null };
  return { type: recordingTypeOf(found), durationMs: durationMsOf(found) };
}
