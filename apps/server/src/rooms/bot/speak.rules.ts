// When the bot speaks, and what it may say. Pure: the same conversation gives the same decision. It speaks only where it
// was let, answers a message at most once, says at first contact what it is, answers from sources or not at all, and
// gives the conversation to a person within one step. What it may not decide (prices, law, refusals) it never answers.
import type { BotLanguage, BotSettings } from "@rapport/contracts";
import { isConfirmation } from "./confirmation.rules.ts";
import { sensitiveTopic } from "./sensitive.rules.ts";
import { type HandOverReason, wordsFor } from "./words.rules.ts";

export type { HandOverReason } from "./words.rules.ts";

export interface Said {
  by: "customer" | "member" | "bot";
  text: string;
  atMs: number;
}

export interface Situation {
  settings: BotSettings;
  /** What people and the bot said and the customer sees, oldest first; the last of it is the message. */
  said: readonly Said[];
  /** Nobody wrote the message: an auto-reply, a bounce. */
  isAutomatic: boolean;
  /** A recording in it was heard by nobody. */
  isUnheard: boolean;
  /** The conversation's own word: no person is in, it is open, this message was not answered. */
  maySpeak: boolean;
  language: BotLanguage;
  channelId: string | null;
  /** Where sources are not shown beside a message, they are named in it. */
  namesSources: boolean;
  /** When people answer again, as words; null: now, or nobody knows. */
  backAt: string | null;
}

export type Silence = "off" | "automatic" | "not-now" | "not-latest" | "empty" | "for-a-person";

export type Decision =
  | { kind: "silent"; reason: Silence }
  | { kind: "hand-over"; reason: HandOverReason; topic: string | null }
  | { kind: "confirm" }
  | { kind: "look-up"; question: string };

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** Two machines that answer each other say the same again and again. */
function isEcho(said: readonly Said[], text: string): boolean {
  const now = plain(text);
  const before = said.slice(0, -1);
  const byBot = before.filter(({ by }) => by === "bot").slice(-3);
  const byCustomer = before.filter(({ by }) => by === "customer");
  const repeats = byCustomer.filter((one) => plain(one.text) === now).length;
  return repeats >= 2 || byBot.some((one) => plain(one.text).includes(now) && now.length >= 40);
}

/** What the customer wrote since somebody spoke last. */
function pending(said: readonly Said[]): readonly Said[] {
  const lastOther = said.findLastIndex(({ by }) => by !== "customer");
  return said.slice(lastOther + 1);
}

const dayMs = 86_400_000;

/** The bot's own words of the last day: a chat that goes on after weeks is a new contact. */
function recentAnswers(said: readonly Said[]): readonly Said[] {
  const nowMs = said.at(-1)?.atMs ?? 0;
  return said.filter(({ by, atMs }) => by === "bot" && nowMs - atMs < dayMs);
}

const longestQuestion = 500;

export function decide(situation: Situation): Decision {
  const { settings, said, isAutomatic, isUnheard, maySpeak } = situation;
  const last = said.at(-1);
  if (!settings.isOn) return { kind: "silent", reason: "off" };
  if (isAutomatic) return { kind: "silent", reason: "automatic" };
  if (!maySpeak) return { kind: "silent", reason: "not-now" };
  if (last?.by !== "customer") return { kind: "silent", reason: "not-latest" };
  if (isUnheard) return { kind: "hand-over", reason: "unheard", topic: null };
  const question = pending(said)
    .map(({ text }) => text.trim())
    .filter(Boolean)
    .join("\n");
  if (question === "") return { kind: "silent", reason: "empty" };
  const topic = sensitiveTopic(question);
  if (topic !== null) return { kind: "hand-over", reason: "sensitive", topic };
  if (isEcho(said, last.text)) return { kind: "hand-over", reason: "echo", topic: null };
  const answers = recentAnswers(said).length;
  if (answers >= settings.mostAnswers) return { kind: "hand-over", reason: "enough", topic: null };
  return thanked(said, question) ?? { kind: "look-up", question: question.slice(-longestQuestion) };
}

/** Thanks are for whoever spoke last: what a person answered, the bot does not take for its own. */
function thanked(said: readonly Said[], question: string): Decision | null {
  if (!isConfirmation(question)) return null;
  const lastOther = said.findLast(({ by }) => by !== "customer");
  if (lastOther?.by === "member") return { kind: "silent", reason: "for-a-person" };
  return recentAnswers(said).length > 0 ? { kind: "confirm" } : null;
}

const isFirstContact = ({ said }: Situation) => recentAnswers(said).length === 0;

/** The disclosure stands before its first words, whatever they are. */
function withDisclosure(situation: Situation, text: string): string {
  if (!isFirstContact(situation)) return text;
  return `${wordsFor(situation).disclosure.trim()}\n\n${text}`;
}

export interface Cited {
  title: string;
  url: string | null;
}

function sourcesIn(situation: Situation, cited: readonly Cited[]): string {
  if (!situation.namesSources || cited.length === 0) return "";
  const { source } = wordsFor(situation);
  const lines = cited.map(({ title, url }) => `${source}: ${title}${url ? ` (${url})` : ""}`);
  return `\n\n${lines.join("\n")}`;
}

export function answerText(situation: Situation, text: string, cited: readonly Cited[]): string {
  const { offer } = wordsFor(situation);
  const whole = `${text.trim()}${sourcesIn(situation, cited)}`;
  return withDisclosure(situation, isFirstContact(situation) ? `${whole}\n\n${offer}` : whole);
}

export const confirmText = (situation: Situation): string =>
  withDisclosure(situation, wordsFor(situation).glad);

export function handOverText(situation: Situation, reason: HandOverReason): string {
  const words = wordsFor(situation);
  const back = situation.backAt === null ? "" : ` ${words.backAt(situation.backAt)}`;
  return withDisclosure(situation, `${words.handOver[reason]}${back}`);
}

const reasonWords: Record<HandOverReason, string> = {
  asked: "The customer asked for a person",
  sensitive: "The bot does not decide this",
  unsure: "The bot found no sure answer",
  enough: "The bot had answered often enough",
  echo: "The same was written again and again",
  failed: "The bot could not answer",
  unheard: "The bot could not hear a recording",
};

export const handOverReason = (reason: HandOverReason, topic: string | null): string =>
  topic === null ? reasonWords[reason] : `${reasonWords[reason]}: ${topic}`;

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim().slice(0, 160);

/** A message may be a file and no words. */
const quoted = (text: string): string =>
  text.trim() === "" ? "a file without words" : `“${oneLine(text)}”`;

/** For whoever takes over, made of what was said, with no model. */
export function summaryOf(said: readonly { by: string; text: string }[]): string {
  const asked = said.filter(({ by }) => by === "customer");
  const answered = said.filter(({ by }) => by === "bot").length;
  const [first, last] = [asked[0], asked.at(-1)];
  const parts = [
    first ? `Asked first: ${quoted(first.text)}.` : "",
    last && last !== first ? `Now: ${quoted(last.text)}.` : "",
    answered > 0 ? `The bot answered ${answered} time${answered === 1 ? "" : "s"}.` : "",
  ];
  return parts.filter(Boolean).join(" ");
}

/** Where a text for a customer may lead: this server's own pages, and the websites that the workspace lists. */
export const verifiedHosts = (
  settings: Pick<BotSettings, "linkHosts"> | null,
  publicUrl: string,
): ReadonlySet<string> => new Set([...(settings?.linkHosts ?? []), new URL(publicUrl).host]);

/** Links lead to this server and to websites that the workspace named, over https, and nowhere else. */
export function verifiedLink(url: string | null, hosts: ReadonlySet<string>): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, host, username, password, href } = new URL(url);
  const isPlain = username === "" && password === "";
  return protocol === "https:" && isPlain && hosts.has(host.toLowerCase()) ? href : null;
}
