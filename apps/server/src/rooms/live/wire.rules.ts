// How events travel: the text of server-sent events, and cursors.
import type { LiveEvent } from "@rapport/contracts";

const retryMs = 2000;

/** Reconnect after two seconds, and from where to go on even before the first event. */
export const opening = (cursor: number): string =>
  `retry: ${retryMs}\nid: ${cursor}\nevent: ready\ndata: {}\n\n`;

export const eventText = (event: LiveEvent, cursor: number): string =>
  `id: ${cursor}\nevent: rapport\ndata: ${JSON.stringify(event)}\n\n`;

/** A comment keeps proxies from closing what is only quiet. */
export const heartbeat = ": still here\n\n";

/** Said before a stream is ended on purpose. */
export const ending = (reason: "rights" | "stopping"): string =>
  `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;

const cursorShape = /^\d{1,15}$/;

/** `none`: from now on. `unknown`: a cursor that was never given out. */
export function readCursor(sent: unknown): number | "none" | "unknown" {
  if (sent === undefined || sent === "") return "none";
  return typeof sent === "string" && cursorShape.test(sent) ? Number(sent) : "unknown";
}

export function wantsStream(accept: unknown): boolean {
  return typeof accept === "string" && accept.includes("text/event-stream");
}
