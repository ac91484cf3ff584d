// Answers what is not HTTP enough to become a request: a problem like any other, then the end.
import type { Socket } from "node:net";
import { AppError } from "../errors.ts";
import { toProblem } from "./problem.ts";

function problemOf(code: string | undefined) {
  if (code === "HPE_HEADER_OVERFLOW") {
    return toProblem(
      new AppError(
        "invalid",
        "platform.headers_too_large",
        "The headers are larger than 288 KB together.",
      ),
    );
  }
  return toProblem(
    new AppError("invalid", "platform.bad_request", "This is not a valid HTTP request."),
  );
}

const drainMs = 1_000;

/**
 * Reads what the client still sends and throws it away for a while: closing on it would reset the connection, and the
 * client would never see why it was refused.
 */
function drain(socket: Socket): void {
  socket.removeAllListeners("data");
  socket.on("data", () => undefined);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), drainMs);
  timer.unref();
  socket.once("close", () => clearTimeout(timer));
}

export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const problem = problemOf(error.code);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.status === 431 ? "Request Header Fields Too Large" : "Bad Request"}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  drain(socket);
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
