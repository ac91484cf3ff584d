// The llm room: the one way to AI models. See README.md for its words and invariants.
import { type AiPurpose, aiPurposeWords } from "@rapport/contracts";
import { inBackground } from "../../platform/background.ts";
import type { Ctx } from "../../platform/context.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { createAnswerCache } from "./answer-cache.ts";
import { complete } from "./complete.ts";
import { ladderFor } from "./describe.ts";
import { createHealth } from "./health.ts";
import { ladderSentence } from "./ladder.rules.ts";
import { reserveAll, settleAll } from "./ledger.store.ts";
import type {
  Ask,
  Completion,
  LlmDeps,
  StreamPart,
  TranscribeAsk,
  Transcription,
} from "./llm-deps.ts";
import { type KnownPerson, minimise, nameCandidates } from "./minimise.rules.ts";
import { modelActs } from "./model-acts.ts";
import { policyActs } from "./policy-acts.ts";
import { policyRoutes } from "./policy-routes.ts";
import { providerActs } from "./provider-acts.ts";
import { providerRoutes } from "./provider-routes.ts";
import { createSetups, routeFor } from "./setup.ts";
import { stream } from "./stream.ts";
import { createTogether } from "./together.ts";
import { totalCostRoutes } from "./total-cost-routes.ts";
import { transcribe } from "./transcribe.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";

/** What holds for a purpose now, and how to say so. */
export interface RungInForce {
  rung: "model" | "rules";
  words: string;
}

export interface Llm {
  name: "llm";
  routes: AnyRoute[];
  upkeep: Upkeep;
  /** Resolves when every call that is over stands in the ledger. */
  settled(): Promise<void>;
  /** Asks once. Never inside a transaction; having no answer is an answer. */
  complete(ctx: Ctx, ask: Ask): Promise<Completion>;
  /** The same, as it is written; the last part is the end. Leaving early cuts the call. */
  stream(ctx: Ctx, ask: Omit<Ask, "schema" | "cacheKey">): AsyncGenerator<StreamPart>;
  /** Writes a recording down. Never inside a transaction; having no transcript is an answer. */
  transcribe(ctx: Ctx, ask: TranscribeAsk): Promise<Transcription>;
  /**
   * Texts with marks such as [PERSON_1] in the place of addresses, numbers, names of our own records and of `people`.
   * For texts that are kept without them. Never inside a transaction.
   */
  minimised(
    ctx: Ctx,
    texts: readonly string[],
    people: readonly KnownPerson[],
  ): Promise<readonly string[]>;
  rungOf(ctx: Ctx, purpose: AiPurpose): Promise<RungInForce>;
}

export function createLlm(deps: LlmDeps): Llm {
  const setups = createSetups(deps);
  const health = createHealth(deps.clock);
  const reserve = createTogether(deps.db, reserveAll);
  const settle = createTogether(deps.db, settleAll);
  const cache = createAnswerCache(deps.clock);
  // Who asks a model waits for the reservation, and for no settlement.
  const ledger = {
    reserve: reserve.send,
    settle: (...settled: Parameters<typeof settle.send>) =>
      inBackground(() => settle.send(...settled)),
  };
  const askDeps = { ...deps, setups, health, cache, ...ledger };
  deps.acts.register(...providerActs(askDeps), ...modelActs(askDeps), ...policyActs(askDeps));
  return {
    name: "llm",
    routes: [...providerRoutes(askDeps), ...policyRoutes(askDeps), ...totalCostRoutes(askDeps)],
    upkeep: createUpkeep({ ...deps, settled: settle.idle }),
    settled: settle.idle,
    complete: (ctx, ask) => complete(askDeps, ctx, ask),
    stream: (ctx, ask) => stream(askDeps, ctx, ask),
    transcribe: (ctx, ask) => transcribe(askDeps, ctx, ask),
    minimised: async (ctx, texts, people) => {
      const words = nameCandidates(texts);
      const known = words.length > 0 ? await deps.peopleNamed(ctx, words) : [];
      return minimise(texts, [...people, ...known]).texts;
    },
    rungOf: async (ctx, purpose) => {
      const setup = await setups.of(ctx.workspaceId);
      const route = routeFor(setup, purpose);
      const ladder = ladderFor(setup, purpose);
      const isModel = ladder.rungs.length > 0;
      const sentence = ladderSentence(purpose, ladder, route.pick);
      const words = isModel ? `${aiPurposeWords[purpose]}: ${sentence}` : sentence;
      return { rung: isModel ? "model" : "rules", words };
    },
  };
}
