// Mentions of members inside texts: `@[Ann Lee](member:<id>)`. The id is what counts; the name is how the member was
// called when the text was written, for those who read the text without looking anybody up.

const shape =
  /@\[([^\][\n]{1,100})\]\(member:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)/gi;

export const maxMentions = 50;

export interface Mention {
  memberId: string;
  name: string;
}

export type TextPart = string | Mention;

/** The text as plain parts and mentions, in order. Joined again as plain text it loses only the ids. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(shape)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push({ name: match[1] ?? "", memberId: (match[2] ?? "").toLowerCase() });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** Who is mentioned, each once, fifty at most. */
export function mentionedMembers(text: unknown): string[] {
  if (typeof text !== "string" || !text.includes("](member:")) return [];
  const ids = textParts(text).flatMap((part) => (typeof part === "string" ? [] : [part.memberId]));
  return [...new Set(ids)].slice(0, maxMentions);
}

/** As people read it: "@Ann Lee". */
export function plainMentions(text: string): string {
  if (!text.includes("](member:")) return text;
  return textParts(text)
    .map((part) => (typeof part === "string" ? part : `@${part.name}`))
    .join("");
}

/** How a mention is written into a text. */
export function mentionText({ memberId, name }: Mention): string {
  const clean =
    name
      .replace(/[\][\n]/g, " ")
      .trim()
      .slice(0, 100) || "member";
  return `@[${clean}](member:${memberId})`;
}
