// The page's body as text. Everything that comes in is escaped here; there is no script on it.
import { maxRatingComment } from "@rapport/contracts";
import { dayIn, type SurveyLanguage, type SurveyWords, wordsFor } from "./words.rules.ts";

const faces = ["😞", "🙁", "😐", "🙂", "😀"] as const;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

export const noticeBody = (title: string, text: string): string =>
  `<main><h1>${escaped(title)}</h1><p>${escaped(text)}</p></main>`;

interface Shown {
  rating: { score: number | null; comment: string | null } | null;
  openUntil: string;
  fault: string | null;
}

const choice = (words: SurveyWords, at: number, chosen: number | null): string => {
  const isChosen = chosen === at + 1 ? " checked" : "";
  return (
    `<label><input type="radio" name="score" value="${at + 1}" required${isChosen}>` +
    `<span class="face" aria-hidden="true">${faces[at]}</span><span>${escaped(words.scores[at] ?? "")}</span></label>`
  );
};

export function formBody(language: SurveyLanguage, { rating, openUntil, fault }: Shown): string {
  const words = wordsFor(language);
  const score = rating?.score ?? null;
  const said =
    score === null
      ? ""
      : `<p role="status" class="said">${escaped(words.thanks)} ${escaped(words.changeable(dayIn(language, openUntil)))}</p>`;
  const wrong = fault === null ? "" : `<p role="alert" class="fault">${escaped(fault)}</p>`;
  const choices = faces.map((_face, at) => choice(words, at, score)).join("");
  const send = score === null ? words.send : words.change;
  return (
    `<main>${said}${wrong}<form method="post"><fieldset><legend><h1>${escaped(words.question)}</h1></legend>` +
    `<div class="faces">${choices}</div></fieldset>` +
    `<label class="comment">${escaped(words.comment)}<textarea name="comment" rows="4" maxlength="${maxRatingComment}">` +
    // A line feed right after the tag is left out by browsers.
    `\n${escaped(rating?.comment ?? "")}</textarea></label>` +
    `<button type="submit">${escaped(send)}</button></form></main>`
  );
}
