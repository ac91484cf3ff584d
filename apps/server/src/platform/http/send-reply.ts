// Sends what a handler answered.
import type { FastifyReply } from "fastify";
import type { RouteReply } from "./route.ts";

/** A stream of events has no end at which the answer to a HEAD could be given. */
function isEndlessHead(reply: FastifyReply, { headers }: RouteReply): boolean {
  const type = String(headers?.["content-type"] ?? "");
  return reply.request.method === "HEAD" && type.startsWith("text/event-stream");
}

export function sendReply(reply: FastifyReply, outcome: RouteReply): FastifyReply {
  reply.status(outcome.status);
  if (outcome.headers) reply.headers(outcome.headers);
  if (outcome.stream && isEndlessHead(reply, outcome)) {
    outcome.stream.destroy();
    return reply.send();
  }
  if (outcome.stream) return reply.send(outcome.stream);
  if (outcome.body === undefined) return reply.send();
  if (!reply.hasHeader("content-type"))
    reply.header("content-type", "application/json; charset=utf-8");
  return reply.send(JSON.stringify(outcome.body));
}
