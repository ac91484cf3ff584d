// Model files: what a trained model is kept in. Little-endian, the same bytes for the same model on every machine:
//
//   8 bytes   magic, "RAPLEARN"
//   uint32    version of this layout
//   uint32    length of the header
//   header    JSON in UTF-8: { kind, version, info, arrays: [{ name, type, offset, length }] }
//   arrays    each at a multiple of 8 bytes; offsets count from the end of the header, so aligned
//   uint32    CRC-32 (IEEE 802.3) of everything before it
//
// A file is checked whole before anything of it is used. Arrays are views into the file's bytes where these lie
// aligned, so reading copies nothing.
import { LearnFault } from "./fault.ts";

const arrayTypes = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
} as const;

type ArrayType = keyof typeof arrayTypes;

export type FileArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export interface ModelFile {
  /** Which learner wrote it, such as `boosted`; a reader of another kind refuses it. */
  readonly kind: string;
  /** The version of that learner's own contents, from 1. */
  readonly version: number;
  /** Anything that JSON can hold. */
  readonly info: unknown;
  readonly arrays: Readonly<Record<string, FileArray>>;
}

const MAGIC = "RAPLEARN";
const LAYOUT = 1;
const FIXED_BYTES = 16;
const CRC_BYTES = 4;

/** Four tables, so that four bytes are taken at a time (Kounavis and Berry 2005, "slicing"). */
const crcTables = new Uint32Array(4 * 256);
for (let at = 0; at < crcTables.length; at += 1) {
  const before = at < 256 ? at : (crcTables[at - 256] as number);
  let word = before;
  for (let bit = 0; bit < 8; bit += 1) word = word & 1 ? (word >>> 1) ^ 0xedb88320 : word >>> 1;
  crcTables[at] = word;
}

/** CRC-32 as in IEEE 802.3, zlib and PNG; of `"123456789"` it is 0xcbf43926. */
export function crc32(bytes: Uint8Array): number {
  const table = (at: number): number => crcTables[at] as number;
  let crc = 0xffffffff;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      table(768 + (crc & 255)) ^
      table(512 + ((crc >>> 8) & 255)) ^
      table(256 + ((crc >>> 16) & 255)) ^
      table(crc >>> 24);
  }
  for (; at < bytes.length; at += 1) crc = table((crc ^ (bytes[at] as number)) & 255) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

function typeOf(array: FileArray): ArrayType {
  const found = (Object.keys(arrayTypes) as ArrayType[]).find(
    (type) => array instanceof arrayTypes[type],
  );
  return found as ArrayType;
}

interface Place {
  readonly name: string;
  readonly type: ArrayType;
  readonly offset: number;
  readonly length: number;
}

/** Offsets count from the first array here; the reader adds where arrays begin. */
function placesOf(arrays: Readonly<Record<string, FileArray>>): Place[] {
  let offset = 0;
  return Object.entries(arrays).map(([name, array]) => {
    const place = { name, type: typeOf(array), offset, length: array.length };
    offset += aligned(array.byteLength);
    return place;
  });
}

function assertLittleEndian(): void {
  if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1)
    throw new LearnFault("bad_file", "Model files need a little-endian machine.");
}

/** The file's bytes. Arrays are written in the order of their names' appearance. */
export function writeModelFile({ kind, version, info, arrays }: ModelFile): Uint8Array {
  assertLittleEndian();
  const places = placesOf(arrays);
  const header = new TextEncoder().encode(JSON.stringify({ kind, version, info, arrays: places }));
  const begin = aligned(FIXED_BYTES + header.length);
  const end = places.reduce(
    (last, place) => last + aligned((arrays[place.name] as FileArray).byteLength),
    begin,
  );
  const bytes = new Uint8Array(end + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < MAGIC.length; at += 1) bytes[at] = MAGIC.charCodeAt(at);
  view.setUint32(8, LAYOUT, true);
  view.setUint32(12, header.length, true);
  bytes.set(header, FIXED_BYTES);
  for (const { name, offset } of places) {
    const array = arrays[name] as FileArray;
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), begin + offset);
  }
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

const damaged = (what: string): LearnFault =>
  new LearnFault("bad_file", `This is not a whole model file: ${what}. Train the model again.`);

function headerOf(bytes: Uint8Array, view: DataView): { text: string; begin: number } {
  if (bytes.length < FIXED_BYTES + CRC_BYTES) throw damaged("it is too short");
  if (String.fromCharCode(...bytes.subarray(0, 8)) !== MAGIC) throw damaged("it begins otherwise");
  const layout = view.getUint32(8, true);
  if (layout !== LAYOUT)
    throw new LearnFault(
      "bad_file",
      `This model file has layout ${layout}; only ${LAYOUT} is known.`,
    );
  const end = bytes.length - CRC_BYTES;
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true))
    throw damaged("its checksum is wrong");
  const length = view.getUint32(12, true);
  if (FIXED_BYTES + length > end) throw damaged("its header is cut off");
  const text = new TextDecoder().decode(bytes.subarray(FIXED_BYTES, FIXED_BYTES + length));
  return { text, begin: aligned(FIXED_BYTES + length) };
}

function arrayAt(bytes: Uint8Array, begin: number, place: Place): FileArray {
  const type = arrayTypes[place.type];
  const start = begin + place.offset;
  const byteLength = place.length * type.BYTES_PER_ELEMENT;
  if (!(start >= begin && byteLength >= 0 && start + byteLength <= bytes.length - CRC_BYTES))
    throw damaged(`its part "${place.name}" is cut off`);
  const offset = bytes.byteOffset + start;
  if (offset % type.BYTES_PER_ELEMENT === 0)
    return new type(bytes.buffer as ArrayBuffer, offset, place.length);
  const copy = bytes.slice(start, start + byteLength);
  return new type(copy.buffer, 0, place.length);
}

/**
 * Reads and checks a file.
 * @throws LearnFault `bad_file` when it is damaged, of another kind, or of a version above `newest`.
 */
export function readModelFile(bytes: Uint8Array, kind: string, newest: number): ModelFile {
  assertLittleEndian();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { text, begin } = headerOf(bytes, view);
  const header = JSON.parse(text) as Omit<ModelFile, "arrays"> & { arrays: Place[] };
  if (header.kind !== kind)
    throw new LearnFault(
      "bad_file",
      `This file holds a model of kind "${header.kind}", not "${kind}".`,
    );
  if (!(header.version >= 1 && header.version <= newest))
    throw new LearnFault(
      "bad_file",
      `This ${kind} model has version ${header.version}; this program knows up to ${newest}.`,
    );
  const arrays: Record<string, FileArray> = {};
  for (const place of header.arrays) arrays[place.name] = arrayAt(bytes, begin, place);
  return { kind, version: header.version, info: header.info, arrays };
}

/** The kind that a file says it is, to choose its reader; nothing else is believed before the reader checks it. */
export function kindOfModelFile(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { text } = headerOf(bytes, view);
  return (JSON.parse(text) as { kind: string }).kind;
}
