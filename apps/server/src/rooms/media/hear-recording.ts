// Hears one recording: its bytes are looked at first, then a speech model is asked through the gateway, which sees to
// budgets, prices and deadlines. Whoever attached it named the file; neither that name nor its declared type is believed
// or sent. Nothing is kept here.
import { addAbortSignal, type Readable } from "node:stream";
import type { Ctx } from "../../platform/context.ts";
import type { HeardRecording, MediaDeps, RecordingFile, Unheard } from "./heard.ts";
import { type LookedAt, lookAtRecording } from "./look-at-recording.ts";
import { paidMsOf, sentNameOf } from "./recording-type.rules.ts";

/** As speech services have it. */
export const mostBytes = 25 * 1024 * 1024;
const longestReadMs = 60_000;

/** Null: it is larger than that. A store that stands still is given up. */
async function read(content: Readable): Promise<Buffer | null> {
  addAbortSignal(AbortSignal.timeout(longestReadMs), content);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of content) {
    bytes += (part as Buffer).length;
    if (bytes > mostBytes) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts, bytes);
}

const unheard = (looked: LookedAt, reason: string, mayPass = false): Unheard => ({
  ...looked,
  ...{ kind: "unheard", reason, mayPass },
});

const unknown: LookedAt = { type: null, durationMs: null };
const tooLarge = "It is larger than 25 MB, more than speech models take. Listen to it yourself.";
const gone = "Its file is not there any more.";
const noRecording =
  "It is no recording that can be read: WAV, MP3, M4A, Ogg, WebM, FLAC and AAC can.";

/** What passes by itself: the model failed, was late, or rests after failures. */
const passing = new Set(["failed", "late", "resting"]);

export async function hearRecording(
  { llm }: MediaDeps,
  ctx: Ctx,
  { content, bytes, teamId }: RecordingFile,
): Promise<HeardRecording | Unheard> {
  if (content === null) return unheard(unknown, gone);
  if (bytes > mostBytes) {
    content.destroy();
    return unheard(unknown, tooLarge);
  }
  const audio = await read(content);
  if (audio === null) return unheard(unknown, tooLarge);
  const looked = await lookAtRecording(audio);
  const { type, durationMs } = looked;
  if (type === null) return unheard(looked, noRecording);
  const answer = await llm.transcribe(ctx, {
    ...{ audio, fileName: sentNameOf(type), mediaType: type },
    durationMs: paidMsOf(type, durationMs, audio.length),
    dataClass: "personal",
    ...(teamId === null ? {} : { teamId }),
  });
  if (answer.kind === "answered") {
    const { text, language, rung } = answer;
    return { ...looked, kind: "heard", text, language, rung };
  }
  if (answer.isFilesFault) return unheard(looked, "The speech model cannot read this recording.");
  return unheard(looked, answer.words, passing.has(answer.reason));
}
