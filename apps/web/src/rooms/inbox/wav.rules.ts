// Sound as a WAV file of 16 bits and one channel, which every speech server reads and whose length is told by its bytes.
// Pure: what was recorded is decoded, and brought to the sample rate, by the browser.

export const wavRate = 16_000;
const headBytes = 44;
const bytesEach = 2;

/** Several channels as one: their mean. */
export const mixed = (channels: readonly Float32Array[]): Float32Array => {
  const [first = new Float32Array(), ...others] = channels;
  if (others.length === 0) return first;
  return first.map(
    (sample, at) => others.reduce((sum, one) => sum + (one[at] ?? 0), sample) / channels.length,
  );
};

/** What is louder than there is room for stands at the limit; what is no number is silence. */
export const toInt16 = (sample: number): number => {
  if (Number.isNaN(sample)) return 0;
  const held = Math.max(-1, Math.min(1, sample));
  return Math.round(held < 0 ? held * 0x8000 : held * 0x7fff);
};

const writeWord = (view: DataView, at: number, word: string): void => {
  for (let step = 0; step < word.length; step += 1) view.setUint8(at + step, word.charCodeAt(step));
};

const writeHead = (view: DataView, dataBytes: number, rate: number): void => {
  writeWord(view, 0, "RIFF");
  view.setUint32(4, headBytes - 8 + dataBytes, true);
  writeWord(view, 8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * bytesEach, true);
  view.setUint16(32, bytesEach, true);
  view.setUint16(34, bytesEach * 8, true);
  writeWord(view, 36, "data");
  view.setUint32(40, dataBytes, true);
};

/** Samples between -1 and 1, `rate` of them a second. */
export const wavOf = (samples: Float32Array, rate = wavRate): ArrayBuffer => {
  const bytes = new ArrayBuffer(headBytes + samples.length * bytesEach);
  const view = new DataView(bytes);
  writeHead(view, samples.length * bytesEach, rate);
  // By its place: ten minutes are ten million samples.
  for (let at = 0; at < samples.length; at += 1)
    view.setInt16(headBytes + at * bytesEach, toInt16(samples[at] ?? 0), true);
  return bytes;
};
