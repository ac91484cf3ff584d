// Which models a question may go to, in which order, and why not to others. Pure: it sees the set-up as it is.
import {
  type AiDataClass,
  type AiPick,
  type AiPurpose,
  aiDataClasses,
  aiPurposeWords,
} from "@rapport/contracts";
import { isSpeech, type Price } from "./price.rules.ts";

export interface Rung {
  modelId: string;
  model: string;
  label: string;
  providerId: string;
  provider: string;
  price: Price;
  /** How long it usually lets people wait; null: it answered nothing lately. */
  medianMs: number | null;
}

export interface LadderModel {
  id: string;
  providerId: string;
  name: string;
  label: string;
  isOn: boolean;
  price: Price | null;
  /** Null: it answered nothing lately, or no purpose asks for it. */
  medianMs: number | null;
}

export interface LadderProvider {
  id: string;
  name: string;
  region: string;
  dataClass: AiDataClass;
  isOn: boolean;
}

export interface LadderRoute {
  isOn: boolean;
  modelIds: readonly string[];
  pick: AiPick;
  regions: readonly string[];
  minimises: boolean;
  deadlineMs: number;
  maxOutputTokens: number;
}

/** What the texts of a purpose may hold: all but the provider's own test work on what customers wrote. */
export const classOf = (purpose: AiPurpose): AiDataClass =>
  purpose === "test" ? "public" : "personal";

/** What models are given: text to read, or a recording to listen to. No model does both. */
export type Work = "text" | "speech";

export const workOf = (purpose: AiPurpose): Work => (purpose === "transcribe" ? "speech" : "text");

/** What holds for a purpose until somebody says otherwise. */
export const routeByItself: LadderRoute = {
  isOn: true,
  modelIds: [],
  pick: "listed",
  regions: [],
  minimises: true,
  deadlineMs: 20_000,
  maxOutputTokens: 700,
};

/** Listening takes long, and sound has no names that could be taken out. */
export const speechRouteByItself: LadderRoute = {
  ...routeByItself,
  minimises: false,
  deadlineMs: 120_000,
};

export type NoRungReason =
  | "no_model"
  | "no_speech_model"
  | "off"
  | "switched_off"
  | "region"
  | "data_class"
  | "price_unknown";

export interface Ladder {
  rungs: readonly Rung[];
  /** Why there is none. */
  reason: NoRungReason | null;
}

const rankOf = (dataClass: AiDataClass) => aiDataClasses.indexOf(dataClass);
const priceSum = ({ price }: Rung) =>
  price.audioMicros ?? price.inputMicros * 3 + price.outputMicros;
/** Nobody knows how fast a model is that was never asked: it comes last. */
const waitOf = ({ medianMs }: Rung) => medianMs ?? Number.MAX_SAFE_INTEGER;

/** What is alike stays in the order that was told. */
const orders: Record<AiPick, ((a: Rung, b: Rung) => number) | null> = {
  listed: null,
  cheapest: (a, b) => priceSum(a) - priceSum(b),
  fastest: (a, b) => waitOf(a) - waitOf(b),
};

/** A model without a price is none that listens: its price by the minute is what makes it one. */
export const canDo = (work: Work, { price }: Pick<LadderModel, "price">): boolean =>
  (price !== null && isSpeech(price)) === (work === "speech");

/** The first thing that keeps the model from it; null: nothing does. */
function hindrance(
  model: LadderModel,
  provider: LadderProvider | undefined,
  route: LadderRoute,
  dataClass: AiDataClass,
): NoRungReason | null {
  if (!provider?.isOn || !model.isOn) return "switched_off";
  if (route.regions.length > 0 && !route.regions.includes(provider.region)) return "region";
  if (rankOf(dataClass) > rankOf(provider.dataClass)) return "data_class";
  return model.price === null ? "price_unknown" : null;
}

const noneReasons = { text: "no_model", speech: "no_speech_model" } as const;

export function ladderOf(
  route: LadderRoute,
  all: readonly LadderModel[],
  providers: ReadonlyMap<string, LadderProvider>,
  dataClass: AiDataClass,
  work: Work = "text",
): Ladder {
  if (!route.isOn) return { rungs: [], reason: "off" };
  const models = all.filter((model) => canDo(work, model));
  const named = route.modelIds.flatMap((id) => models.find((model) => model.id === id) ?? []);
  const asked = route.modelIds.length > 0 ? named : models;
  let reason: NoRungReason = models.length > 0 ? "switched_off" : noneReasons[work];
  const rungs: Rung[] = [];
  for (const model of asked) {
    const provider = providers.get(model.providerId);
    const hindered = hindrance(model, provider, route, dataClass);
    if (hindered !== null) reason = hindered;
    else if (provider && model.price) {
      const { id: modelId, name, label, price, medianMs } = model;
      const of = { providerId: provider.id, provider: provider.name };
      rungs.push({ modelId, model: name, label, price, medianMs, ...of });
    }
  }
  if (rungs.length === 0) return { rungs, reason };
  const order = orders[route.pick];
  if (order !== null) rungs.sort(order);
  return { rungs, reason: null };
}

export const reasonWords: Record<NoRungReason, string> = {
  no_model: "No model is connected.",
  no_speech_model:
    "No speech model is connected. Add a model with a price by the minute to a provider that speaks OpenAI's protocol.",
  off: "Models are switched off for this.",
  switched_off: "The models that it may use are switched off or removed.",
  region: "No model runs in a region that this may use.",
  data_class: "No provider may be sent personal data, which this may hold.",
  price_unknown: "No model has a price yet, and one without is never called.",
};

const lowestRungs: Record<AiPurpose, string> = {
  answer: "passages quoted from your knowledge, then a person",
  draft: "passages quoted from your knowledge, then your own words",
  summary: "the latest messages as they are",
  triage: "built-in statistics, then rules",
  translate: "the original text",
  transcribe: "the recording as it is, to be listened to",
  test: "nothing",
};

const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
const pace = ({ medianMs }: Rung) =>
  medianMs === null ? ", not timed yet" : `, usually ${seconds(medianMs)}`;

/**
 * "GPT 5 mini (OpenAI), then Llama (on site); if none of them answers, …". Where the fastest comes first, each says how
 * long it usually takes.
 */
export function ladderSentence(
  purpose: AiPurpose,
  { rungs, reason }: Ladder,
  pick: AiPick = "listed",
): string {
  const below = lowestRungs[purpose];
  if (rungs.length === 0) {
    return `${reasonWords[reason ?? "no_model"]} ${aiPurposeWords[purpose]}: ${below}.`;
  }
  const names = rungs.map(
    (rung) => `${rung.label} (${rung.provider}${pick === "fastest" ? pace(rung) : ""})`,
  );
  return `${names.join(", then ")}; if none of them answers, ${below}.`;
}
