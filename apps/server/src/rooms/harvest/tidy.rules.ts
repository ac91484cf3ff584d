// Texts of mails and chats → what of them may become a page: without quoted mail, greetings, signatures and personal data.
// What the gateway marks ([PERSON_1]) is put into words; first names of those who talked, reference numbers and what
// addresses of pages carry along are taken out here.

const quoteHead =
  /^\s*(?:(?:On|Am|Le|El|Il|Em|Op)\b.{3,200}(?:wrote|schrieb|écrit|escribió|ha scritto|escreveu|schreef)\b.{0,40}:|-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Forwarded message)\s*-{2,}|_{10,})\s*$/i;
const greeting =
  /^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin|servus|sehr geehrte[rsn]?|liebe[rs]?|bonjour|bonsoir|chère?|hola|buen[oa]s(?: d[ií]as| tardes)?|estimad[oa]s?|ciao|buongiorno|gentile|olá|bom dia|здравствуйте|добрый день)(?:[\s,]\s*[^,.?!\n]{0,60})?[,!.:]?\s*$/i;
/** "Hi Ada, how do I …": the greeting alone. */
const greetingStart =
  /^\s*(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Hh]allo|[Gg]uten [Tt]ag|[Bb]onjour|[Hh]ola|[Cc]iao)(?:\s+(?:there|all|team|everyone|\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*){0,2}))?\s*[,!]\s+/u;
const signOff =
  /^\s*(?:(?:with )?(?:(?:best|kind|warm|many)\s+)?(?:regards|wishes|greetings)|best|cheers|sincerely|yours(?: \w+)?|thanks(?: (?:again|a lot|so much|in advance))?|many thanks|thank you(?: (?:very much|so much|again|in advance))?|(?:mit )?(?:freundliche[nr]?|viele|beste[nr]?|liebe|schöne) gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß|ss)|vielen dank|danke|mfg|lg|cordialement|bien à vous|merci(?: d'avance)?|saludos(?: cordiales)?|un saludo|gracias|atentamente|cordiali saluti|grazie|с уважением|спасибо)\s*[,!.]*\s*$/i;

const mostSigned = 8;

/** The lines that were written for this message alone. */
export function ownWords(text: string): string {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const cut = lines.findIndex((line) => quoteHead.test(line) || line.trim() === "--");
  const own = (cut < 0 ? lines : lines.slice(0, cut)).filter((line) => !/^\s*>/.test(line));
  const first = own.findIndex((line) => line.trim() !== "");
  const begins = first >= 0 && greeting.test(own[first] ?? "") ? first + 1 : Math.max(first, 0);
  const body = own.slice(begins);
  const signed = body.findIndex(
    (line, at) => at > 0 && signOff.test(line) && body.length - at <= mostSigned,
  );
  const kept = signed < 0 ? body : body.slice(0, signed);
  const whole = kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .replace(greetingStart, "");
  // What went on after a comma begins a page.
  return whole.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

const pageAddress = /\bhttps?:\/\/[^\s<>"')\]]+/gi;
/** INV-2024-0031, #48213, ORD4711882; not a year, a version or a port. */
const reference =
  /(?<![\p{L}\p{N}])(?:#\s?\d{3,}|[A-Z]{1,6}[-_/]?(?=[A-Z\d/_-]*\d{4})[A-Z\d]+(?:[-_/][A-Z\d]+)*)(?![\p{L}\p{N}])/gu;
const secretPart = /^(?=.*\d)[\w~.%-]{16,}$/;

/** What follows the path of an address may name whoever it was made for. */
export function plainAddresses(text: string): string {
  return text.replace(pageAddress, (found) => {
    const [place = ""] = found.split(/[?#]/, 1);
    const [, head = "", path = ""] = /^(https?:\/\/[^/]*)(.*)$/i.exec(place) ?? [];
    const parts = path.split("/").map((part) => (secretPart.test(part) ? "…" : part));
    return `${head.replace(/\/\/[^@/]*@/, "//")}${parts.join("/")}`;
  });
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** As they are written: "Will" is taken out where somebody of that name talked, "will" stays. */
function withoutFirstNames(text: string, firstNames: readonly string[]): string {
  const names = firstNames.filter((name) => [...name].length >= 2);
  if (names.length === 0) return text;
  const shape = names.map(escaped).join("|");
  return text.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${shape})(?![\\p{L}\\p{N}])`, "gu"),
    "[name]",
  );
}

const words = {
  PERSON: "[name]",
  EMAIL: "[e-mail]",
  PHONE: "[phone]",
  NUMBER: "[number]",
} as const;

export function markedWords(text: string, firstNames: readonly string[]): string {
  const said = text.replace(
    /\[(PERSON|EMAIL|PHONE|NUMBER)_\d{1,4}\]/g,
    (_mark, kind: keyof typeof words) => words[kind],
  );
  return withoutFirstNames(said.replace(reference, "[number]"), firstNames)
    .replace(/\[name\](?:\s+\[name\])+/g, "[name]")
    .replace(/\p{Cc}/gu, (sign) => (sign === "\n" || sign === "\t" ? sign : ""))
    .toWellFormed();
}

export const marksIn = (text: string): number =>
  text.match(/\[(?:name|e-mail|phone|number)\]/g)?.length ?? 0;
