// Whether a customer asks for a person, in the languages that Rapport is used in most; a miss costs one more answer of the
// bot, which offers a person anyway.

const human =
  "(?:human|person|agent|someone|somebody|representative|colleague|employee|staff|support)";
const alone = "(?=\\s*(?:$|[.,!?;:]|please|now|here|asap|instead|to (?:talk|speak|help|answer)))";
const wish = (words: string) => new RegExp(`(?<![\\p{L}])(?:${words})`, "u");

const wishes = [
  wish(
    `(?:(?:talk|speak|chat)(?:ing)? (?:to|with)|connect me (?:to|with)|put me through to|(?:transfer|pass) me to|reach)\\b.{0,25}\\b${human}\\b`,
  ),
  wish("(?:real|actual|live) (?:person|human|agent)\\b"),
  wish("human (?:please|agent|being)\\b"),
  wish(
    `(?:need|want|get|give me|prefer|(?:i'd|would) like)\\b.{0,12}\\b(?:human|person|agent|representative)${alone}`,
  ),
  wish(
    "(?:mit|an) (?:einem|einer|jemandem?) ?(?:menschen|mitarbeiter(?:in)?|echten person)?(?![\\p{L}]).{0,15}(?:sprechen|reden|verbinden)",
  ),
  wish("(?:echten?|richtigen?) (?:menschen|person|mitarbeiter)"),
  wish(
    "(?:will|möchte|brauche|hätte gern\\p{L}*|geben sie mir)(?![\\p{L}]).{0,15}(?:einen menschen|eine(?:n)? (?:echte person|mitarbeiter(?:in)?))",
  ),
  wish("parler(?![\\p{L}]).{0,20}(?:humain|quelqu'un|conseiller|personne)"),
  wish(
    "(?:veux|voudrais|besoin)(?![\\p{L}]).{0,10}(?:d'|de )?(?:un humain|un conseiller|une vraie personne)",
  ),
  wish("hablar(?![\\p{L}]).{0,20}(?:humano|persona|agente|alguien)"),
  wish("(?:quiero|necesito)(?![\\p{L}]).{0,6}(?:un humano|un agente|una persona real)"),
  wish("parlare(?![\\p{L}]).{0,20}(?:umano|persona|operatore|qualcuno)"),
  wish("falar(?![\\p{L}]).{0,20}(?:humano|pessoa|atendente|alguem|alguém)"),
];

export const wantsPerson = (text: string): boolean => {
  const low = text.slice(0, 2000).toLowerCase();
  return wishes.some((one) => one.test(low));
};
