// What the bot leaves to people: prices, law, refusals and complaints always; refunds where somebody wants one. What a
// refund is like in general (how long it takes, who may ask) is a question that a page may answer. Looks at words only:
// a miss is caught where the answer names an amount, and by pages being public.
import { amountsOfMoney, asRead } from "@rapport/retrieval";

/** As whole words, in any alphabet. */
const shape = (words: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, "iu");

const cancelled =
  "cancel(?:led|ed|lation)|cancel (?:my|our|the|this) (?:\\p{L}+ )?(?:plan|subscription|account|contract|membership|order|service|licen[cs]es?)|(?:want|wish|need|like|going|decided|have) to cancel|(?:i|we)(?:['’]m|['’]re| am| are) cancell?ing";

const always: readonly (readonly [topic: string, shape: RegExp])[] = [
  [
    "a price",
    shape(
      "discounts?|prices?|pricing|priced|quotes?|how much|costs?|fees?|cheaper|cheap|expensive|billed|tariffs?|rabatte?|preise?|kostet|kosten|gebühr(?:en)?|nachlass|billiger|teuer|remises?|prix|coûte(?:nt)?|coûts?|tarifs?|rabais|combien ça|descuentos?|precios?|cuestan?|cuánto (?:cuesta|vale)|costes?|costos?|tarifas?|rebajas?|prezz[oi]|costano?|scont[oi]|quanto costa|preços?|custam?|custo|desconto|цен[аыу]|стоит|стоимость|тариф\\p{L}*|скидк\\p{L}*|prijs|prijzen|korting|cena|ceny|ile kosztuje",
    ),
  ],
  [
    "a legal matter",
    shape(
      "lawyers?|attorneys?|solicitors?|sue|suing|lawsuits?|legal(?:ly)?|court|gdpr|contracts?|liab\\p{L}+|warrant(?:y|ies)|(?:rechts)?anw[aä]lt\\p{L}*|(?:ver)?klagen?|gericht\\p{L}*|rechtlich\\p{L}*|vertr[aä]g\\p{L}*|haft(?:ung|et)|dsgvo|avocats?|tribunal\\p{L}*|juridique\\p{L}*|contrats?|rgpd|abogad[oa]s?|demandar(?:l[oe]s)?|contratos?|legales|avvocat[oi]|advogad[oa]s?|адвокат\\p{L}*|юрист\\p{L}*",
    ),
  ],
  [
    "a refusal or a complaint",
    shape(
      `chargebacks?|${cancelled}|cancel (?:my|our|this)|terminat\\p{L}+|close my account|delete my|compensat\\p{L}+|complain\\p{L}*|kündig\\p{L}+|gekündigt|storni\\p{L}+|beschwer\\p{L}+|entschädig\\p{L}+|résili\\p{L}+|annul\\p{L}+|plain(?:te|dre)|réclamation\\p{L}*|cancela\\p{L}*|quejas?|reclamaci\\p{L}+`,
    ),
  ],
];

const refund = shape(
  "refund\\p{L}*|money back|reimburs\\p{L}+|erstatt\\p{L}+|rückerstatt\\p{L}+|geld zurück|rembours\\p{L}+|reembols\\p{L}+|devolución|devolver|rimbors\\p{L}+",
);

/** Asks how things are, of nobody in particular. */
const general =
  /^(?:(?:hello|hi|hey|please|hallo|guten tag|bonjour|hola|buenos días)[\s,.!]+)*(?:how long|how (?:do|does|are|is)|what|when|which|where|who|is there|are there|do you|does|wie|wann|was|welche\w*|wo|gibt es|combien de temps|comment|quand|quel\w*|où|est-ce que|y a-t-il|cuánto (?:tiempo|tarda\w*)|cómo|cuándo|qué|cuáles|hay)(?![\p{L}])/iu;
const own =
  /(?<![\p{L}])(?:i|i['’]m|i['’]ve|my|mine|me|we|us|our|ich|mir|mich|mein\p{L}*|wir|uns|unser\p{L}*|je|j['’]\p{L}*|moi|mon|ma|mes|nous|notre|nos|yo|mi|mis|nosotr[oa]s|nuestr[oa]s?)(?![\p{L}])/iu;
const longestPolicyQuestion = 200;

function isPolicyQuestion(text: string): boolean {
  const asked = text.trim();
  const isQuestion = asked.endsWith("?") || asked.startsWith("¿");
  const bare = asked.replace(/^¿/, "");
  return (
    asked.length <= longestPolicyQuestion && isQuestion && general.test(bare) && !own.test(bare)
  );
}

/** What of it the bot never decides; null: nothing. */
export function sensitiveTopic(text: string): string | null {
  const asked = asRead(text);
  const found = always.find(([, words]) => words.test(asked));
  if (found) return found[0];
  if (namesPrice(asked)) return "a price";
  return refund.test(asked) && !isPolicyQuestion(asked) ? "a refund" : null;
}

/** An answer that names an amount of money is about a price, whatever was asked. */
export const namesPrice = (text: string): boolean => amountsOfMoney(text).length > 0;
