// Compares what hosted models and machines of one's own cost over one to two years. Reads; writes nothing.
import type { AiHostedCost, AiTotalCost, AiTotalCostInput } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { lowestIdAt } from "../../platform/ids.ts";
import { unknownModel } from "./errors.ts";
import type { LadderModel } from "./ladder.rules.ts";
import { readLoad } from "./load.store.ts";
import { isSpeech, type Price } from "./price.rules.ts";
import type { Setup, Setups } from "./setup.ts";
import type { StoredProvider } from "./stored-setup.ts";
import {
  callsOf,
  cheaperFromLoads,
  cheaperFromMonth,
  hostedCost,
  ownCost,
  perThousandCalls,
} from "./total-cost.rules.ts";
import { type MeasuredLoad, numbersOf } from "./total-cost-numbers.rules.ts";
import { totalCostSentence, totalCostWarnings } from "./total-cost-words.rules.ts";

export interface TotalCostDeps {
  db: Database;
  clock: Clock;
  setups: Setups;
}

const dayMs = 86_400_000;
const lookBackDays = 30;

async function measuredLoad({ db, clock }: TotalCostDeps, ctx: Ctx): Promise<MeasuredLoad | null> {
  const sinceId = lowestIdAt(clock.nowMs() - lookBackDays * dayMs);
  const { calls, days, inputTokens, outputTokens } = await readLoad(db.reader(ctx), sinceId);
  return calls === 0 ? null : { calls, callsPerDay: calls / days, inputTokens, outputTokens };
}

interface Priced {
  model: LadderModel;
  provider: StoredProvider;
  price: Price;
}

function pricedModels(setup: Setup, asked: readonly string[] | undefined): Priced[] {
  const known = new Map(setup.models.map((model) => [model.id, model]));
  const ids = asked === undefined ? [...known.keys()] : [...new Set(asked)];
  return ids.flatMap((id) => {
    const model = known.get(id);
    const provider = model && setup.providers.get(model.providerId);
    if (!model || !provider) throw unknownModel();
    // Machines that write do not listen: speech is another sum.
    return model.price === null || isSpeech(model.price)
      ? []
      : [{ model, provider, price: model.price }];
  });
}

const isFree = ({ price }: Priced) => price.inputMicros === 0 && price.outputMicros === 0;

export async function totalCost(
  deps: TotalCostDeps,
  ctx: Ctx,
  asked: AiTotalCostInput,
): Promise<AiTotalCost> {
  const [setup, measured] = await Promise.all([
    deps.setups.of(ctx.workspaceId),
    measuredLoad(deps, ctx),
  ]);
  const { numbers, basis, assumed } = numbersOf(asked, measured);
  const all = pricedModels(setup, asked.modelIds);
  const priced = all.filter((one) => !isFree(one));
  const own = ownCost(numbers);
  const calls = callsOf(numbers);
  const loads = cheaperFromLoads(
    priced.map(({ price }) => price),
    numbers,
  );
  const hosted = priced.map(({ model, provider, price }, at): AiHostedCost => {
    const cumulativeMicros = hostedCost(price, numbers);
    const totalMicros = cumulativeMicros.at(-1) ?? 0;
    return {
      modelId: model.id,
      model: model.label,
      provider: provider.name,
      dataClass: provider.dataClass,
      isForPersonalData: provider.dataClass === "personal",
      totalMicros,
      perThousandCallsMicros: perThousandCalls(totalMicros, calls),
      cumulativeMicros,
      ownCheaperFromMonth: cheaperFromMonth(own.cumulativeMicros, cumulativeMicros),
      ownCheaperFromCallsPerDay: loads[at] ?? null,
    };
  });
  const totalMicros = own.cumulativeMicros.at(-1) ?? 0;
  const reckoned = {
    numbers,
    own: { ...own, totalMicros, perThousandCallsMicros: perThousandCalls(totalMicros, calls) },
    hosted: hosted.toSorted((a, b) => a.totalMicros - b.totalMicros),
  };
  const free = all.filter(isFree).map(({ model, provider }) => `${model.label} (${provider.name})`);
  return {
    sentence: totalCostSentence(reckoned),
    warnings: totalCostWarnings(reckoned, free),
    ...{ ...reckoned, basis, assumed },
  };
}
