// What is seen of a message and its conversation before the bot thinks of an answer. What a speech model heard in a recording
// counts as said.
import { guessLanguage } from "@rapport/retrieval";
import { botLanguageOf, type Said, type Situation } from "../rooms/bot/index.ts";
import { type ChannelInfo, isOpenAt, nextOpening } from "../rooms/channels/index.ts";
import type { FeedMessage, Standing } from "../rooms/conversations/index.ts";

export interface Seen {
  standing: Standing;
  channel: ChannelInfo;
  feed: readonly FeedMessage[];
  message: FeedMessage;
}

export function saidIn(feed: readonly FeedMessage[]): Said[] {
  return feed.flatMap(({ author, text, heard, at, automatic }): Said[] => {
    if (automatic || author.kind === "system") return [];
    const said = [text, heard].filter(Boolean).join("\n");
    return [{ by: author.kind, text: said, atMs: Date.parse(at) }];
  });
}

/** When people answer again, in the customer's language and the channel's own time. */
export function backAt({ hours }: ChannelInfo, language: string, nowMs: number): string | null {
  if (hours === null || isOpenAt(hours, nowMs)) return null;
  const opensMs = nextOpening(hours, nowMs);
  if (opensMs === null) return null;
  const shape = { weekday: "long", hour: "2-digit", minute: "2-digit" } as const;
  const told = new Intl.DateTimeFormat(language, { ...shape, timeZone: hours.timeZone });
  return told.format(opensMs);
}

export function languageIn({ standing, feed }: Seen): Situation["language"] {
  if (standing.language !== null) return botLanguageOf(standing.language);
  const written = feed.flatMap(({ author, text, heard }) =>
    author.kind === "customer" ? [text, heard ?? ""] : [],
  );
  return botLanguageOf(guessLanguage(written.join("\n")));
}

/** What the customer said since somebody spoke last, the message among it. */
export function pendingIn({ feed, message }: Seen): FeedMessage[] {
  const until = feed.filter(({ seq, author }) => seq <= message.seq && author.kind !== "system");
  const lastOther = until.findLastIndex(({ author }) => author.kind !== "customer");
  return until.slice(lastOther + 1);
}
