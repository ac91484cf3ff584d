// Whether a text asks anything: greetings, thanks and "is anybody there" have words, and ask for nothing that a page could
// tell. Words are looked at, not meaning: what has one word besides is a question.
import { analyse, type Language } from "./analyse.ts";
import { withoutGreeting } from "./greeting.ts";
import { askingWords } from "./stop-words.ts";

/** Words that ask for nothing, in a message of which they are all. */
const idleWords = new Set(
  [
    "anyone anybody someone somebody hear here help name up please thanks thank thx ok okay yes yeah no",
    "jemand da hier hilfe bitte danke ja nein alguien aquí ayuda favor gracias sí quelqu'un quelqu là ici aide merci oui non",
    "кто-нибудь есть помогите спасибо пожалуйста أحد شكرا",
  ].flatMap((row) => row.split(" ")),
);

export function asksNothing(text: string, language: Language): boolean {
  const asking = askingWords[language];
  return analyse(withoutGreeting(text), language).every(
    ({ word }) => asking?.has(word) || idleWords.has(word),
  );
}
