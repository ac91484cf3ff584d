// UUIDv7 keys (RFC 9562 §5.7), strictly increasing within a process: lists sorted by id are lists
// sorted by creation, and B-tree inserts stay at the right edge.
import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(8192);
let poolAt = pool.length;
const maxSequence = 0x3ffff;
let lastMs = 0;
let sequence = 0;

/** Of each byte, its two digits. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const highDigits = Uint8Array.from(digits, (pair) => pair.charCodeAt(0));
const lowDigits = Uint8Array.from(digits, (pair) => pair.charCodeAt(1));

const placesInText = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const textOfId = Buffer.from("00000000-0000-0000-0000-000000000000", "latin1");

/** The text of a UUID of 16 bytes: in one piece, where a text put together is made anew wherever it is first read. */
export function uuidText(bytes: Uint8Array): string {
  for (let index = 0; index < 16; index += 1) {
    const byte = bytes[index] as number;
    const place = placesInText[index] as number;
    textOfId[place] = highDigits[byte] as number;
    textOfId[place + 1] = lowDigits[byte] as number;
  }
  return textOfId.toString("latin1");
}

function randomByte(): number {
  if (poolAt >= pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  return pool[poolAt++] ?? 0;
}

/** From 0 to below 1, for pauses that must not all end at once. */
export function chance(): number {
  return randomByte() / 256;
}

/** Advances the 18-bit counter; when it is full, the timestamp runs ahead by a millisecond. */
function tick(): void {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = randomByte() << 8;
    return;
  }
  sequence += 1;
  if (sequence > maxSequence) {
    lastMs += 1;
    sequence = 0;
  }
}

export function newId(): string {
  tick();
  return idOf(lastMs, sequence);
}

let givenMs = -1;
let givenSequence = 0;

/** An id that carries this time instead of the present one; ids made for one time in a row rise. */
export function newIdAt(timeMs: number): string {
  givenSequence = timeMs === givenMs ? (givenSequence + 1) & maxSequence : randomByte() << 8;
  givenMs = timeMs;
  return idOf(timeMs, givenSequence);
}

/** The lowest id that carries this time: every id made before it is lower, every other one is not. */
export function lowestIdAt(timeMs: number): string {
  const time = Math.max(0, timeMs).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

const bytesOfId = new Uint8Array(16);

function idOf(timeMs: number, count: number): string {
  const high = Math.floor(timeMs / 0x100_0000);
  const low = timeMs % 0x100_0000;
  for (let index = 0; index < 3; index += 1) {
    const shift = 16 - 8 * index;
    bytesOfId[index] = high >> shift;
    bytesOfId[index + 3] = low >> shift;
  }
  bytesOfId[6] = 0x70 | (count >> 14);
  bytesOfId[7] = count >> 6;
  bytesOfId[8] = 0x80 | (count & 0x3f);
  for (let index = 9; index < 16; index += 1) bytesOfId[index] = randomByte();
  return uuidText(bytesOfId);
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(value: unknown): value is string {
  return typeof value === "string" && uuidShape.test(value);
}

/** Milliseconds since the epoch that a UUIDv7 carries. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
