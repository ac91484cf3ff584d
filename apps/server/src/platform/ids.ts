// UUIDv7 keys (RFC 9562 §5.7), strictly increasing within a process: lists sorted by id are lists
// sorted by creation, and B-tree inserts stay at the right edge.
import { randomFillSync } from "node:crypto";

const pool = Buffer.alloc(8192);
let poolAt = pool.length;
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

/** Advances the 18-bit counter; when it is full, the timestamp runs ahead by a millisecond. */
function tick(): void {
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = randomByte() << 8;
    return;
  }
  sequence += 1;
  if (sequence > 0x3ffff) {
    lastMs += 1;
    sequence = 0;
  }
}

export function newId(): string {
  tick();
  const high = Math.floor(lastMs / 0x10000);
  const low = lastMs & 0xffff;
  const time = high.toString(16).padStart(8, "0");
  const timeLow = low.toString(16).padStart(4, "0");
  const versioned = (0x7000 | (sequence >> 6)).toString(16);
  const variant = hex[0x80 | (sequence & 0x3f)];
  let tail = "";
  for (let index = 0; index < 6; index += 1) tail += hex[randomByte()];
  return `${time}-${timeLow}-${versioned}-${variant}${hex[randomByte()]}-${tail}`;
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(value: unknown): value is string {
  return typeof value === "string" && uuidShape.test(value);
}

/** Milliseconds since the epoch that a UUIDv7 carries. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
