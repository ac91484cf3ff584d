// Whether the first bytes of a file may be those of a recording: a quick look before it is kept. What it really is, the
// whole file says when it is listened to. Pure.

/** How many first bytes are looked at. */
export const headBytes = 16;

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

const signatures: readonly { at: number; bytes: readonly number[] }[] = [
  { at: 8, bytes: ascii("WAVE") },
  { at: 0, bytes: ascii("ID3") },
  { at: 0, bytes: ascii("OggS") },
  { at: 0, bytes: ascii("fLaC") },
  { at: 4, bytes: ascii("ftyp") },
  { at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
];

/** MPEG audio and ADTS begin with eleven or twelve set bits and a layer. */
const isFrame = ([first = 0, second = 0]: Uint8Array): boolean =>
  first === 0xff && (second & 0xe0) === 0xe0 && second !== 0xff && second !== 0xfe;

export const looksRecorded = (head: Uint8Array): boolean =>
  isFrame(head) ||
  signatures.some(({ at, bytes }) => bytes.every((byte, step) => head[at + step] === byte));
