// The private HTTP API of a running server, on a Unix socket that only this user can open. The embedded
// database allows one connection, so commands such as `backup` ask the server instead of opening it.
// One route a command: POST /<command> with JSON, answered with JSON or a problem.
import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { AppError, type ErrorKind } from "../platform/errors.ts";
import { toAppError } from "../platform/http/index.ts";

export type CommandInput = Record<string, unknown>;
export type Command = (input: CommandInput) => Promise<unknown>;
export type Commands = Record<string, Command>;

const maxBodyBytes = 1_000_000;

export interface ControlServer {
  close(): Promise<void>;
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes)
      throw new AppError("too-large", "operations.body_too_large", "The command is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function answer(
  commands: Commands,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const command = commands[(message.url ?? "").slice(1)];
    if (!command)
      throw new AppError(
        "not-found",
        "operations.unknown_command",
        "The running server does not know this command; it may be older.",
      );
    const body = await readBody(message);
    const result = await command(body ? (JSON.parse(body) as CommandInput) : {});
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ result: result ?? null }));
  } catch (error) {
    const { kind, code, message: text } = toAppError(error);
    response
      .writeHead(500, { "content-type": "application/json" })
      .end(JSON.stringify({ error: { kind, code, message: text } }));
  }
}

export async function serveControl(socketPath: string, commands: Commands): Promise<ControlServer> {
  // Left by a killed process; the folder's lock says that it is nobody's.
  rmSync(socketPath, { force: true });
  const server = createServer((message, response) => void answer(commands, message, response));
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface ControlAnswer {
  result?: unknown;
  error?: { kind: ErrorKind; code: string; message: string };
}

/** Asks a running server; null when none listens there. */
export function askControl(
  socketPath: string,
  command: string,
  input: CommandInput,
): Promise<{ result: unknown } | null> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: `/${command}`, method: "POST" }, (response) => {
      readBody(response).then((body) => {
        const { error, result } = JSON.parse(body) as ControlAnswer;
        if (error) reject(new AppError(error.kind, error.code, error.message));
        else resolve({ result });
      }, reject);
    });
    call.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(null);
      else reject(error);
    });
    call.end(JSON.stringify(input));
  });
}
