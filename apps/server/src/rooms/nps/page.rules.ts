// The mail and the page behind its link, as text. Everything that comes in is escaped here; there is no script on it.
import { maxNpsComment, type NpsLanguage } from "@rapport/contracts";

interface Words {
  question: (brand: string) => string;
  subject: (brand: string) => string;
  mail: (told: { hello: string; brand: string; url: string; until: string }) => string;
  hello: (name: string | null) => string;
  least: string;
  mostly: string;
  comment: string;
  send: string;
  change: string;
  thanks: string;
  changeable: (until: string) => string;
  stop: string;
  stopped: string;
  stoppedText: string;
  over: string;
  overText: string;
  unknown: string;
  unknownText: string;
  chooseOne: string;
  tooFast: string;
}

const en: Words = {
  question: (brand) => `How likely are you to recommend ${brand} to a friend or colleague?`,
  subject: (brand) => `One question about ${brand}`,
  hello: (name) => (name === null ? "Hello," : `Hello ${name},`),
  mail: ({ hello, brand, url, until }) =>
    `${hello}\n\nHow likely are you to recommend ${brand} to a friend or colleague? It takes a few seconds to say:\n\n${url}\n\nThe link can be used until ${until}. On the same page you can say that you do not want to be asked again.`,
  least: "0 is not at all likely",
  mostly: "10 is extremely likely",
  comment: "What is the main reason? (optional)",
  send: "Send",
  change: "Change my answer",
  thanks: "Thank you for your answer.",
  changeable: (until) => `You can change it until ${until}.`,
  stop: "Do not ask me again",
  stopped: "You will not be asked again",
  stoppedText: "We have noted that you do not want to get such questions.",
  over: "The time to answer is over",
  overText: "Thank you for coming back.",
  unknown: "This link does not hold",
  unknownText: "Please open it just as it stands in the message that you got.",
  chooseOne: "Please choose a number from 0 to 10.",
  tooFast: "That was a little fast. Please try again in a minute.",
};

const de: Words = {
  question: (brand) =>
    `Wie wahrscheinlich ist es, dass Sie ${brand} Freunden oder Kollegen empfehlen?`,
  subject: (brand) => `Eine Frage zu ${brand}`,
  hello: (name) => (name === null ? "Guten Tag," : `Guten Tag ${name},`),
  mail: ({ hello, brand, url, until }) =>
    `${hello}\n\nwie wahrscheinlich ist es, dass Sie ${brand} Freunden oder Kollegen empfehlen? Die Antwort dauert ein paar Sekunden:\n\n${url}\n\nDer Link gilt bis ${until}. Auf derselben Seite können Sie sagen, dass Sie nicht mehr gefragt werden möchten.`,
  least: "0 heißt sehr unwahrscheinlich",
  mostly: "10 heißt sehr wahrscheinlich",
  comment: "Was ist der wichtigste Grund? (freiwillig)",
  send: "Senden",
  change: "Antwort ändern",
  thanks: "Vielen Dank für Ihre Antwort.",
  changeable: (until) => `Sie können sie bis ${until} ändern.`,
  stop: "Nicht mehr fragen",
  stopped: "Sie werden nicht mehr gefragt",
  stoppedText: "Wir haben vermerkt, dass Sie solche Fragen nicht bekommen möchten.",
  over: "Die Zeit für eine Antwort ist vorbei",
  overText: "Danke, dass Sie noch einmal kommen.",
  unknown: "Dieser Link gilt nicht",
  unknownText: "Bitte öffnen Sie ihn genau so, wie er in der Nachricht steht.",
  chooseOne: "Bitte wählen Sie eine Zahl von 0 bis 10.",
  tooFast: "Das ging etwas schnell. Bitte versuchen Sie es in einer Minute noch einmal.",
};

export const wordsFor = (language: NpsLanguage): Words => (language === "de" ? de : en);

export const languageFrom = (accepts: string): NpsLanguage =>
  accepts.toLowerCase().startsWith("de") ? "de" : "en";

const dayIn = (language: NpsLanguage, at: string): string =>
  new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", {
    ...{ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
  }).format(Date.parse(at));

interface Told {
  language: NpsLanguage;
  brand: string;
  name: string | null;
  url: string;
  until: string;
}

/** Names are written by many hands: one line, and nothing that a mail program would make a link of. */
const plainName = (name: string | null): string | null =>
  name === null || /[\n\r/:@.]/.test(name) ? null : name.slice(0, 80);

export function letterOf({ language, brand, name, url, until }: Told) {
  const words = wordsFor(language);
  const hello = words.hello(plainName(name));
  const text = words.mail({ hello, brand, url, until: dayIn(language, until) });
  return { subject: words.subject(brand), text };
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

export const noticeBody = (title: string, text: string): string =>
  `<main><h1>${escaped(title)}</h1><p>${escaped(text)}</p></main>`;

interface Shown {
  brand: string;
  score: number | null;
  comment: string | null;
  openUntil: string;
  fault: string | null;
}

const choice = (at: number, chosen: number | null): string =>
  `<label><input type="radio" name="score" value="${at}" required${at === chosen ? " checked" : ""}><span>${at}</span></label>`;

export function formBody(
  language: NpsLanguage,
  { brand, score, comment, openUntil, fault }: Shown,
): string {
  const words = wordsFor(language);
  const said =
    score === null
      ? ""
      : `<p role="status" class="said">${escaped(words.thanks)} ${escaped(words.changeable(dayIn(language, openUntil)))}</p>`;
  const wrong = fault === null ? "" : `<p role="alert" class="fault">${escaped(fault)}</p>`;
  const choices = Array.from({ length: 11 }, (_none, at) => choice(at, score)).join("");
  return (
    `<main>${said}${wrong}<form method="post"><fieldset><legend><h1>${escaped(words.question(brand))}</h1></legend>` +
    `<p class="ends"><span>${escaped(words.least)}</span><span>${escaped(words.mostly)}</span></p>` +
    `<div class="numbers">${choices}</div></fieldset>` +
    `<label class="comment">${escaped(words.comment)}<textarea name="comment" rows="4" maxlength="${maxNpsComment}">` +
    // A line feed right after the tag is left out by browsers.
    `\n${escaped(comment ?? "")}</textarea></label>` +
    `<button type="submit">${escaped(score === null ? words.send : words.change)}</button></form>` +
    `<form method="post" class="stop"><input type="hidden" name="stop" value="yes">` +
    `<button type="submit" class="plain">${escaped(words.stop)}</button></form></main>`
  );
}
