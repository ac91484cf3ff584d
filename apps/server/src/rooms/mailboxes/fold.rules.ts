// What of a mail is new: the text above what it quotes and above its signature. Pure. Where nothing would be left, the
// whole text counts, so that nobody's words are lost to a wrong guess; the whole mail stays at hand beside it.

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
  /^.{1,200}<[^<>\s]+@[^<>\s]+>.{0,40}:$/,
];

const originalLead =
  /^-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht) ?-{2,}$/i;

const outlookLine = /^_{10,}$/;
const outlookHeader = /^(?:from|von|de|da|van|från|fra): .+$/i;
const outlookSecond =
  /^(?:sent|date|gesendet|datum|envoyé|enviado|inviato|data|verzonden|skickat|sendt|to|an|à|para|a|aan): .+$/i;

const signatureLead = /^-- ?$/;
const phoneSignature =
  /^(?:sent from my .{2,40}|get outlook for .{2,20}|von meinem .{2,40} gesendet|gesendet mit .{2,40}|envoyé de mon .{2,40}|enviado desde mi .{2,40}|inviato da .{2,40})$/i;

const isQuoted = (line: string) => /^\s*>/.test(line);

/** A lead may be broken over two or three lines. */
function leads(lines: readonly string[], at: number): boolean {
  const one = (lines[at] ?? "").trim();
  if (one === "") return false;
  if (originalLead.test(one)) return true;
  if (isOutlookHead(lines, at, one)) return true;
  const joined = [one, `${one} ${(lines[at + 1] ?? "").trim()}`];
  return joined.some((text) => text.endsWith(":") && quoteLeads.some((lead) => lead.test(text)));
}

function isOutlookHead(lines: readonly string[], at: number, one: string): boolean {
  const begin = outlookLine.test(one) ? at + 1 : at;
  const isHead = outlookHeader.test((lines[begin] ?? "").trim());
  return isHead && outlookSecond.test((lines[begin + 1] ?? "").trim());
}

/** After a lead something quoted must come, or nothing but the end: "he wrote:" in running text is no lead. */
function isFollowedByQuote(lines: readonly string[], at: number): boolean {
  const rest = lines.slice(at + 1, at + 6).filter((line) => line.trim() !== "");
  const one = (lines[at] ?? "").trim();
  return originalLead.test(one) || isOutlookHead(lines, at, one) || rest.slice(0, 3).some(isQuoted);
}

/** Where the tail begins that only repeats what others wrote. */
function quoteStart(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at += 1) {
    if (!leads(lines, at) || !isFollowedByQuote(lines, at)) continue;
    // Answers between the lines stay where they are: what they answer is beside them.
    if (!hasOwnAfterQuote(lines, at + 1)) return at;
  }
  return trailingQuote(lines);
}

function hasOwnAfterQuote(lines: readonly string[], from: number): boolean {
  const quoted = lines.findIndex((line, at) => at >= from && isQuoted(line));
  if (quoted === -1) return false;
  return lines.some(
    (line, at) => at > quoted && line.trim() !== "" && !isQuoted(line) && !signatureLead.test(line),
  );
}

function trailingQuote(lines: readonly string[]): number {
  let at = lines.length;
  while (at > 0 && (isQuoted(lines[at - 1] ?? "") || (lines[at - 1] ?? "").trim() === "")) at -= 1;
  return lines.slice(at).some(isQuoted) ? at : lines.length;
}

function signatureStart(lines: readonly string[]): number {
  const at = lines.findIndex(
    (line) => signatureLead.test(line) || phoneSignature.test(line.trim()),
  );
  return at === -1 ? lines.length : at;
}

export function foldMail(text: string): Folded {
  const whole = text.replaceAll("\r\n", "\n").trim();
  const lines = whole.split("\n");
  const fresh = lines.slice(0, quoteStart(lines));
  const kept = fresh.slice(0, signatureStart(fresh)).join("\n").trim();
  if (kept === "") return { text: whole, isFolded: false };
  return { text: kept, isFolded: kept !== whole };
}
