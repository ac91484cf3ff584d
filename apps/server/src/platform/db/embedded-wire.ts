// Serves the embedded database on a private Unix socket, one connection after the other. All messages that have come are
// handed to it at once, and what it answers is written at once: each crossing costs about as much as a small query.
import { createServer, type Server, type Socket } from "node:net";
import type { PGlite } from "@electric-sql/pglite";

export type Embedded = Pick<
  PGlite,
  "runExclusive" | "execProtocolRawStream" | "isInTransaction" | "exec"
>;

const lengthBytes = 4;
const goodbye = "X".charCodeAt(0);
/** Longer answers are written in parts. */
const answerBytes = 1 << 16;

interface Whole {
  /** Bytes of the messages that are whole. */
  length: number;
  /** The client says goodbye after them. */
  isOver: boolean;
  /** With so many bytes after those, there is one more. */
  needed: number;
}

/** Each begins with a letter and its length. The first of a connection has no letter, and its client waits for an answer. */
function wholeMessages(bytes: Buffer, isFirst: boolean): Whole {
  const letter = isFirst ? 0 : 1;
  let at = 0;
  while (bytes.length - at >= letter + lengthBytes) {
    if (!isFirst && bytes[at] === goodbye) return { length: at, isOver: true, needed: 0 };
    const end = at + letter + bytes.readInt32BE(at + letter);
    if (end > bytes.length) return { length: at, isOver: false, needed: end - at };
    at = end;
  }
  return { length: at, isOver: false, needed: letter + lengthBytes };
}

async function execute(db: Embedded, socket: Socket, messages: Buffer): Promise<void> {
  let parts: Buffer[] = [];
  let length = 0;
  const write = () => {
    if (length > 0) socket.write(Buffer.concat(parts, length));
    parts = [];
    length = 0;
  };
  // It shows its own memory, which changes afterwards.
  const onRawData = (part: Uint8Array) => {
    parts.push(Buffer.from(part));
    length += part.length;
    if (length >= answerBytes) write();
  };
  await db.runExclusive(() => db.execProtocolRawStream(messages, { onRawData }));
  write();
}

async function serve(db: Embedded, socket: Socket): Promise<void> {
  let isFirst = true;
  let parts: Buffer[] = [];
  let unread = 0;
  let needed = 0;
  for await (const part of socket) {
    parts.push(part);
    unread += part.length;
    if (unread < needed) continue;
    const bytes = Buffer.concat(parts, unread);
    const whole = wholeMessages(bytes, isFirst);
    if (whole.length > 0) {
      isFirst = false;
      await execute(db, socket, bytes.subarray(0, whole.length));
    }
    if (whole.isOver) return;
    parts = [bytes.subarray(whole.length)];
    unread = bytes.length - whole.length;
    needed = whole.needed;
  }
}

/** Resolves when it listens. A client that comes while another is there waits until that one has gone. */
export async function serveEmbedded(db: Embedded, path: string): Promise<Server> {
  let before = Promise.resolve();
  const server = createServer((socket) => {
    // Also one that still waits for its turn may break off.
    socket.on("error", () => socket.destroy());
    before = before
      .then(() => serve(db, socket))
      // The client has gone, or the database is broken: the client sees a connection that ends.
      .catch(() => undefined)
      .then(async () => {
        socket.destroy();
        if (db.isInTransaction()) await db.exec("ROLLBACK");
        // There is one session for all of them: roles, settings and prepared statements of one are not the next one's.
        await db.exec("DISCARD ALL");
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return server;
}
