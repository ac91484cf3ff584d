// How money, states and periods of AI models are said, and how prices are read from what somebody types.
import type {
  AiBudget,
  AiCall,
  AiDataClass,
  AiForecast,
  AiModel,
  AiProviderKind,
  AiPurpose,
} from "@rapport/sdk";

const MICROS = 1_000_000;

/** Small sums keep the digits that tell them apart. */
export const dollars = (micros: number): string => {
  const value = micros / MICROS;
  if (value === 0) return "$0";
  if (value >= 1)
    return `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  if (value < 0.0001) return "< $0.0001";
  return `$${value.toFixed(4)}`;
};

/** Null: no amount. */
export const microsOf = (text: string): number | null => {
  const bare = text
    .trim()
    .replace(/^\$\s*/, "")
    .replace(",", ".");
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(bare)) return null;
  return Math.round(Number(bare) * MICROS);
};

export const kindWords: Record<AiProviderKind, string> = {
  "openai-compatible": "OpenAI-compatible (hosted, Ollama, vLLM, llama.cpp)",
  anthropic: "Anthropic",
  google: "Google",
  bedrock: "Amazon Bedrock",
};

export const classWords: Record<AiDataClass, string> = {
  public: "Public text only",
  internal: "Internal text, no personal data",
  personal: "Everything, personal data too",
};

const scopeWords: Record<AiBudget["scope"], string> = {
  workspace: "The whole workspace",
  team: "Team",
  agent: "Agent",
  run: "Run",
  purpose: "Purpose",
};

const periodWords: Record<AiBudget["period"], string> = {
  day: "a day",
  month: "a month",
  total: "in total",
};

export const budgetTitle = ({
  scope,
  subject,
  period,
}: Pick<AiBudget, "scope" | "subject" | "period">): string => {
  if (scope === "workspace") return `${scopeWords.workspace}, ${periodWords[period]}`;
  const which =
    subject === "*" ? `each ${scopeWords[scope].toLowerCase()}` : `${scopeWords[scope]} ${subject}`;
  return `${which.charAt(0).toUpperCase()}${which.slice(1)}, ${periodWords[period]}`;
};

/** From 0 to 1, with what is reserved. */
export const shareOf = ({ spentMicros, reservedMicros, limitMicros }: AiBudget): number =>
  limitMicros === 0 ? 1 : Math.min(1, (spentMicros + reservedMicros) / limitMicros);

export const outlook = ({ forecastMicros, limitMicros, period }: AiBudget): string => {
  if (forecastMicros === null) return period === "total" ? "" : "Too early to tell where it leads";
  const end = period === "day" ? "today" : "this month";
  return forecastMicros > limitMicros
    ? `Will be spent before ${end} is over: ${dollars(forecastMicros)} at this rate`
    : `Leads to ${dollars(forecastMicros)} ${end}`;
};

const stateWords: Record<AiCall["state"], string> = {
  reserved: "Under way",
  answered: "Answered",
  failed: "No answer",
  unknown: "Cut off, counted as reserved",
  refused: "Budget spent",
  cached: "From memory",
};

const errorWords: Record<string, string> = {
  throttled: "asked to slow down",
  busy: "fault of the provider",
  refused: "refused",
  unreachable: "not reached",
  late: "too slow",
  cut: "broke off",
  rubbish: "unusable answer",
  stopped: "stopped by the reader",
  never_ended: "never ended",
};

export const callWords = ({ state, error }: Pick<AiCall, "state" | "error">): string => {
  const why = error === null || state === "refused" ? undefined : errorWords[error];
  return why ? `${stateWords[state]}: ${why}` : stateWords[state];
};

/** Whether it listens, instead of reading text: its price by the minute says so. */
export const isSpeech = ({ prices }: Pick<AiModel, "prices">): boolean =>
  (prices[0]?.audioMicrosPerMinute ?? null) !== null;

/** A model without a price may become either, but is not called before it has one. */
export const canServe = (purpose: AiPurpose, model: Pick<AiModel, "prices">): boolean =>
  isSpeech(model) === (purpose === "transcribe");

export const priceWords = ({ prices }: Pick<AiModel, "prices">): string => {
  const [price] = prices;
  if (!price) return "No price: never called";
  return price.audioMicrosPerMinute === null
    ? `${dollars(price.inputMicrosPerMillion)} read, ${dollars(price.outputMicrosPerMillion)} written`
    : `${dollars(price.audioMicrosPerMinute)} a minute of audio`;
};

export const lengthWords = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
};

/** How much a call was given and gave. */
export const sizeWords = ({
  inputTokens,
  outputTokens,
  audioMs,
}: Pick<AiCall, "inputTokens" | "outputTokens" | "audioMs">): string => {
  if (audioMs !== null) return lengthWords(audioMs);
  return inputTokens === null ? "–" : `${inputTokens} read, ${outputTokens ?? 0} written`;
};

export const billWords = (bill: AiForecast): string => {
  const { rungs, why, callsPerDay, audioSeconds, basis, budgetEndsAfterDays } = bill;
  const [first] = rungs;
  if (!first) return `${why ?? "No model with a price."} There is nothing to reckon.`;
  const each =
    audioSeconds === null
      ? `${Math.round(callsPerDay)} calls a day`
      : `${Math.round(callsPerDay)} recordings a day of ${audioSeconds} seconds each`;
  const ends =
    budgetEndsAfterDays === null
      ? ""
      : ` The budget would be spent after ${budgetEndsAfterDays} days.`;
  return `About ${dollars(first.perMonthMicros)} a month at ${each} with ${first.model} (${dollars(first.perCallMicros)} a call).${ends} ${basis}`;
};
