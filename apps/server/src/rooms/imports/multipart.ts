// Takes the first file out of a multipart/form-data body, streaming: nothing of it is kept in memory but
// the piece that may hold a boundary. What follows the file is not read.
import { Readable } from "node:stream";
import { type AppError, invalid } from "../../platform/errors.ts";

export interface UploadedFile {
  fileName: string | undefined;
  content: Readable;
}

const maxHeaderBytes = 16 * 1024;

export function boundaryOf(contentType: string): string | undefined {
  const match = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(
    contentType,
  );
  return match?.[1] ?? match?.[2];
}

export async function firstFile(body: Readable, boundary: string): Promise<UploadedFile> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let held: Buffer = Buffer.from("\r\n");
  const more = async (): Promise<boolean> => {
    const next = await pieces.next();
    if (next.done) return false;
    held = Buffer.concat([held, next.value]);
    return true;
  };
  const start = Buffer.from(`\r\n--${boundary}`);
  for (;;) {
    const header = await takeHeader(start, () => held, more);
    const rest = held.subarray(header.end);
    const fileName = /\bfilename="((?:[^"\\]|\\.)*)"/i.exec(header.text)?.[1];
    if (fileName !== undefined)
      return { fileName, content: Readable.from(untilBoundary(rest, pieces, start)) };
    held = rest;
  }
}

/** Reads to the end of the next part's header. */
async function takeHeader(start: Buffer, held: () => Buffer, more: () => Promise<boolean>) {
  for (;;) {
    const at = held().indexOf(start);
    const end = at < 0 ? -1 : held().indexOf("\r\n\r\n", at);
    if (end >= 0) return { text: held().subarray(at, end).toString("utf8"), end: end + 4 };
    if (at >= 0 && held().length - at > maxHeaderBytes) throw malformed();
    if (!(await more())) throw noFile();
  }
}

function noFile(): AppError {
  return invalid(
    "imports.no_file",
    "The form has no file. Send it as a part with a file name, or as the raw body.",
  );
}

function malformed(): AppError {
  return invalid(
    "imports.bad_form",
    "The form is malformed. Send the file as the raw body instead.",
  );
}

async function* untilBoundary(
  first: Buffer,
  pieces: AsyncIterator<Buffer>,
  end: Buffer,
): AsyncGenerator<Buffer> {
  let held = first;
  try {
    for (let at = held.indexOf(end); at < 0; at = held.indexOf(end)) {
      // The last bytes may be the beginning of the boundary.
      const safe = Math.max(0, held.length - end.length);
      if (safe > 0) yield held.subarray(0, safe);
      const next = await pieces.next();
      if (next.done) throw malformed();
      held = Buffer.concat([held.subarray(safe), next.value]);
    }
    yield held.subarray(0, held.indexOf(end));
  } finally {
    await pieces.return?.();
  }
}
