// How suggested pages are put into words.
import type { ClosedTickets, PageSuggestionSummary, SuggestionList } from "@rapport/sdk";

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

/** Who asked, how often, and whether a page answers it: why it stands where it does. */
export function needWords(one: PageSuggestionSummary): string {
  const { customers, cases, unanswered } = one;
  const who = customers === 1 ? "1 customer asked" : `${customers} customers asked`;
  const how = cases > customers ? `${who} ${times(cases)}` : who;
  const gap = unanswered > 0 ? ` · asked ${times(unanswered)} without an answer` : "";
  return `${how}${gap}`;
}

export function answeredWords({ isAnswered }: Pick<PageSuggestionSummary, "isAnswered">): string {
  if (isAnswered === null) return "Not compared with your pages yet";
  return isAnswered ? "A page answers this already" : "No page answers this";
}

export interface Progress {
  decided: number;
  all: number;
  share: number;
}

export function progressOf({ open, published, dismissed }: SuggestionList["progress"]): Progress {
  const decided = published + dismissed;
  const all = open + decided;
  return { decided, all, share: all === 0 ? 0 : (decided / all) * 100 };
}

/** Of a list, the ones before and after an id. */
export function neighbours(ids: readonly string[], id: string) {
  const at = ids.indexOf(id);
  const before = at > 0 ? ids[at - 1] : undefined;
  const after = at >= 0 ? ids[at + 1] : ids[0];
  return { before: before ?? null, after: after ?? null };
}

/** What is looked at, in a sentence. */
export function sourceWords(source: ClosedTickets): string {
  if (!source.isOn) return "Closed tickets are not looked at.";
  const kinds = [
    source.conversations ? "settled conversations" : "",
    source.tickets ? "closed tickets" : "",
  ].filter((kind) => kind !== "");
  if (kinds.length === 0) return "Neither conversations nor tickets are looked at.";
  const rated = source.onlyGood ? ", where the customer was satisfied" : "";
  const what = kinds.join(" and ");
  return `${what.slice(0, 1).toUpperCase()}${what.slice(1)} since ${source.since}${rated}.`;
}
