// What of a mail is new: the text above what it quotes and above its signature. Pure. Where nothing would be left, the
// whole text counts, so that nobody's words are lost to a wrong guess; the whole mail stays at hand beside it. What only
// looks like a quotation or a signature (a booking with "From:" and "To:", a log behind ">") is what the customer wrote.

export interface Folded {
  text: string;
  /** Something was folded away. */
  isFolded: boolean;
}

/** Lines with which programs begin a quotation, in the languages that are most common in Europe and the Americas. */
const quoteLeads = [
  /^on .{6,200} wrote:$/i,
  /^am .{6,200} schrieb.{0,200}:$/i,
  /^le .{6,200} a écrit ?:$/i,
  /^el .{6,200} escribió:$/i,
  /^il .{6,200} ha scritto:$/i,
  /^em .{6,200} escreveu:$/i,
  /^op .{6,200} schreef.{0,200}:$/i,
  /^den .{6,200} skrev.{0,200}:$/i,
];
const addressLead = /^.{1,200}<[^<>\s]+@[^<>\s]+>.{0,40}:$/;
const isLead = (text: string) => text.endsWith(":") && quoteLeads.some((lead) => lead.test(text));

const originalLead =
  /^-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht) ?-{2,}$/i;

const outlookLine = /^_{10,}$/;
const outlookHeader = /^(?:from|von|de|da|van|från|fra): (.+)$/i;
const outlookSent =
  /^(?:sent|date|gesendet|datum|envoyé|enviado|inviato|data|verzonden|skickat|sendt): .+$/i;
const outlookTo = /^(?:to|an|à|para|a|aan|till|til): .+$/i;
const outlookSubject =
  /^(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne):(?: .+)?$/i;
/** Lists of recipients go over several lines. */
const longestHead = 12;

const signatureLead = /^-- ?$/;
const device =
  "(?:iphone|ipad|ipod|apple watch|mac|macbook|galaxy|samsung|android|blackberry|windows|huawei|honor|xiaomi|redmi|pixel|oneplus|oppo|sony|xperia|nokia|motorola|moto|lg|htc|fairphone|phone|mobile|smartphone|handy|mobil|telefon|tablet|mobiltelefon|téléphone|portable|móvil|celular|telefono|cellulare)(?![\\p{L}\\p{N}])";
const phoneSignatures = [
  `^sent from my ${device}.{0,40}$`,
  `^sent from my (?:\\S+ ){1,3}${device}$`,
  `^von meine[mr] (?:\\S+ ){0,3}${device}(?: .{1,20})? gesendet$`,
  `^gesendet von meine[mr] (?:\\S+ ){0,3}${device}.{0,20}$`,
  `^envoyé de(?:puis)? mon (?:\\S+ ){0,3}${device}.{0,20}$`,
  `^enviado (?:desde|do) (?:mi|meu) (?:\\S+ ){0,3}${device}.{0,20}$`,
  `^inviato da(?:l mio)? (?:\\S+ ){0,3}${device}.{0,20}$`,
  "^sent from (?:yahoo|proton|aol|gmail|mail for|outlook)(?![\\p{L}\\p{N}]).{0,40}$",
  "^gesendet (?:mit der (?:gmx|web\\.de|telekom|t-online|freenet)|von mail für).{0,40}$",
  "^(?:get|holen sie sich|obtenez|obtener|scarica) \\[?outlook (?:for|für|pour|para|per) .{2,20}?\\]?(?:\\s*[<(]\\S{1,200}[>)])?$",
].map((shape) => new RegExp(shape, "iu"));

const isPhoneSignature = (line: string) =>
  line.length <= 300 && phoneSignatures.some((shape) => shape.test(line));

const isQuoted = (line: string) => /^\s*>/.test(line);

/** A lead may be broken over two or three lines. */
function leads(lines: readonly string[], at: number): boolean {
  const one = (lines[at] ?? "").trim();
  if (one === "") return false;
  if (originalLead.test(one)) return true;
  if (isOutlookHead(lines, at, one)) return true;
  return isLead(one) || addressLead.test(one) || isBrokenLead(one, (lines[at + 1] ?? "").trim());
}

/** A line above a lead is no part of it. */
function isBrokenLead(one: string, next: string): boolean {
  if (isLead(next)) return false;
  const joined = `${one} ${next}`;
  return isLead(joined) || (addressLead.test(joined) && !addressLead.test(next));
}

/** Who, when, and to whom or about what. Where "who" is a bare word, it is a mail's head only with a subject. */
function isOutlookHead(lines: readonly string[], at: number, one: string): boolean {
  const begin = outlookLine.test(one) ? at + 1 : at;
  const [, who = ""] = outlookHeader.exec((lines[begin] ?? "").trim()) ?? [];
  if (!/\p{L}/u.test(who)) return false;
  const block = lines.slice(begin + 1, begin + 1 + longestHead).map((line) => line.trim());
  const end = block.indexOf("");
  const head = end === -1 ? block : block.slice(0, end);
  const has = (shape: RegExp) => head.some((line) => shape.test(line));
  const isNamed = has(outlookSubject) || (who.includes("@") && has(outlookTo));
  return isNamed && has(outlookSent);
}

/** After a lead something quoted must come, or nothing but the end: "he wrote:" in running text is no lead. */
function isFollowedByQuote(lines: readonly string[], at: number): boolean {
  const rest = lines.slice(at + 1, at + 6).filter((line) => line.trim() !== "");
  const one = (lines[at] ?? "").trim();
  return originalLead.test(one) || isOutlookHead(lines, at, one) || rest.slice(0, 3).some(isQuoted);
}

/** Quotations that are folded: all, or only those of which a line says whose they are. */
export type Quotations = "all" | "attributed";

/** Where the tail begins that only repeats what others wrote. */
function quoteStart(lines: readonly string[], quotations: Quotations): number {
  let isAttributed = quotations === "all";
  const hasOwnBelow = ownAfterQuote(lines);
  for (let at = 0; at < lines.length; at += 1) {
    if (!leads(lines, at) || !isFollowedByQuote(lines, at)) continue;
    // Answers between the lines stay where they are: what they answer is beside them.
    if (!hasOwnBelow(at + 1)) return at;
    isAttributed = true;
  }
  return isAttributed ? trailingQuote(lines) : lines.length;
}

/** Whether somebody wrote below the first quoted line from there on. Asked in the order of lines, each is looked at once. */
function ownAfterQuote(lines: readonly string[]): (from: number) => boolean {
  const lastOwn = lines.findLastIndex(
    (line) => line.trim() !== "" && !isQuoted(line) && !signatureLead.test(line),
  );
  let quoted = 0;
  return (from) => {
    quoted = Math.max(quoted, from);
    while (quoted < lines.length && !isQuoted(lines[quoted] ?? "")) quoted += 1;
    return quoted < lines.length && lastOwn > quoted;
  };
}

function trailingQuote(lines: readonly string[]): number {
  let at = lines.length;
  while (at > 0 && (isQuoted(lines[at - 1] ?? "") || (lines[at - 1] ?? "").trim() === "")) at -= 1;
  return lines.slice(at).some(isQuoted) ? at : lines.length;
}

/** Below "-- ", or the last lines, of a form that phones write. */
function signatureStart(lines: readonly string[]): number {
  const lead = lines.findIndex((line) => signatureLead.test(line));
  let at = lead === -1 ? lines.length : lead;
  while (at > 0 && isOfPhone((lines[at - 1] ?? "").trim())) at -= 1;
  return at;
}

const isOfPhone = (line: string) => line === "" || isPhoneSignature(line);

/** `attributed` is for whoever does not know what was said before; `repeatsKnown` tells for the rest. */
export function foldMail(text: string, quotations: Quotations = "all"): Folded {
  const whole = text.replaceAll("\r\n", "\n").trim();
  const lines = whole.split("\n");
  const fresh = lines.slice(0, quoteStart(lines, quotations));
  const kept = fresh.slice(0, signatureStart(fresh)).join("\n").trim();
  if (kept === "") return { text: whole, isFolded: false };
  return { text: kept, isFolded: kept !== whole };
}

const bare = (text: string) => text.replaceAll(/\s+/g, " ").trim().toLowerCase();

const mostQuotedLines = 300;
const longestKnown = 50_000;

/** Every line that is quoted once stands in what was said before, however it was broken into lines. */
export function repeatsKnown(quotation: string, known: readonly string[]): boolean {
  const said = known.map((text) => bare(text.slice(0, longestKnown)));
  const quoted = quotation
    .split("\n")
    .flatMap((line) => /^\s*>\s?([^>].*)$/.exec(line)?.[1] ?? [])
    .map(bare)
    .filter((line) => line !== "");
  if (quoted.length === 0 || quoted.length > mostQuotedLines) return false;
  return quoted.every((line) => said.some((one) => one.includes(line)));
}
