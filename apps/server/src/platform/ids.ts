// UUIDv7 keys (RFC 9562 §5.7), strictly increasing within a process: lists sorted by id are lists
// sorted by creation, and B-tree inserts stay at the right edge.
import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(8192);
let poolAt = pool.length;
const maxSequence = 0x3ffff;
let lastMs = 0;
let sequence = 0;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

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
  return `${timeText(Math.max(0, timeMs))}-7000-8000-000000000000`;
}

function timeText(timeMs: number): string {
  const high = Math.floor(timeMs / 0x10000);
  const low = timeMs % 0x10000;
  return `${high.toString(16).padStart(8, "0")}-${low.toString(16).padStart(4, "0")}`;
}

function idOf(timeMs: number, count: number): string {
  const versioned = (0x7000 | (count >> 6)).toString(16);
  const variant = hex[0x80 | (count & 0x3f)];
  let tail = "";
  for (let index = 0; index < 6; index += 1) tail += hex[randomByte()];
  return `${timeText(timeMs)}-${versioned}-${variant}${hex[randomByte()]}-${tail}`;
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(value: unknown): value is string {
  return typeof value === "string" && uuidShape.test(value);
}

/** Milliseconds since the epoch that a UUIDv7 carries. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
