// What the bot leaves to people: prices, law, refusals and complaints always; refunds where somebody wants one. What a
// refund is like in general (how long it takes, who may ask) is a question that a page may answer. Looks at words only:
// a miss is caught where the answer names an amount, and by pages being public.
import { asRead } from "@rapport/retrieval";

const always: readonly (readonly [topic: string, shape: RegExp])[] = [
  [
    "a price",
    /\b(?:discounts?|prices?|pricing|priced|quotes?|how much|costs?|fees?|cheaper|cheap|expensive|tariffs?|rabatte?|preise?|kostet|kosten|gebühr(?:en)?|nachlass|billiger|teuer|remises?|prix|coûte(?:nt)?|coûts?|tarifs?|rabais|combien ça|descuentos?|precios?|cuestan?|costes?|costos?|tarifas?|rebajas?)\b|[€$£]\s?\d|\d\s?[€$£]/iu,
  ],
  [
    "a legal matter",
    /\b(?:lawyers?|attorneys?|sue|suing|lawsuits?|legal(?:ly)?|court|gdpr|contracts?|liab\w+|warrant(?:y|ies)|anw[aä]lt\w*|klage|gericht\w*|rechtlich\w*|vertr[aä]g\w*|haft(?:ung|et)|dsgvo|avocats?|tribunal\w*|juridique\w*|contrats?|rgpd|abogad[oa]s?|demandar?|contratos?|legales)\b/iu,
  ],
  [
    "a refusal or a complaint",
    /\b(?:chargebacks?|cancel(?:led|ed|lation)|cancel (?:my|our|the|this)|terminat\w+|close my account|delete my|compensat\w+|complain\w*|kündig\w+|storni\w+|beschwer\w+|entschädig\w+|résili\w+|annul\w+|plain(?:te|dre)|réclamation\w*|cancela\w*|quejas?|reclamaci\w+)\b/iu,
  ],
];

const refund =
  /\b(?:refund\w*|money back|reimburs\w+|erstatt\w+|rückerstatt\w+|geld zurück|rembours\w+|reembols\w+|devolución|devolver)\b/iu;

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
  const found = always.find(([, shape]) => shape.test(asked));
  if (found) return found[0];
  return refund.test(asked) && !isPolicyQuestion(asked) ? "a refund" : null;
}

const amount =
  /[€$£]\s?\d|\d[\d.,]*\s?(?:[€$£]|(?:us |u\.s\. )?(?:dollars?|euros?|pounds?|francs?|franken|usd|eur|gbp|chf)\b)/iu;

/** An answer that names an amount of money is about a price, whatever was asked. */
export const namesPrice = (text: string): boolean => amount.test(text);
