// What is read off messages without any model: what waits for an answer, the questions in it, matters that a person has to
// decide, and a summary in the messages' own words. Pure.
import type { ConversationMessage, CopilotSensitive, CopilotSummary } from "@rapport/contracts";
import { amountsOfMoney, analyse, guessLanguage, sentencesOf, wordsOf } from "@rapport/retrieval";

const mostQuestions = 3;
const longestQuestion = 500;
const fewWords = 4;
/** In characters. No person reads on, and what is behind it is mostly quoted. */
const longestRead = 8000;
const readPart = (text: string) => text.slice(0, longestRead);

const isCustomers = ({ author, automatic }: ConversationMessage) =>
  author.kind === "customer" && !automatic;
const isSaid = ({ internal, text }: ConversationMessage) => !internal && text.trim() !== "";
const isOurs = ({ author }: ConversationMessage) =>
  author.kind === "member" || author.kind === "bot";

/** What the customer wrote since our last answer; the last message where all are answered. Nobody waits in an auto-reply. */
export function waitingMessages(messages: readonly ConversationMessage[]): ConversationMessage[] {
  const said = messages.filter(isSaid);
  const after = said.slice(said.findLastIndex(isOurs) + 1);
  const waiting = after.filter(isCustomers);
  if (waiting.length > 0) return waiting;
  const last = said.findLast(isCustomers);
  return last ? [last] : [];
}

/** Whether the customer had the last word. */
function isWaiting(messages: readonly ConversationMessage[]): boolean {
  const last = messages.filter(isSaid).findLast((one) => isOurs(one) || isCustomers(one));
  return last !== undefined && isCustomers(last);
}

const isQuestion = (sentence: string) => /[?？؟]["'”’)\]]*$/.test(sentence);
const clip = (text: string) => text.replaceAll(/\s+/g, " ").trim().slice(0, longestQuestion);

const telling = (sentence: string): number =>
  new Set(analyse(sentence, guessLanguage(sentence)).map(({ term }) => term)).size;

/** A question that says little by itself leans on what stands before it, and on the subject. */
function wholeQuestion(sentences: readonly string[], at: number, subject: string | null): string {
  const sentence = sentences[at] ?? "";
  if (telling(sentence) >= fewWords) return clip(sentence);
  return clip([subject ?? "", sentences[at - 1] ?? "", sentence].join(" "));
}

/** The last three questions, or else all that was written. */
export function questionsOf(texts: readonly string[], subject: string | null): string[] {
  const found = texts.flatMap((text) => {
    const sentences = sentencesOf(readPart(text));
    return sentences.flatMap((sentence, at) =>
      isQuestion(sentence) ? [wholeQuestion(sentences, at, subject)] : [],
    );
  });
  const questions = [...new Set(found)].slice(-mostQuestions);
  if (questions.length > 0) return questions;
  const whole = clip(texts.map(readPart).join("\n"));
  return whole === "" ? [] : [whole];
}

const whole = (words: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, "giu");

const matters: Record<CopilotSensitive["kind"], RegExp> = {
  price: whole(
    "how much|costs?|expensive|fees?|billed|kostet|kosten|teuer|gebühr(?:en)?|coûte(?:nt)?|tarifs?|combien|cuestan?|cuesta|tarifas?|costano?|quanto costa|preços?|prices?|pricing|discounts?|rebates?|cheaper|refund(?:s|ed)?|compensation|goodwill|(?:special|better) (?:offer|deal)|preise?|rabatte?|nachlass|günstiger|erstattung|gutschrift|prix|remise|remboursement|precios?|descuentos?|reembolsos?|prezz[oi]|scont[oi]|rimbors[oi]",
  ),
  legal: whole(
    "legal(?:ly)?|lawyers?|solicitors?|attorneys?|sue|lawsuits?|courts?|liab(?:le|ility)|gdpr|data protection|breach of contract|anwält?e?|anwalts?|klage|verklagen|gericht|haftung|dsgvo|datenschutz|avocats?|tribunal|rgpd|responsabilité|abogados?|demanda|juicio|avvocat[oi]|causa legale",
  ),
  refusal: whole(
    "cancel(?:led|ed|lation|l?ing)?|refus(?:e|es|ed|al)|reject(?:ed|ion)?|den(?:y|ied)|terminat(?:e|ed|ion)|suspend(?:ed)?|blocked|banned|verweigert?|abgelehnt|gesperrt|kündig(?:en|ung)|gekündigt|refusé|résili(?:er|ation)|suspendu|rechazad[oa]|suspendid[oa]|rescindir|rifiutat[oa]|sospes[oa]",
  ),
};

const amountsIn = (kind: CopilotSensitive["kind"], text: string): readonly string[] =>
  kind === "price" ? amountsOfMoney(text) : [];

/** Price, law, refusal of service: a person decides there, whoever wrote the draft. */
export function sensitiveIn(texts: readonly string[]): CopilotSensitive[] {
  const text = texts.join("\n");
  return (Object.keys(matters) as CopilotSensitive["kind"][]).flatMap((kind) => {
    const words = [...(text.match(matters[kind]) ?? []), ...amountsIn(kind, text)];
    const found = [...new Set(words.map((one) => one.toLowerCase()))];
    return found.length === 0 ? [] : [{ kind, found: found.slice(0, 3) }];
  });
}

type Sentence = CopilotSummary["sentences"][number];

const longestLine = 240;
const greeting = 3;

const clipLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= longestLine ? line : `${line.slice(0, longestLine - 1)}…`;
};

/** Not "Hello" or "Dear team". */
function firstTelling(text: string): string {
  const sentences = sentencesOf(readPart(text));
  return clipLine(
    sentences.find((one) => wordsOf(one).length > greeting) ?? sentences[0] ?? readPart(text),
  );
}

const said = (about: Sentence["about"], text: string, one: ConversationMessage): Sentence => ({
  ...{ about, text },
  messages: [{ id: one.id, seq: one.seq }],
});

const questionIn = ({ text }: ConversationMessage): string => {
  const [question = ""] = questionsOf([text], null);
  return question.length < text.trim().length ? clipLine(question) : firstTelling(text);
};

export function plainSummary(messages: readonly ConversationMessage[]): Sentence[] {
  const all = messages.filter(({ internal, text }) => !internal && text.trim() !== "");
  const first = all.find(isCustomers);
  if (!first) return [];
  const answers = all.filter(({ author }) => author.kind === "member" || author.kind === "bot");
  const open = isWaiting(all) ? waitingMessages(all).filter(({ id }) => id !== first.id) : [];
  const isFirstOpen = isWaiting(all) && answers.length === 0;
  return [
    said(isFirstOpen ? "open" : "asked", questionIn(first), first),
    ...answers.slice(-2).map((one) => said("answered", firstTelling(one.text), one)),
    ...open.slice(-2).map((one) => said("open", questionIn(one), one)),
  ];
}

const labels: Record<ConversationMessage["author"]["kind"], string> = {
  customer: "Customer",
  member: "Colleague",
  bot: "Assistant",
  system: "Automatic",
};

/** As a model is shown it, and as its sentences are held against it. */
export const sourceOf = ({ author, internal, automatic, text }: ConversationMessage) => {
  const label = automatic ? labels.system : labels[author.kind];
  return { text: `${internal ? "Note of a colleague" : label}: ${text.slice(0, 2000)}` };
};
