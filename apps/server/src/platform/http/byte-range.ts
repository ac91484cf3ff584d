// Parts of files, as players ask for them: some play nothing that they cannot ask for piece by piece. One range of bytes
// is understood (RFC 9110, 14.2); whoever asks for anything else gets the whole, as the standard allows.
import { Readable } from "node:stream";

export interface ByteRange {
  /** The first byte and the last one, both within the file. */
  first: number;
  last: number;
}

/** Null: the whole. */
export function byteRangeOf(
  header: string | string[] | undefined,
  bytes: number,
): ByteRange | null {
  const asked = typeof header === "string" ? /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header) : null;
  if (!asked || bytes === 0) return null;
  const [, from = "", to = ""] = asked;
  if (from === "") {
    const count = Math.min(Number(to), bytes);
    return to === "" || count === 0 ? null : { first: bytes - count, last: bytes - 1 };
  }
  const last = to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return Number(from) > last ? null : { first: Number(from), last };
}

/** No more of it than so many bytes. */
export function firstBytes(stream: Readable, count: number): Readable {
  async function* cut(): AsyncGenerator<Buffer> {
    let left = count;
    for await (const part of stream) {
      const piece = (part as Buffer).subarray(0, left);
      left -= piece.length;
      if (piece.length > 0) yield piece;
      if (left === 0) return;
    }
  }
  return Readable.from(cut(), { objectMode: false });
}
