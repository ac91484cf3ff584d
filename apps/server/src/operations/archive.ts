// The backup's file format: a gzip stream of frames, one byte of type, four of length, the payload.
//   H  JSON manifest: format, version, migrations, sequences, where the rows come from
//   T  JSON shape of a table; then D frames of lines; then E, JSON { rows, sha256 }
//   F  JSON { path, bytes, mode } of a file as it was opened; then B frames of its bytes
//   Z  JSON summary; a file without it was cut off and is refused
// Written and read as a stream, so that its size is bounded by the disk alone.
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { AppError } from "../platform/errors.ts";

export type FrameType = "H" | "T" | "D" | "E" | "F" | "B" | "Z";

export interface Frame {
  type: FrameType;
  payload: Buffer;
}

const headBytes = 5;
const chunkBytes = 256 * 1024;
const maxFrameBytes = 512 * 1024 * 1024;

export function frame(type: FrameType, payload: Buffer | string | object): Buffer {
  const body = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload), "utf8");
  const head = Buffer.alloc(headBytes);
  head.write(type, 0, "latin1");
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

export function damaged(file: string, why: string): AppError {
  return new AppError(
    "invalid",
    "operations.backup_damaged",
    `${file} is not a whole backup of Rapport: ${why}. Nothing was changed; use another backup.`,
  );
}

/** Collects chunks and cuts whole frames off the front; joins them once a frame, not once a chunk. */
class FrameCutter {
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = headBytes;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  next(): Frame | null {
    if (this.#size < this.#needed) return null;
    const all =
      this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    const length = all.readUInt32BE(1);
    if (length > maxFrameBytes) throw damaged(this.#file, "it is not in this format");
    this.#needed = headBytes + length;
    if (this.#size < this.#needed) return null;
    const payload = all.subarray(headBytes, this.#needed);
    const rest = all.subarray(this.#needed);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    this.#needed = headBytes;
    return { type: all.toString("latin1", 0, 1) as FrameType, payload };
  }
}

export async function* readFrames(file: string): AsyncGenerator<Frame> {
  const source = createReadStream(file);
  const plain = source.pipe(createGunzip({ chunkSize: chunkBytes }));
  source.once("error", (error) => plain.destroy(error));
  const cutter = new FrameCutter(file);
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      cutter.add(chunk);
      for (let next = cutter.next(); next; next = cutter.next()) yield next;
    }
  } catch (error) {
    throw explained(file, error);
  } finally {
    source.destroy();
  }
  if (!cutter.isEmpty) throw damaged(file, "it ends in the middle");
}

function explained(file: string, error: unknown): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") {
    return new AppError(
      "invalid",
      "operations.usage",
      `${file} cannot be read (${code}). Name a backup file with --in.`,
    );
  }
  return code.startsWith("Z_") ? damaged(file, "it ends early, or was changed") : error;
}

export function parsed<T>(payload: Buffer): T {
  return JSON.parse(payload.toString("utf8")) as T;
}
