// Where a text sends its reader: hosts in links, in mail addresses and by their bare names. Read as a reader sees it, so
// that wide letters and letters of no width hide nothing.
import { sentencesOf } from "./chunk.ts";

/** Letters of other widths are the same letters, and what has no width is not there. */
export const asRead = (text: string): string => text.normalize("NFKC").replace(/\p{Cf}/gu, "");

/** Endings of files, which look like those of hosts. */
const fileEnding =
  /\.(?:pdf|csv|txt|md|html?|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|zip|json|xml|js|ts|py|log|exe|dmg|mp[34])$/;
const dotted =
  /(?<![\p{L}\p{N}_.-])[\p{L}\p{N}](?:[\p{L}\p{N}-]*\.)+\p{L}[\p{L}\p{N}-]+(?![\p{L}\p{N}-])/gu;
const afterScheme = /[a-z][a-z0-9+.-]*:\/\/(?:[^\s/?#@]*@)?([^\s/?#:"'<>)\]]+)/gi;
const afterAt = /@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*)/gu;

/** Lower case, each once. A name such as Node.js is one too where it might be a host. */
export function hostsIn(text: string): string[] {
  const read = asRead(text).toLowerCase();
  const linked = [...read.matchAll(afterScheme), ...read.matchAll(afterAt)].map(
    ([, host]) => host ?? "",
  );
  const bare = [...read.matchAll(dotted)]
    .map(([name]) => name)
    .filter((name) => !fileEnding.test(name));
  return [...new Set([...linked, ...bare])].map((host) => host.replace(/\.+$/, "")).filter(Boolean);
}

/** Too long for a word, or a row of codes for letters: nobody reads it, and a program finds in it what it likes. */
const coded = /[\p{L}\p{N}+/=_-]{48,}|(?:%[0-9a-f]{2}){8,}|(?:&#x?[0-9a-f]+;){4,}/iu;
/** An address: its host is looked at, and its path may be long. */
const address = /(?:[a-z]+:\/\/|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+\/)\S+/giu;
const isCoded = (sentence: string): boolean => coded.test(asRead(sentence).replace(address, " "));

/** A host that is one of the verified, or below one. */
const isBelow = (host: string, verified: ReadonlySet<string>): boolean =>
  verified.has(host) || [...verified].some((known) => host.endsWith(`.${known}`));

export interface WithoutForeign {
  /** Empty when nothing is left. */
  text: string;
  dropped: number;
}

/** Without the sentences that send their reader to a host that is not among the verified, or that nobody can read. */
export function withoutForeignHosts(text: string, verified: ReadonlySet<string>): WithoutForeign {
  let dropped = 0;
  const kept = text.split("\n").map((line) => {
    const sentences = sentencesOf(line);
    const own = sentences.filter(
      (one) => !isCoded(one) && hostsIn(one).every((host) => isBelow(host, verified)),
    );
    dropped += sentences.length - own.length;
    return own.length === sentences.length ? line : own.join(" ");
  });
  const whole = hostsIn(kept.join("\n")).every((host) => isBelow(host, verified));
  // Cut where a sentence seemed to end, a name may still be one.
  if (!whole) return { text: "", dropped: Math.max(1, dropped) };
  return { text: dropped === 0 ? text : kept.join("\n").trim(), dropped };
}
