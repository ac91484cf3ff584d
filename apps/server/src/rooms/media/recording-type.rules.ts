// What kind of recording a file is, as its container and tracks say. Pure.
import type { RecordingType } from "@rapport/contracts";

export interface Container {
  container: string | null;
  hasAudio: boolean;
  hasVideo: boolean;
  /** In seconds; null: it does not say. */
  duration: number | null;
}

const kinds: readonly [RegExp, RecordingType][] = [
  [/^wave?\b/i, "audio/wav"],
  [/^adts/i, "audio/aac"],
  [/^mpeg\b/i, "audio/mpeg"],
  [/^ogg/i, "audio/ogg"],
  [/^flac/i, "audio/flac"],
  [/^ebml|matroska|webm/i, "audio/webm"],
  [/\b(?:m4[ab]|mp4\d?|isom|iso\d|qt|3gp\w*|dash|mp42)\b/i, "audio/mp4"],
];

/** Null: no recording that speech models and browsers know, or one with pictures. */
export function recordingTypeOf({
  container,
  hasAudio,
  hasVideo,
}: Container): RecordingType | null {
  if (!hasAudio || hasVideo || container === null) return null;
  return kinds.find(([pattern]) => pattern.test(container))?.[1] ?? null;
}

const longestMs = 24 * 3_600_000;

/** Null: the file does not say, or what it says cannot be. */
export function durationMsOf({ duration }: Pick<Container, "duration">): number | null {
  if (duration === null || !Number.isFinite(duration) || duration <= 0) return null;
  const ms = Math.round(duration * 1000);
  return ms > longestMs ? null : ms;
}

/** The most that a second of it takes, as people record: 96 kHz in stereo with 24 bits, or 512 kbit/s of anything packed. */
const mostBytesOfSecond = { plain: 576_000, packed: 64_000 };
const isPlain = (type: RecordingType): boolean => type === "audio/wav" || type === "audio/flac";

/**
 * How long it is at least, whatever it says: a file that calls itself short is not listened to for nothing. Null: it does
 * not say.
 */
export function paidMsOf(
  type: RecordingType,
  durationMs: number | null,
  bytes: number,
): number | null {
  if (durationMs === null) return null;
  const rate = isPlain(type) ? mostBytesOfSecond.plain : mostBytesOfSecond.packed;
  return Math.max(durationMs, Math.floor((bytes / rate) * 1000));
}

const endings: Record<RecordingType, string> = {
  "audio/wav": "wav",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/ogg": "ogg",
  "audio/webm": "webm",
  "audio/flac": "flac",
  "audio/aac": "aac",
};

/** Speech servers go by the ending of a name. Its own name stays here. */
export const sentNameOf = (type: RecordingType): string => `recording.${endings[type]}`;
