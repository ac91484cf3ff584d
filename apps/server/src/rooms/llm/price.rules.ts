// What a call costs, in whole millionths of a US dollar, and the most that it can cost before it is made: a token is
// at least one byte of text, so bytes bound what will be read, and what may be written is asked for with the call. Of a
// recording it is the length that the asker tells, or, where nobody knows it, its bytes at the lowest bitrate.
export interface Price {
  version: number;
  inputMicros: number;
  outputMicros: number;
  /** Null: as any token read. */
  cachedInputMicros: number | null;
  /** A minute of audio; null: it is a model of text. 0 is a price. */
  audioMicros: number | null;
}

export const isSpeech = ({ audioMicros }: Pick<Price, "audioMicros">): boolean =>
  audioMicros !== null;

export interface Usage {
  inputTokens: number;
  /** Among them. */
  cachedInputTokens: number;
  outputTokens: number;
}

const million = 1_000_000n;
/** Marks of roles and turns that a provider puts around each message. */
const tokensAroundMessage = 32;
const tokensAroundCall = 64;

const whole = (count: number) => BigInt(Math.max(0, Math.trunc(count)));

/** Rounded up to a whole millionth. */
export function costOf(price: Price, usage: Usage): number {
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const total =
    whole(usage.inputTokens - cached) * whole(price.inputMicros) +
    whole(cached) * whole(price.cachedInputMicros ?? price.inputMicros) +
    whole(usage.outputTokens) * whole(price.outputMicros);
  return Number((total + million - 1n) / million);
}

export function mostTokens(texts: readonly string[]): number {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes + texts.length * tokensAroundMessage + tokensAroundCall;
}

export function mostCost(price: Price, texts: readonly string[], maxOutputTokens: number): number {
  const dearer = Math.max(price.inputMicros, price.cachedInputMicros ?? 0);
  return costOf(
    { ...price, inputMicros: dearer, cachedInputMicros: null },
    { inputTokens: mostTokens(texts), cachedInputTokens: 0, outputTokens: maxOutputTokens },
  );
}

const minuteMs = 60_000n;

/** Rounded up to a whole millionth. */
export function audioCost(price: Price, audioMs: number): number {
  const total = whole(Math.ceil(audioMs)) * whole(price.audioMicros ?? 0);
  return Number((total + minuteMs - 1n) / minuteMs);
}

/** Speech comes in nothing lower. */
const lowestBitsPerSecond = 6_000;
const longestAudioMs = 86_400_000;
const marginMs = 1_000;
const marginShare = 1.02;
/** A provider that tells more than this many times what was reserved, and than the bytes can hold, tells nothing. */
const mostTimesReserved = 10;

const canBeLength = (ms: number) => Number.isFinite(ms) && ms >= 0 && ms <= longestAudioMs;

/** What a file says of its length, where that can be one. Null: it says nothing. */
export const toldAudioMs = (durationMs: number | null): number | null =>
  durationMs !== null && durationMs > 0 && canBeLength(durationMs) ? Math.ceil(durationMs) : null;

/** The most that bytes can hold. */
const heldAudioMs = (bytes: number) => Math.ceil((bytes * 8_000) / lowestBitsPerSecond);

/** The longest that a recording can be: providers count whole seconds, and pad. */
export function mostAudioMs(durationMs: number | null, bytes: number): number {
  const told = toldAudioMs(durationMs);
  if (told === null) return heldAudioMs(bytes);
  return Math.ceil(Math.ceil(told / 1000) * 1000 * marginShare) + marginMs;
}

/** What a provider says that it heard, in seconds. Null: nothing, or what cannot be. */
export function heardAudioMs(
  seconds: number | null,
  reservedMs: number,
  bytes: number,
): number | null {
  if (seconds === null || !canBeLength(seconds * 1000)) return null;
  const heardMs = Math.ceil(Number((seconds * 1000).toFixed(3)));
  // A file that lies about its length is no reason to forget what it did cost.
  const mostMs = Math.max(reservedMs * mostTimesReserved, heldAudioMs(bytes));
  return heardMs <= mostMs ? heardMs : null;
}
