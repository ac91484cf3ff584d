// From stored bytes to text, streaming: gunzip if need be, decode, skip the byte order mark. Keeps at
// most a few chunks in memory, stops reading when the reader stops, and counts the stored bytes read so
// that progress can be shown. Does not look at rows.
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { detectEncoding, isDamagedUtf8 } from "../../platform/text-encoding.ts";
import { type FileLayout, ImportFileFault } from "./cells.rules.ts";

export interface TextChunk {
  text: string;
  bytesRead: number;
}

export interface ByteLimits {
  /** Decoded size above which reading stops; a small gzip may unpack to anything. */
  maxUnpackedBytes: number;
}

export const defaultByteLimits: ByteLimits = { maxUnpackedBytes: 20 * 1024 ** 3 };

const sampleBytes = 1024 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function refuseKnownBinary(bytes: Uint8Array): void {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
  if (!isZip) return;
  throw new ImportFileFault(
    "unknown_compression",
    "This is a ZIP or Excel file. Save the sheet as CSV, or unpack it, and upload that (gzip is fine).",
  );
}

export interface FileSample {
  sample: Buffer;
  gzip: boolean;
  isWholeFile: boolean;
}

/** The first bytes of a stored file, unpacked; the source is then closed. */
export async function readSample(source: Readable): Promise<FileSample> {
  const parts: Buffer[] = [];
  let length = 0;
  let gzip = false;
  const counter = { bytesRead: 0 };
  for await (const part of unpacked(source, counter, (packed) => {
    gzip = packed;
  })) {
    parts.push(part);
    length += part.length;
    if (length >= sampleBytes) break;
  }
  const isWholeFile = length < sampleBytes;
  return { sample: Buffer.concat(parts).subarray(0, sampleBytes), gzip, isWholeFile };
}

/** The whole file as text. */
export async function* decodeText(
  source: Readable,
  layout: Pick<FileLayout, "encoding">,
  limits: ByteLimits = defaultByteLimits,
): AsyncGenerator<TextChunk> {
  const counter = { bytesRead: 0 };
  let decode: Decode | undefined;
  let unpackedBytes = 0;
  for await (const part of unpacked(source, counter)) {
    unpackedBytes += part.length;
    refuseTooLarge(unpackedBytes, limits);
    decode ??= decoderFor(layout.encoding);
    const text = decode(part);
    if (text !== "") yield { text, bytesRead: counter.bytesRead };
  }
  const rest = decode?.() ?? "";
  if (rest !== "") yield { text: rest, bytesRead: counter.bytesRead };
}

function refuseTooLarge(unpackedBytes: number, limits: ByteLimits): void {
  if (unpackedBytes <= limits.maxUnpackedBytes) return;
  throw new ImportFileFault(
    "too_large",
    `The file unpacks to more than ${limits.maxUnpackedBytes} bytes. Split it into smaller files.`,
  );
}

async function* unpacked(
  source: Readable,
  counter: { bytesRead: number },
  onPacking?: (packed: boolean) => void,
): AsyncGenerator<Buffer> {
  const counted = count(source, counter);
  try {
    const first = await counted.next();
    if (first.done) return;
    const packed = isGzip(first.value);
    onPacking?.(packed);
    if (!packed) refuseKnownBinary(first.value);
    const whole = prepend(first.value, counted);
    yield* packed ? gunzip(whole) : whole;
  } finally {
    // A reader that stops at the first chunk never enters the loop that would close the source.
    source.destroy();
  }
}

async function* gunzip(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = Readable.from(packed, { objectMode: false });
  const output = createGunzip({ chunkSize: 256 * 1024 });
  input.once("error", (error) => output.destroy(error));
  input.pipe(output);
  try {
    for await (const part of output) yield part;
  } catch (error) {
    throw asDamaged(error);
  } finally {
    input.destroy();
    output.destroy();
  }
}

function asDamaged(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (!code.startsWith("Z_")) return error;
  return new ImportFileFault(
    "damaged_gzip",
    "The gzip file is damaged or cut off. Pack it again and upload it once more.",
  );
}

/** At least the bytes that the magic numbers need come first, however small the source's chunks are. */
async function* count(source: Readable, counter: { bytesRead: number }): AsyncGenerator<Buffer> {
  let held: Buffer | undefined;
  for await (const part of source) {
    const bytes = typeof part === "string" ? Buffer.from(part) : (part as Buffer);
    counter.bytesRead += bytes.length;
    const joined: Buffer = held ? Buffer.concat([held, bytes]) : bytes;
    held = joined.length < 4 && counter.bytesRead < 4 ? joined : undefined;
    if (!held) yield joined;
  }
  if (held) yield held;
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** Call with bytes while there are some, and without at the end. */
type Decode = (bytes?: Uint8Array) => string;

export function decoderFor(encoding: string): Decode {
  if (encoding === "utf-32le" || encoding === "utf-32be") return utf32Decoder(encoding);
  const decoder = openDecoder(encoding);
  return (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode());
}

function openDecoder(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new ImportFileFault(
      "unsupported_encoding",
      `The encoding "${encoding}" is not known. Use for example utf-8, utf-16le or windows-1252.`,
    );
  }
}

function utf32Decoder(encoding: "utf-32le" | "utf-32be"): Decode {
  let held = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes ?? Buffer.alloc(0)]);
    const whole = held.length & ~3;
    let text = "";
    for (let at = 0; at < whole; at += 4) {
      const point = encoding === "utf-32le" ? held.readUInt32LE(at) : held.readUInt32BE(at);
      if (point === 0xfeff) continue;
      text += point > 0x10ffff ? "\ufffd" : String.fromCodePoint(point);
    }
    held = held.subarray(whole);
    return text;
  };
}

const wide = /^utf-/;

export function detectSampleEncoding(sample: Buffer): { encoding: string; text: string } {
  const detected = detectEncoding(sample);
  if (!detected) {
    throw new ImportFileFault(
      "binary_file",
      "This is not a text file (it has zero bytes). Export it as CSV or JSON lines and upload that.",
    );
  }
  // A few broken bytes cost their rows; reading the whole file as something else would cost every name.
  const isDamaged = !detected.certain && !wide.test(detected.encoding) && isDamagedUtf8(sample);
  const encoding = isDamaged ? "utf-8" : detected.encoding;
  return { encoding, text: decoderFor(encoding)(sample) };
}
