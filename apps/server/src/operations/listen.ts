// Opens the HTTP port, and says what to do when somebody else has it.
import { createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import { AppError } from "../platform/errors.ts";
import { ownerOfPort } from "./port-owner.ts";

function freePortAfter(port: number): number {
  return port >= 65_000 ? 4100 : port + 1;
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (error.code === "EADDRINUSE") {
    const owner = ownerOfPort(port);
    const who = owner ? ` by process ${owner.pid} (${owner.command})` : "";
    return new AppError(
      "conflict",
      "operations.port_in_use",
      `Port ${port} is in use${who}. Stop it, or choose another port: RAPPORT_PORT=${freePortAfter(port)} npm start`,
    );
  }
  if (error.code === "EACCES") {
    return new AppError(
      "invalid",
      "operations.usage",
      `This user may not open port ${port}. Choose one above 1023: RAPPORT_PORT=4100 npm start`,
    );
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new AppError(
      "invalid",
      "operations.usage",
      `RAPPORT_HOST is "${host}", which is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`,
    );
  }
  return error;
}

/** Fails in a moment when the port is taken, rather than after the database has started. */
export async function checkPort(host: string, port: number): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(explained(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Answers the port it got. */
export async function listen(http: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await http.listen({ host, port });
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, host, port);
  }
  const address = http.server.address();
  return typeof address === "object" && address ? address.port : port;
}
