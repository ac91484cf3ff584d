// What a call costs, in whole millionths of a US dollar, and the most that it can cost before it is made: a token is
// at least one byte of text, so bytes bound what will be read, and what may be written is asked for with the call.
export interface Price {
  version: number;
  inputMicros: number;
  outputMicros: number;
  /** Null: as any token read. */
  cachedInputMicros: number | null;
}

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
