// Every word that a customer reads about it, in each language that is spoken here.

export type SurveyLanguage = "en" | "de";

export const languageFor = (language: string | null | undefined): SurveyLanguage =>
  language?.toLowerCase().startsWith("de") ? "de" : "en";

export interface SurveyWords {
  question: string;
  inChat: string;
  message: (url: string, until: string) => string;
  scores: readonly [string, string, string, string, string];
  comment: string;
  send: string;
  change: string;
  thanks: string;
  changeable: (until: string) => string;
  over: string;
  overText: string;
  unknown: string;
  unknownText: string;
  chooseOne: string;
  tooFast: string;
}

const en: SurveyWords = {
  question: "How satisfied are you with how we helped you?",
  inChat: "This conversation was closed. How satisfied are you with how we helped you?",
  message: (url, until) =>
    `Your conversation with us was closed. How satisfied are you with how we helped you? It takes a few seconds to say:\n\n${url}\n\nThe link can be used until ${until}. If something is still open, just answer this message.`,
  scores: ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"],
  comment: "Comment (optional)",
  send: "Send",
  change: "Change my answer",
  thanks: "Thank you for your answer.",
  changeable: (until) => `You can change it until ${until}.`,
  over: "The time to answer is over",
  overText: "Thank you for coming back. If something is still open, please write to us.",
  unknown: "This link does not hold",
  unknownText: "Please open it just as it stands in the message that you got.",
  chooseOne: "Please choose one of the five.",
  tooFast: "That was a little fast. Please try again in a minute.",
};

const de: SurveyWords = {
  question: "Wie zufrieden sind Sie mit unserer Hilfe?",
  inChat: "Dieses Gespräch wurde beendet. Wie zufrieden sind Sie mit unserer Hilfe?",
  message: (url, until) =>
    `Ihr Gespräch mit uns wurde beendet. Wie zufrieden sind Sie mit unserer Hilfe? Die Antwort dauert ein paar Sekunden:\n\n${url}\n\nDer Link gilt bis ${until}. Falls noch etwas offen ist, antworten Sie einfach auf diese Nachricht.`,
  scores: ["Sehr unzufrieden", "Unzufrieden", "Weder noch", "Zufrieden", "Sehr zufrieden"],
  comment: "Kommentar (freiwillig)",
  send: "Senden",
  change: "Antwort ändern",
  thanks: "Vielen Dank für Ihre Antwort.",
  changeable: (until) => `Sie können sie bis ${until} ändern.`,
  over: "Die Zeit für eine Antwort ist vorbei",
  overText:
    "Danke, dass Sie noch einmal kommen. Falls noch etwas offen ist, schreiben Sie uns bitte.",
  unknown: "Dieser Link gilt nicht",
  unknownText: "Bitte öffnen Sie ihn genau so, wie er in der Nachricht steht.",
  chooseOne: "Bitte wählen Sie eine der fünf Antworten.",
  tooFast: "Das ging etwas schnell. Bitte versuchen Sie es in einer Minute noch einmal.",
};

export const wordsFor = (language: SurveyLanguage): SurveyWords => (language === "de" ? de : en);

/** A day as it is written in the language. */
export const dayIn = (language: SurveyLanguage, at: string): string =>
  new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", {
    ...{ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
  }).format(Date.parse(at));
