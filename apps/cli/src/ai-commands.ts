// Commands about AI models: what is connected, what it costs, and what it will.
import type { AiBudget, AiCall, AiForecast, AiModel, AiProvider, AiPurpose } from "@rapport/sdk";
import { type Command, exitCodes, type Options, textOption, UsageError } from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";
import { totalCostCommand } from "./total-cost-command.ts";

const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(6)}`;

/** As an object, so that none that the API has can be missing. */
const purposes: Record<AiPurpose, true> = {
  answer: true,
  draft: true,
  summary: true,
  triage: true,
  translate: true,
  transcribe: true,
  test: true,
};

const isPurpose = (text: string): text is AiPurpose => Object.hasOwn(purposes, text);

function purposeOf(text: string | undefined): AiPurpose {
  if (text !== undefined && isPurpose(text)) return text;
  throw new UsageError(`Name a purpose: ${Object.keys(purposes).join(", ")}.`);
}

function countOf(options: Options, name: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  if (/^\d{1,8}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} takes a whole number.`);
}

const priceText = (price: AiModel["prices"][number]): string =>
  price.audioMicrosPerMinute === null
    ? `${dollars(price.inputMicrosPerMillion)} read, ${dollars(price.outputMicrosPerMillion)} written a million tokens`
    : `${dollars(price.audioMicrosPerMinute)} a minute of audio`;

function providerText({ name, kind, region, isOn, health, models }: AiProvider): string {
  const state = isOn ? health.state : "switched off";
  const lines = models.map(({ label, prices }) => {
    const [price] = prices;
    const each = price ? priceText(price) : "no price: never called";
    return `  ${label}: ${each}`;
  });
  return [`${name} (${kind}, ${region}): ${state}`, ...lines].join("\n");
}

const providersCommand: Command = {
  name: "ai providers",
  summary: "List providers of AI models with their models, prices and health.",
  options: connection,
  examples: ["ai providers", "ai providers --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const client = clientOf(options);
      const [all, status] = await Promise.all([client.ai.providers.list(), client.ai.status()]);
      const text = [status.words, ...all.map(providerText)].join("\n\n");
      return { exitCode: exitCodes.ok, text, result: all };
    }),
};

function budgetText({ scope, subject, period, ...money }: AiBudget): string {
  const { spentMicros, reservedMicros, limitMicros, forecastMicros } = money;
  const whom = scope === "workspace" ? scope : `${scope} ${subject}`;
  const leads = forecastMicros === null ? "" : `, leads to ${dollars(forecastMicros)}`;
  return `${whom}, ${period}: ${dollars(spentMicros)} of ${dollars(limitMicros)} (${dollars(reservedMicros)} under way${leads})`;
}

const budgetsCommand: Command = {
  name: "ai budgets",
  summary: "List budgets for AI models with what is spent and where it leads.",
  options: connection,
  examples: ["ai budgets"],
  run: ({ options }) =>
    asOutcome(async () => {
      const all = await clientOf(options).ai.budgets.list();
      const text = all.map(budgetText).join("\n") || "No budgets.";
      return { exitCode: exitCodes.ok, text, result: all };
    }),
};

function forecastText({ rungs, why, callsPerDay, basis, ...more }: AiForecast): string {
  const { audioSeconds, budgetEndsAfterDays } = more;
  const bills = rungs.map(
    ({ model, provider, perCallMicros, perMonthMicros }) =>
      `${model} (${provider}): ${dollars(perCallMicros)} a call, ${dollars(perMonthMicros)} a month`,
  );
  const ends =
    budgetEndsAfterDays === null ? [] : [`A budget is spent after ${budgetEndsAfterDays} days.`];
  const length = audioSeconds === null ? "" : `, recordings of ${audioSeconds} seconds`;
  const head = `${Math.round(callsPerDay)} calls a day${length}. ${basis}`;
  return [head, ...(bills.length > 0 ? bills : [why ?? "No model with a price."]), ...ends].join(
    "\n",
  );
}

const forecastCommand: Command = {
  name: "ai forecast",
  summary: "Reckon what a purpose will cost before it is switched on.",
  arguments: "PURPOSE",
  options: {
    ...connection,
    "calls-per-day": { type: "string", value: "N", about: "Calls a day; measured or assumed." },
    "input-tokens": { type: "string", value: "N", about: "Tokens that one call reads." },
    "output-tokens": { type: "string", value: "N", about: "Tokens that one call writes." },
    "audio-seconds": {
      type: "string",
      value: "N",
      about: "Length of one recording; for transcribe.",
    },
  },
  examples: [
    "ai forecast answer",
    "ai forecast answer --calls-per-day 400",
    "ai forecast transcribe --audio-seconds 45",
  ],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const [callsPerDay, inputTokens, outputTokens, audioSeconds] = [
        countOf(options, "calls-per-day"),
        countOf(options, "input-tokens"),
        countOf(options, "output-tokens"),
        countOf(options, "audio-seconds"),
      ];
      const told = await clientOf(options).ai.forecast({
        purpose: purposeOf(positionals[0]),
        ...(callsPerDay === undefined ? {} : { callsPerDay }),
        ...(inputTokens === undefined ? {} : { inputTokens }),
        ...(outputTokens === undefined ? {} : { outputTokens }),
        ...(audioSeconds === undefined ? {} : { audioSeconds }),
      });
      return { exitCode: exitCodes.ok, text: forecastText(told), result: told };
    }),
};

const callText = ({ at, purpose, model, state, error, latencyMs, costMicros }: AiCall): string =>
  `${at}  ${purpose}  ${model}  ${state}${error ? ` (${error})` : ""}  ${latencyMs ?? "–"} ms  ${dollars(costMicros)}`;

const callStates = ["reserved", "answered", "failed", "unknown", "refused", "cached"] as const;

const callsCommand: Command = {
  name: "ai calls",
  summary: "List the last calls of AI models with cost and latency; never their text.",
  options: {
    ...connection,
    purpose: { type: "string", value: "PURPOSE", about: "Of this purpose only." },
    state: { type: "string", value: "STATE", about: `One of ${callStates.join(", ")}.` },
  },
  examples: ["ai calls", "ai calls --state failed"],
  run: ({ options }) =>
    asOutcome(async () => {
      const purpose = textOption(options, "purpose");
      const wished = textOption(options, "state");
      const state = callStates.find((one) => one === wished);
      if (wished !== undefined && state === undefined)
        throw new UsageError(`--state takes one of ${callStates.join(", ")}.`);
      const page = await clientOf(options).ai.calls({
        limit: 100,
        ...(purpose === undefined ? {} : { purpose: purposeOf(purpose) }),
        ...(state === undefined ? {} : { state }),
      });
      const text = page.data.map(callText).join("\n") || "No calls.";
      return { exitCode: exitCodes.ok, text, result: page.data };
    }),
};

export const aiCommands: Command[] = [
  providersCommand,
  budgetsCommand,
  forecastCommand,
  totalCostCommand,
  callsCommand,
];
