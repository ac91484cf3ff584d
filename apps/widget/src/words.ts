// Every word of the chat, in each language that it speaks.
export interface Words {
  open: string;
  close: string;
  news: (count: number) => string;
  person: string;
  personText: string;
  personCalled: string;
  personFailed: string;
  ai: string;
  helped: string;
  helpedText: string;
  aiTag: string;
  system: string;
  you: string;
  team: string;
  message: string;
  placeholder: string;
  send: string;
  sending: string;
  notSent: string;
  tooFast: string;
  off: string;
  connecting: string;
  away: string;
  awayUntil: (when: string) => string;
  leave: string;
  email: string;
  badEmail: string;
  name: string;
  left: string;
  sources: string;
  log: string;
  rate: string;
  scores: readonly string[];
  rateComment: string;
  rateSend: string;
  rateChange: string;
  rateThanks: string;
  rateFailed: string;
}

const en: Words = {
  open: "Open chat",
  close: "Close chat",
  news: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  person: "Talk to a person",
  personText: "I would like to talk to a person.",
  personCalled: "A person will answer you here.",
  personFailed: "No person could be called just now. Please try again.",
  ai: "An AI answers here first. You can ask for a person at any time.",
  helped: "That helped",
  helpedText: "Thank you, that helped.",
  aiTag: "AI",
  system: "Note",
  you: "You",
  team: "Team",
  message: "Message",
  placeholder: "Write a message",
  send: "Send",
  sending: "Waiting to be sent",
  notSent: "Not sent",
  tooFast: "Too many messages in a short time.",
  off: "The chat is switched off just now.",
  connecting: "No connection. What you write is sent as soon as there is one.",
  away: "Nobody is here just now.",
  awayUntil: (when) => `Nobody is here just now. We are back ${when}.`,
  leave: "Leave us a message and your e-mail address.",
  email: "E-mail address",
  badEmail: "This is not an e-mail address.",
  name: "Name (optional)",
  left: "Thank you. We will answer you.",
  sources: "Sources",
  log: "Conversation",
  rate: "How satisfied are you with how we helped you?",
  scores: ["Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied"],
  rateComment: "Comment (optional)",
  rateSend: "Send rating",
  rateChange: "Change my rating",
  rateThanks: "Thank you for your rating.",
  rateFailed: "Your rating could not be sent just now. Please try again.",
};

const de: Words = {
  open: "Chat öffnen",
  close: "Chat schließen",
  news: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
  person: "Mit einem Menschen sprechen",
  personText: "Ich möchte mit einem Menschen sprechen.",
  personCalled: "Hier antwortet Ihnen ein Mensch.",
  personFailed: "Gerade konnte niemand gerufen werden. Bitte versuchen Sie es noch einmal.",
  ai: "Hier antwortet zuerst eine KI. Sie können jederzeit nach einem Menschen fragen.",
  helped: "Das hat geholfen",
  helpedText: "Danke, das hat geholfen.",
  aiTag: "KI",
  system: "Hinweis",
  you: "Sie",
  team: "Team",
  message: "Nachricht",
  placeholder: "Nachricht schreiben",
  send: "Senden",
  sending: "Wird noch gesendet",
  notSent: "Nicht gesendet",
  tooFast: "Zu viele Nachrichten in kurzer Zeit.",
  off: "Der Chat ist gerade abgeschaltet.",
  connecting: "Keine Verbindung. Was Sie schreiben, wird gesendet, sobald sie wieder da ist.",
  away: "Gerade ist niemand da.",
  awayUntil: (when) => `Gerade ist niemand da. Wir sind ${when} wieder da.`,
  leave: "Hinterlassen Sie uns eine Nachricht und Ihre E-Mail-Adresse.",
  email: "E-Mail-Adresse",
  badEmail: "Das ist keine E-Mail-Adresse.",
  name: "Name (freiwillig)",
  left: "Danke. Wir antworten Ihnen.",
  sources: "Quellen",
  log: "Gespräch",
  rate: "Wie zufrieden sind Sie mit unserer Hilfe?",
  scores: ["Sehr unzufrieden", "Unzufrieden", "Weder noch", "Zufrieden", "Sehr zufrieden"],
  rateComment: "Kommentar (freiwillig)",
  rateSend: "Bewertung senden",
  rateChange: "Bewertung ändern",
  rateThanks: "Vielen Dank für Ihre Bewertung.",
  rateFailed:
    "Die Bewertung konnte gerade nicht gesendet werden. Bitte versuchen Sie es noch einmal.",
};

/** `auto`: as the page or the browser says. */
export const languageOf = (set: string, wished: string): "en" | "de" => {
  const language = set === "auto" ? wished : set;
  return language.toLowerCase().startsWith("de") ? "de" : "en";
};

export const wordsOf = (language: "en" | "de"): Words => (language === "de" ? de : en);
