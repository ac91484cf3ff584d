// Answers that pages of other websites may read. Without credentials: the browser sends no cookies along, and refuses
// the answer if a page asks it to.
import type { FastifyReply, FastifyRequest } from "fastify";

const open = { "access-control-allow-origin": "*" };

/** Before anything is refused, so that the page can read why. */
export async function openToAnyOrigin(
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.headers({ ...open, "access-control-expose-headers": "retry-after" });
}

/** What a browser is told that asks before it calls. */
export const preflightHeaders = (methods: Iterable<string>): Record<string, string> => ({
  ...open,
  "access-control-allow-methods": [...methods].join(", "),
  "access-control-allow-headers": "authorization, content-type",
  "access-control-max-age": "7200",
});
