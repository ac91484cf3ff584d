// Whether a customer says that an answer helped, and says nothing else: thanks with a further wish in the same message is
// no confirmation, so each word must be one of thanks, or one of those that go with it.

const thanks =
  /(?<!\p{L})(?:no (?:problem|worries|(?:more|further) questions)|thanks|thank you|thx|ty|cheers|that helped|that helps|it helped|helped|solved|resolved|works now|it works|works|worked|perfect|danke|vielen dank|geholfen|gelöst|passt|funktioniert|klappt|super|merci|résolu|ça marche|parfait|gracias|resuelto|funciona|perfecto)(?!\p{L})/giu;

const company = new Set(
  [
    "a all again alright and bunch everything for fine good great guys have help hi helpful is it its just kind know lot lots lovely many me million much my now of ok okay oh problem question questions quick quickly really reply response answer answering answered so sorted support team that thats the there this time to very was well wonderful works worry yes yep you your youre awesome excellent brilliant amazing nice bye day",
    "alles alle antwort auch bestens das die dir ein einen es euch für gut herzlichen hat hatte hilfe ihnen ihre ist ja jetzt liebe lieben mir nun rückmeldung schnelle schnell schön schönen sehr so tag tausend toll und viel vielen wunderbar war wieder prima klasse",
    "aide beaucoup bien bonne bon c'est cela ça ca est et grand infiniment journée je j'ai l'aide maintenant mille oui pour réponse super tout tous très vous vos votre a aidé rapide",
    "ahora ayuda está esta fue genial gran día eso la lo listo mil muchas mucho muy por respuesta rápida rápido sí si su todo todos tu y ya ha servido de excelente buen",
  ].flatMap((words) => words.split(" ")),
);
/** "No problem", "no more questions" confirm; a bare "no" before thanks refuses. */
const refusal = /^(?:no|nope|nein|non)(?![\p{L}])(?!\s+(?:problem|worries|worry|more|further))/iu;

/** A short word of thanks after an answer, with nothing else in it. */
export function isConfirmation(text: string): boolean {
  const said = text.trim();
  if (said.length > 120 || said.includes("?") || refusal.test(said)) return false;
  const rest = said.replace(thanks, " ");
  if (rest === said) return false;
  const words = rest.toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? [];
  return words.every(
    (word) => company.has(word.replace(/['’]/gu, "'")) || company.has(word.replace(/['’]/gu, "")),
  );
}
