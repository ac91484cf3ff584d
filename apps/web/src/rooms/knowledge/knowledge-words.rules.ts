// How knowledge is put into words.
import type {
  AddedWords,
  GlossaryEntry,
  KnowledgeAnswer,
  KnowledgePageSummary,
  KnowledgePassage,
} from "@rapport/sdk";

export const stateWords = { draft: "Draft", published: "Published", archived: "Archived" } as const;

/** Readers as people say it; names of teams and roles are not known here. */
export function readersWords(readers: readonly string[]): string {
  if (readers.includes("public")) return "Customers too";
  if (readers.includes("members")) return "All members";
  const count = readers.length;
  return count === 1 ? "One team or role" : `${count} teams or roles`;
}

export function sureWords({ confidence, threshold }: KnowledgeAnswer): string {
  const [is, needed] = [confidence, threshold].map((share) => `${Math.round(share * 100)} %`);
  return `Sure to ${is}; an answer needs ${needed}`;
}

export function whyWords(passage: KnowledgePassage): string {
  const { lexicalRank, vectorRank, words, added } = passage;
  const parts = [
    words.length > 0 ? `has ${words.join(", ")}` : "has none of the words",
    added.length > 0 ? `by the glossary ${added.join(", ")}` : "",
    lexicalRank === null ? "" : `${lexicalRank}. by words`,
    vectorRank === null ? "" : `${vectorRank}. by meaning`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

export function addedWords({ asked, term, added }: AddedWords): string {
  const others = added.map((word) => `“${word}”`).join(", ");
  const why = asked.toLowerCase() === term.toLowerCase() ? "" : ` (your term ${term})`;
  return `“${asked}”${why} was looked for as ${others} too`;
}

/** As they are typed: with semicolons or line breaks between them. */
export const wordsOfText = (text: string): string[] =>
  text
    .split(/[;\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");

export function entriesWith(entries: readonly GlossaryEntry[], text: string): GlossaryEntry[] {
  const wanted = text.trim().toLowerCase();
  return entries.filter(({ term, words }) =>
    [term, ...words].some((one) => one.toLowerCase().includes(wanted)),
  );
}

export function pagesWith(
  pages: readonly KnowledgePageSummary[],
  text: string,
): KnowledgePageSummary[] {
  const wanted = text.trim().toLowerCase();
  return pages.filter(({ title, state, source, owner }) =>
    [title, stateWords[state], source?.name ?? "", owner?.name ?? ""].some((one) =>
      one.toLowerCase().includes(wanted),
    ),
  );
}

/** Of pages with something. Nothing is said of those that were not looked at. */
export const noneWords = (goesOn: boolean): string =>
  goesOn ? "None of the pages looked at so far has this." : "No page has this.";

const reviewMonths = 6;

/** Six months on, as a date. */
export function nextReview(atMs: number): string {
  const next = new Date(atMs);
  next.setUTCMonth(next.getUTCMonth() + reviewMonths);
  return next.toISOString().slice(0, 10);
}
