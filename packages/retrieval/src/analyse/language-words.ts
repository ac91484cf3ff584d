// How much a plain word speaks for each of the languages of one script. A word that one language alone has is worth 1; one
// that several have is divided among them, evenly unless told: "am" is English and German, "un" French and Spanish.
import { askingWords, stopWords } from "./stop-words.ts";

export const spelled = ["en", "de", "es", "fr"] as const;
export type Spelled = (typeof spelled)[number];
export type Shares = Partial<Record<Spelled, number>>;

/** Beside the words that are left out of the index and of questions: greetings, and what messages are full of. */
const more: Readonly<Record<Spelled, string>> = {
  en: "hi hello hey thanks thank please want need get got any some all more than so also still only just after before again today yes cannot don't can't im don like when i'm been were being its she they're without under into out up which while because over between very much many one two new",
  de: "hallo moin servus guten danke bitte mich mir dich dir ihn ihnen wieder schon sehr mehr immer hier jetzt gibt alle alles ohne seit ist sind können kann muss soll will mein meinem meiner dein ihr euch warum wem dort dann etwas nichts haben hatte waren gegen zwischen unter während da also",
  es: "hola gracias buenos buenas favor puedo puede pueden quiero necesito mis estoy tengo soy están yo él usted nada todo todos todas cómo dónde ni nuestro nuestra hacer aquí bien ese esos esta estos fueron había tras hay",
  fr: "bonjour bonsoir salut merci suis sommes ont c'est j'ai n'est n'ai veux voudrais peux est-ce quoi très bien être avoir fait cet aucun tout tous toujours lors été était fut ainsi plus aussi après avant chez",
};

/** Words that several have and that one has far more often, in tenths. */
const uneven: Readonly<Record<string, Shares>> = {
  ...{ am: { en: 5, de: 5 }, die: { de: 9, en: 1 }, den: { de: 8, en: 2 }, dies: { de: 8, en: 2 } },
  ...{ war: { de: 6, en: 4 }, hat: { de: 6, en: 4 }, man: { de: 5, en: 5 }, bin: { de: 6, en: 4 } },
  ...{ im: { de: 5, en: 5 }, will: { en: 7, de: 3 }, ha: { es: 4, en: 3, de: 3 } },
  ...{ le: { fr: 8, es: 2 }, les: { fr: 8, es: 2 }, la: { es: 6, fr: 4 }, y: { es: 8, fr: 2 } },
  ...{ des: { fr: 7, de: 3 }, a: { en: 5, es: 4, fr: 1 }, on: { en: 7, fr: 3 } },
  ...{ comment: { fr: 6, en: 4 }, plus: { fr: 5, en: 5 }, pour: { fr: 9, en: 1 } },
  ...{ par: { fr: 8, en: 2 }, son: { fr: 4, es: 4, en: 2 }, sin: { es: 6, en: 4 } },
  ...{ con: { es: 7, en: 3 }, era: { es: 6, en: 4 }, hay: { es: 8, en: 2 }, ton: { fr: 6, en: 4 } },
  ...{ sans: { fr: 8, en: 2 }, al: { es: 8, en: 2 }, o: { es: 8, en: 2 } },
};

function sharesOf(): Map<string, Shares> {
  const languagesOf = new Map<string, Set<Spelled>>();
  for (const language of spelled) {
    const own = [stopWords[language] ?? [], askingWords[language] ?? [], more[language].split(" ")];
    for (const word of own.flatMap((list) => [...list])) {
      languagesOf.set(word, (languagesOf.get(word) ?? new Set()).add(language));
    }
  }
  const shares = new Map<string, Shares>();
  for (const [word, having] of languagesOf) {
    shares.set(word, Object.fromEntries([...having].map((one) => [one, 1 / having.size])));
  }
  for (const [word, tenths] of Object.entries(uneven)) {
    const parts = Object.entries(tenths).map(([language, share]) => [language, share / 10]);
    shares.set(word, Object.fromEntries(parts));
  }
  return shares;
}

/** What each known word speaks for. */
export const wordShares: ReadonlyMap<string, Shares> = sharesOf();
