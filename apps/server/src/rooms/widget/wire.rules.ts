// What visitors are told, and how it stands on a stream.
import type { VisitorMessage } from "@rapport/contracts";
import type { FeedMessage } from "./widget-deps.ts";

const authors = { customer: "visitor", member: "member", bot: "bot", system: "system" } as const;

/** `visitorId:id`: the page's own id, told to that visitor's page alone. */
export const providerIdOf = (visitorId: string, id: string): string => `${visitorId}:${id}`;

function ownId(providerId: string | null, visitorId: string): string | null {
  const prefix = `${visitorId}:`;
  return providerId?.startsWith(prefix) ? providerId.slice(prefix.length) : null;
}

/** Links lead to the web and nowhere else. */
const webAddress = (url: string | null): string | null =>
  url !== null && /^https?:\/\//i.test(url) ? url : null;

export function visitorMessage(message: FeedMessage, visitorId: string): VisitorMessage {
  const { seq, author, text, at, citations, providerId } = message;
  const isOwn = author.kind === "customer";
  return {
    seq,
    author: authors[author.kind],
    // Of members the first name: whom one talks to, and no more.
    name: isOwn ? null : (author.name?.split(" ")[0] ?? null),
    text,
    at,
    id: isOwn ? ownId(providerId, visitorId) : null,
    sources: citations.map(({ title, url }) => ({ title, url: webAddress(url) })),
  };
}

export const opening = ": open\nretry: 1000\n\n";
export const heartbeat = ": still here\n\n";

export const eventOf = (message: VisitorMessage): string =>
  `event: message\nid: ${message.seq}\ndata: ${JSON.stringify(message)}\n\n`;

export const ending = (reason: "expired" | "stopping"): string =>
  `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
