// What the bot says beside its answers, in each language that it speaks; a workspace may have words of its own, for all
// channels or for one. Nothing here is a promise of a time: when people answer is the channel's hours.
import { type BotLanguage, type BotWording, botLanguages } from "@rapport/contracts";

export type HandOverReason =
  | "asked"
  | "sensitive"
  | "unsure"
  | "enough"
  | "echo"
  | "failed"
  | "unheard";

interface Words {
  disclosure: string;
  offer: string;
  glad: string;
  source: string;
  handOver: Record<HandOverReason, string>;
  /** When people answer again. */
  backAt(when: string): string;
}

const en: Words = {
  disclosure: "Hello, I am an AI assistant.",
  offer: "If you would rather talk to a person, just say so.",
  glad: "I am glad that this helped. Write again at any time.",
  source: "Source",
  handOver: {
    asked: "I have passed this on. A person will answer you here.",
    sensitive:
      "That is for a colleague of mine to decide. I have passed it on; a person will answer you here.",
    unsure:
      "I found no sure answer to that in our help pages, so I have passed it on. A person will answer you here.",
    enough: "I have passed this on, so that you get a full answer. A person will answer you here.",
    echo: "I have passed this on. A person will answer you here.",
    failed: "I cannot answer just now, so I have passed this on. A person will answer you here.",
    unheard:
      "I could not listen to your recording, so I have passed it on. A person will answer you here.",
  },
  backAt: (when) => `We are back ${when}.`,
};

const de: Words = {
  disclosure: "Guten Tag, ich bin ein KI-Assistent.",
  offer: "Wenn Sie lieber mit einem Menschen sprechen, schreiben Sie es einfach.",
  glad: "Schön, dass das geholfen hat. Schreiben Sie jederzeit wieder.",
  source: "Quelle",
  handOver: {
    asked: "Ich habe das weitergegeben. Hier antwortet Ihnen ein Mensch.",
    sensitive:
      "Das entscheidet jemand aus unserem Team. Ich habe es weitergegeben; hier antwortet Ihnen ein Mensch.",
    unsure:
      "Dazu habe ich in unseren Hilfeseiten keine sichere Antwort gefunden und es weitergegeben. Hier antwortet Ihnen ein Mensch.",
    enough:
      "Ich habe das weitergegeben, damit Sie eine vollständige Antwort bekommen. Hier antwortet Ihnen ein Mensch.",
    echo: "Ich habe das weitergegeben. Hier antwortet Ihnen ein Mensch.",
    failed:
      "Ich kann gerade nicht antworten und habe das weitergegeben. Hier antwortet Ihnen ein Mensch.",
    unheard:
      "Ich konnte Ihre Aufnahme nicht anhören und habe sie weitergegeben. Hier antwortet Ihnen ein Mensch.",
  },
  backAt: (when) => `Wir sind ${when} wieder da.`,
};

const fr: Words = {
  disclosure: "Bonjour, je suis un assistant IA.",
  offer: "Si vous préférez parler à une personne, dites-le simplement.",
  glad: "Content que cela vous ait aidé. Écrivez-nous quand vous voulez.",
  source: "Source",
  handOver: {
    asked: "J'ai transmis votre message. Une personne vous répondra ici.",
    sensitive:
      "C'est à un collègue d'en décider. J'ai transmis votre message ; une personne vous répondra ici.",
    unsure:
      "Je n'ai pas trouvé de réponse sûre dans nos pages d'aide ; j'ai donc transmis votre message. Une personne vous répondra ici.",
    enough:
      "J'ai transmis votre message pour que vous ayez une réponse complète. Une personne vous répondra ici.",
    echo: "J'ai transmis votre message. Une personne vous répondra ici.",
    failed:
      "Je ne peux pas répondre pour le moment ; j'ai transmis votre message. Une personne vous répondra ici.",
    unheard:
      "Je n'ai pas pu écouter votre enregistrement ; je l'ai transmis. Une personne vous répondra ici.",
  },
  backAt: (when) => `Nous serons de retour ${when}.`,
};

const es: Words = {
  disclosure: "Hola, soy un asistente de IA.",
  offer: "Si prefiere hablar con una persona, dígalo sin más.",
  glad: "Me alegro de que le haya servido. Escríbanos cuando quiera.",
  source: "Fuente",
  handOver: {
    asked: "He pasado su mensaje. Una persona le responderá aquí.",
    sensitive:
      "Eso lo decide una persona de nuestro equipo. He pasado su mensaje; una persona le responderá aquí.",
    unsure:
      "No encontré una respuesta segura en nuestras páginas de ayuda y he pasado su mensaje. Una persona le responderá aquí.",
    enough:
      "He pasado su mensaje para que reciba una respuesta completa. Una persona le responderá aquí.",
    echo: "He pasado su mensaje. Una persona le responderá aquí.",
    failed:
      "Ahora mismo no puedo responder y he pasado su mensaje. Una persona le responderá aquí.",
    unheard: "No pude escuchar su grabación y la he pasado. Una persona le responderá aquí.",
  },
  backAt: (when) => `Volvemos ${when}.`,
};

const usual: Record<BotLanguage, Words> = { en, de, fr, es };

/** The customer's language where the bot speaks it; English otherwise. */
export const botLanguageOf = (language: string | null): BotLanguage =>
  botLanguages.find((one) => one === language) ?? "en";

interface Speaking {
  settings: { wordings: readonly BotWording[] };
  language: BotLanguage;
  channelId: string | null;
}

/** Words of the channel, else of the workspace, else the usual ones. */
export function wordsFor({ settings, language, channelId }: Speaking): Words {
  const words = usual[language];
  const own = (key: "disclosure" | "handOver"): string | null => {
    const said = settings.wordings.filter((one) => one.language === language && one[key] !== null);
    const of = (id: string | null) => said.find((one) => one.channelId === id)?.[key] ?? null;
    return (channelId === null ? null : of(channelId)) ?? of(null);
  };
  const handOver = own("handOver");
  return {
    ...words,
    disclosure: own("disclosure") ?? words.disclosure,
    handOver: handOver === null ? words.handOver : allOf(handOver),
  };
}

const allOf = (text: string): Words["handOver"] => ({
  asked: text,
  sensitive: text,
  unsure: text,
  enough: text,
  echo: text,
  failed: text,
  unheard: text,
});

const machine: Record<BotLanguage, RegExp> = {
  en: /(?<!\p{L})(?:AI|bot|chatbot|robot|artificial|automated|automatic|machine|virtual assistant)(?!\p{L})/iu,
  de: /(?<!\p{L})(?:KI|AI|bot|chatbot|roboter|künstlich\p{L}*|automatisch\p{L}*|maschine)(?!\p{L})/iu,
  fr: /(?<!\p{L})(?:IA|bot|chatbot|robot|artificiel\p{L}*|automatique|automatisé\p{L}*|machine)(?!\p{L})/iu,
  es: /(?<!\p{L})(?:IA|bot|chatbot|robot|artificial|automátic\p{L}*|automatizad\p{L}*|máquina)(?!\p{L})/iu,
};

/** Whether words say that no person speaks. A denial ("not a bot") does not count as saying so. */
export function disclosesMachine({ language, disclosure }: BotWording): boolean {
  if (disclosure === null) return true;
  const denies = /(?<!\p{L})(?:not|no|never|isn['’]t|nicht|kein\p{L}*|pas|non|nunca)(?!\p{L})/iu;
  return machine[language].test(disclosure) && !denies.test(disclosure);
}
