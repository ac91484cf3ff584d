// What picture a part of a mail is, told from its bytes alone: one of the four kinds that every browser draws and none
// runs, with its size in dots, so that a small file that unpacks to a huge picture is known before a browser draws it. Pure.
import type { PictureType } from "@rapport/contracts";

export interface PictureSize {
  type: PictureType;
  width: number;
  height: number;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const letters = (bytes: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...bytes.subarray(at, at + length));

function pngSize(bytes: Uint8Array): PictureSize | null {
  const isPng =
    letters(bytes, 0, 8) === "\u0089PNG\r\n\u001a\n" && letters(bytes, 12, 4) === "IHDR";
  if (!isPng || bytes.length < 24) return null;
  const data = view(bytes);
  return { type: "image/png", width: data.getUint32(16), height: data.getUint32(20) };
}

function gifSize(bytes: Uint8Array): PictureSize | null {
  if (!/^GIF8[79]a$/.test(letters(bytes, 0, 6)) || bytes.length < 10) return null;
  const data = view(bytes);
  return { type: "image/gif", width: data.getUint16(6, true), height: data.getUint16(8, true) };
}

const uint24 = (data: DataView, at: number) =>
  data.getUint16(at, true) + data.getUint8(at + 2) * 65_536;

function webpSize(bytes: Uint8Array): PictureSize | null {
  if (letters(bytes, 0, 4) !== "RIFF" || letters(bytes, 8, 4) !== "WEBP" || bytes.length < 30)
    return null;
  const data = view(bytes);
  const type = "image/webp";
  const kind = letters(bytes, 12, 4);
  if (kind === "VP8X") return { type, width: uint24(data, 24) + 1, height: uint24(data, 27) + 1 };
  if (kind === "VP8 ")
    return {
      type,
      width: data.getUint16(26, true) & 0x3fff,
      height: data.getUint16(28, true) & 0x3fff,
    };
  if (kind !== "VP8L") return null;
  const packed = data.getUint32(21, true);
  return { type, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
}

/** Markers of a frame, of whatever kind; 0xc4, 0xc8 and 0xcc are something else. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 4 || letters(bytes, 0, 3) !== "\u00ff\u00d8\u00ff") return null;
  const data = view(bytes);
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = data.getUint8(at + 1);
    if (data.getUint8(at) !== 0xff) return null;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker))
      return { type: "image/jpeg", height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    at += 2 + data.getUint16(at + 2);
  }
  return null;
}

/** Null: no picture that is shown, whatever it says of itself. */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  return pngSize(bytes) ?? jpegSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes);
}

const mostBytes = 10_000_000;
const mostDots = 40_000_000;
const longestSide = 16_000;

export const isTooLarge = ({ width, height }: PictureSize, bytes: number): boolean =>
  bytes > mostBytes || width * height > mostDots || Math.max(width, height) > longestSide;
