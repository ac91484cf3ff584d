// What comes out of a total cost, in words that a head of operations understands, and what to beware of. Pure.
import { type AiTotalCost, mostMachinesTried } from "@rapport/contracts";
import { moneyWords } from "./money-words.rules.ts";
import { mostMicros } from "./total-cost.rules.ts";

type Reckoned = Pick<AiTotalCost, "numbers" | "own" | "hosted">;

const plain = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });

function loadWords({ callsPerDay, growthPercentPerMonth: by }: Reckoned["numbers"]): string {
  const change = by > 0 ? `growing by ${plain(by)} %` : `falling by ${plain(-by)} %`;
  return `At ${plain(callsPerDay)} calls a day${by === 0 ? "" : `, ${change} a month`}`;
}

function ownWords({ numbers, own }: Reckoned): string {
  const count = Math.max(...own.machines);
  const kind = numbers.way === "rent" ? "rented " : "";
  const whose = numbers.way === "buy" ? " of your own" : "";
  return count === 1 ? `one ${kind}machine${whose}` : `${plain(count)} ${kind}machines${whose}`;
}

/** Where nothing but what machines are still worth makes them cheaper. */
function worthWords({ numbers, own }: Reckoned, month: number): string {
  return month === numbers.months && own.worthAtEndMicros > 0
    ? ` That counts the ${moneyWords(own.worthAtEndMicros)} which they are then still worth.`
    : "";
}

/** Just beyond a load that takes one more machine, a smaller load may be the cheaper one. */
function loadFrom(load: number | null, { callsPerDay }: Reckoned["numbers"]): string {
  if (load === null)
    return `would not be cheaper at any load that ${mostMachinesTried} machines could take`;
  return load <= callsPerDay
    ? `would be cheaper at about ${plain(load)} calls a day, which take fewer machines`
    : `would be cheaper from about ${plain(load)} calls a day on`;
}

function verdict(reckoned: Reckoned, cheapest: Reckoned["hosted"][number]): string {
  const { own, numbers } = reckoned;
  const apart = moneyWords(Math.abs(cheapest.totalMicros - own.totalMicros));
  const { ownCheaperFromMonth: month, ownCheaperFromCallsPerDay: load } = cheapest;
  if (month !== null) {
    const since = month === 1 ? "from the first month on" : `from month ${month} on`;
    return `your own is cheaper ${since} and saves ${apart}.${worthWords(reckoned, month)}`;
  }
  if (own.totalMicros >= mostMicros && cheapest.totalMicros >= mostMicros)
    return "both are beyond what is counted.";
  if (own.totalMicros === cheapest.totalMicros) return "they cost the same.";
  return `the hosted model is cheaper by ${apart}; your own ${loadFrom(load, numbers)}.`;
}

export function totalCostSentence(reckoned: Reckoned): string {
  const { numbers, own, hosted } = reckoned;
  const [cheapest] = hosted;
  const spent = own.machines.some((count) => count > 1) ? "cost" : "costs";
  const head = `${loadWords(numbers)}, ${ownWords(reckoned)} ${spent} ${moneyWords(own.totalMicros)} over ${numbers.months} months`;
  if (!cheapest) return `${head}. No hosted model has a price yet: there is nothing to compare.`;
  const { model, provider, totalMicros, isForPersonalData } = cheapest;
  const where = isForPersonalData ? provider : `${provider}, not for personal data`;
  return `${head} and the cheapest hosted model, ${model} (${where}), ${moneyWords(totalMicros)}: ${verdict(reckoned, cheapest)}`;
}

const leastBusyPercent = 10;

export function totalCostWarnings(reckoned: Reckoned, free: readonly string[]): string[] {
  const { own, hosted } = reckoned;
  const delicate = hosted.filter(({ isForPersonalData }) => !isForPersonalData);
  const names = delicate.map(({ model, provider }) => `${model} (${provider})`).join(", ");
  const sums = [own.totalMicros, ...hosted.map(({ totalMicros }) => totalMicros)];
  const warnings = [
    own.busyPercent < leastBusyPercent &&
      `Machines of your own would be at work ${plain(own.busyPercent)} % of the time: most of what they cost is for waiting.`,
    delicate.length > 0 &&
      `Not for personal data: ${names}. Questions that hold some need another model, whatever this one costs.`,
    free.length > 0 &&
      `Left out, since they cost nothing a token and so are yours already: ${free.join(", ")}.`,
    sums.some((sum) => sum >= mostMicros) && "What is beyond nine billion dollars counts as that.",
  ];
  return warnings.filter((one) => one !== false);
}
