// Arrays of one type in PostgreSQL's binary form, for statements that write whole columns: the database then
// parses no literal and unescapes nothing, and neither do we put one together. A column that holds a
// value which has no such form here goes as text instead, so that the database says what is wrong with it.
import { arrayLiteral } from "./array-literal.ts";

/** Elements written one after another; grows, and is used again for the next array. */
class Scratch {
  bytes = Buffer.allocUnsafe(1 << 16);
  at = 0;

  ensure(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + more));
    this.bytes.copy(wider, 0, 0, this.at);
    this.bytes = wider;
  }

  int32(value: number): void {
    this.bytes.writeInt32BE(value, this.at);
    this.at += 4;
  }
}

/** Writes length and value; false: this value has no binary form here. */
type Write = (into: Scratch, value: unknown) => boolean;

interface ElementType {
  oid: number;
  write: Write;
}

/** Texts up to this length are written here when they are ASCII; a call into the runtime costs more. */
const shortText = 48;

function writeAscii({ bytes, at }: Scratch, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    bytes[at + index] = code;
  }
  return true;
}

function putText(into: Scratch, text: string): void {
  if (text.length <= shortText && writeAscii(into, text)) into.at += text.length;
  else into.at += into.bytes.write(text, into.at, "utf8");
}

const prefixed =
  (prefix: readonly number[]): Write =>
  (into, value) => {
    if (typeof value !== "string") return false;
    into.ensure(5 + value.length * 3);
    const lengthAt = into.at;
    into.at += 4;
    for (const byte of prefix) into.bytes[into.at++] = byte;
    putText(into, value);
    into.bytes.writeInt32BE(into.at - lengthAt - 4, lengthAt);
    return true;
  };

/** Of each ASCII character; what is no digit has bits that no digit has. */
const noDigit = 0x1000;
const digits = new Int16Array(128).fill(noDigit);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

const hyphens = new Set([8, 13, 18, 23]);
/** Where in the text the two digits of each byte stand. */
const digitsAt = Uint8Array.from(
  Array.from({ length: 36 }, (_, at) => at)
    .filter((at) => !hyphens.has(at))
    .filter((_, index) => index % 2 === 0),
);

const writeUuid: Write = (into, value) => {
  if (typeof value !== "string" || value.length !== 36) return false;
  into.ensure(20);
  into.int32(16);
  const { bytes, at } = into;
  let faults = 0;
  for (let index = 0; index < 16; index += 1) {
    const place = digitsAt[index] as number;
    const high = value.charCodeAt(place);
    const low = value.charCodeAt(place + 1);
    const byte = ((digits[high & 0x7f] as number) << 4) | (digits[low & 0x7f] as number);
    faults |= byte | ((high | low) << 1);
    bytes[at + index] = byte;
  }
  into.at = at + 16;
  // A character beyond ASCII shows at bit 8 and above, as what is no digit does.
  return faults < 0x100;
};

const writeInt4: Write = (into, value) => {
  if (typeof value !== "number" || (value | 0) !== value) return false;
  into.ensure(8);
  into.int32(4);
  into.int32(value);
  return true;
};

const writeInt8: Write = (into, value) => {
  if (!Number.isSafeInteger(value)) return false;
  into.ensure(12);
  into.int32(8);
  into.bytes.writeBigInt64BE(BigInt(value as number), into.at);
  into.at += 8;
  return true;
};

const writeFloat8: Write = (into, value) => {
  if (typeof value !== "number") return false;
  into.ensure(12);
  into.int32(8);
  into.at = into.bytes.writeDoubleBE(value, into.at);
  return true;
};

const writeBoolean: Write = (into, value) => {
  if (typeof value !== "boolean") return false;
  into.ensure(5);
  into.int32(1);
  into.bytes[into.at++] = value ? 1 : 0;
  return true;
};

const epochMs = Date.UTC(2000, 0, 1);
const timeShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** The writes of one act carry one time. */
let lastTime = { text: "", micros: 0n };

function microsOf(text: string): bigint | null {
  if (text === lastTime.text) return lastTime.micros;
  const ms = timeShape.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) return null;
  lastTime = { text, micros: BigInt(ms - epochMs) * 1000n };
  return lastTime.micros;
}

/** Milliseconds since 1970, as numbers: of the years in which every microsecond has one of its own. */
function writeMs(into: Scratch, ms: number): boolean {
  const micros = (ms - epochMs) * 1000;
  if (!Number.isSafeInteger(micros)) return false;
  into.ensure(12);
  into.int32(8);
  const high = Math.floor(micros / 0x1_0000_0000);
  into.int32(high);
  into.int32((micros - high * 0x1_0000_0000) | 0);
  return true;
}

const writeTime: Write = (into, value) => {
  if (typeof value === "number") return writeMs(into, value);
  const micros = typeof value === "string" ? microsOf(value) : null;
  if (micros === null) return false;
  into.ensure(12);
  into.int32(8);
  into.bytes.writeBigInt64BE(micros, into.at);
  into.at += 8;
  return true;
};

const elementTypes: Readonly<Record<string, ElementType>> = {
  text: { oid: 25, write: prefixed([]) },
  // The version of the form, then JSON.
  jsonb: { oid: 3802, write: prefixed([1]) },
  uuid: { oid: 2950, write: writeUuid },
  int: { oid: 23, write: writeInt4 },
  bigint: { oid: 20, write: writeInt8 },
  float8: { oid: 701, write: writeFloat8 },
  boolean: { oid: 16, write: writeBoolean },
  timestamptz: { oid: 1184, write: writeTime },
};

const headerBytes = 20;
const scratch = new Scratch();

/**
 * The value of a parameter that the statement casts to `<sqlType>[]`; `jsonb` elements are JSON texts.
 * Types without a binary form here (dates, lists) and unusual values go as text.
 */
export function arrayOf(sqlType: string, values: readonly unknown[]): unknown {
  const type = elementTypes[sqlType];
  return (type && binaryArray(type, values)) ?? arrayLiteral(values);
}

function binaryArray({ oid, write }: ElementType, values: readonly unknown[]): Buffer | null {
  if (values.length === 0) return null;
  scratch.at = headerBytes;
  let hasNulls = 0;
  for (const value of values) {
    if (value === null || value === undefined) {
      hasNulls = 1;
      scratch.ensure(4);
      scratch.int32(-1);
    } else if (!write(scratch, value)) return null;
  }
  const end = scratch.at;
  scratch.at = 0;
  for (const part of [1, hasNulls, oid, values.length, 1]) scratch.int32(part);
  return Buffer.from(scratch.bytes.subarray(0, end));
}
