// Definitions in words: what is read, what is made of it, over which time.
import type { FeatureCondition, FeatureDefinition, FeatureSource } from "@rapport/contracts";

const ofEntity = {
  people: "the person",
  companies: "the company",
  deals: "the deal",
  tickets: "the ticket",
} as const;

function word(property: string): string {
  const bare = property.replace(/^custom\./, "");
  if (bare === "$name") return "name";
  return bare
    .replace(/Minor$|Id$/, "")
    .replaceAll(/([A-Z])/g, " $1")
    .toLowerCase();
}

function listed(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const signs = { gt: "above", gte: "at least", lt: "below", lte: "at most" } as const;

function conditionWords({ property, op, value }: FeatureCondition): string {
  const name = word(property);
  if (op === "exists") return `${name} is there`;
  if (op === "in") return `${name} is ${listed(value as unknown[])}`;
  if (op === "eq") return `${name} is ${value}`;
  if (op === "ne") return `${name} is not ${value}`;
  return `${name} is ${signs[op]} ${value}`;
}

const wordsOf = (where: readonly FeatureCondition[] | undefined) =>
  where?.length ? ` whose ${where.map(conditionWords).join(" and ")}` : "";

function owner({ entity, source }: FeatureDefinition): string {
  const through = "through" in source ? source.through : undefined;
  return through
    ? `the ${entity.slice(0, -1).replace("compan", "company").replace("peopl", "person")}'s ${through}`
    : ofEntity[entity];
}

const times: Readonly<Record<string, string>> = {
  createdAt: "opened",
  closedAt: "closed",
  resolvedAt: "solved",
  completedAt: "done",
  occurredAt: "that happened",
  dueAt: "due",
};

function sourceWords(feature: FeatureDefinition, source: FeatureSource): string {
  if (source.kind === "stages") return `stages that the deal entered${wordsOf(source.where)}`;
  if (source.kind === "record") return `${word(source.field)} of ${owner(feature)}`;
  if (source.kind === "events") {
    const names = source.names.length > 0 ? `events ${listed(source.names)}` : "events";
    return `${names} of ${owner(feature)}${wordsOf(source.where)}`;
  }
  const isMade = source.at === "createdAt" && !["deals", "tickets"].includes(source.object);
  const when = isMade ? "added" : (times[source.at] ?? "");
  return `${source.object} of ${owner(feature)} ${when}${wordsOf(source.where)}`.replaceAll(
    "  ",
    " ",
  );
}

const knownWords = (knownFrom: string): string => {
  if (knownFrom === "seen") return "as it was written here";
  return knownFrom === "createdAt" ? "known since it was added" : `known since ${word(knownFrom)}`;
};

const units = { m: "minutes", h: "hours", d: "days" } as const;

export function windowWords(window: string | undefined): string {
  if (window === undefined) return " so far";
  const count = Number(window.slice(0, -1));
  const unit = units[window.slice(-1) as keyof typeof units];
  return ` in the last ${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

function rest(feature: FeatureDefinition): string {
  const { default: otherwise } = feature;
  return otherwise === null ? "nothing where there are none" : `${otherwise} where there are none`;
}

export function sentenceOf(feature: FeatureDefinition): string {
  const { source, aggregation, of, window, part, length } = feature;
  const what = sourceWords(feature, source);
  const over = windowWords(window);
  if (source.kind === "record") {
    const known = knownWords(source.knownFrom);
    if (source.field === "createdAt") return `Days since ${owner(feature)} was added.`;
    return aggregation === "timeSince" ? `Days since ${what}.` : `${capital(what)}, ${known}.`;
  }
  const value = of === undefined ? "" : word(of);
  const heads: Readonly<Record<FeatureDefinition["aggregation"], string>> = {
    count: `Number of ${what}${over}`,
    sum: `Sum of ${value} over ${what}${over}`,
    mean: `Mean ${value} of ${what}${over}`,
    min: `Lowest ${value} of ${what}${over}`,
    max: `Highest ${value} of ${what}${over}`,
    last: `Last ${value} of ${what}${over}`,
    distinct: `Number of different values of ${value || "name"} among ${what}${over}`,
    rate: `Number a day of ${what}${over}`,
    timeSince: `Days since the last of ${what}${over}`,
    ratio: `Share, among ${what}${over}, of those${wordsOf(part)}`,
    sequence: `The last ${length ?? 10} values of ${value || "name"} of ${what}${over}`,
  };
  return `${heads[aggregation]}; ${rest(feature)}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Objects and fields, or names of events, that a feature reads. */
export interface Reading {
  kind: "events" | "field" | "object";
  label: string;
}
