// What every store of files offers, and what its adapters share.
import { Readable } from "node:stream";
import { AppError } from "./errors.ts";

export interface BlobInfo {
  key: string;
  sizeBytes: number;
}

export interface Blobs {
  put(key: string, content: Readable | Uint8Array): Promise<BlobInfo>;
  /** Throws `platform.blob_not_found`; an error later on is the stream's. `fromByte` skips the start. */
  get(key: string, fromByte?: number): Promise<Readable>;
  size(key: string): Promise<number>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** In the order of the keys. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  close(): void;
}

export function blobNotFound(cause?: unknown): AppError {
  const message = "This file does not exist any more. Upload it again.";
  return new AppError("not-found", "platform.blob_not_found", message, {}, cause);
}

export function asReadable(content: Readable | Uint8Array): Readable {
  return content instanceof Readable ? content : Readable.from([content]);
}
