// What a feature's value is, by going through all raw events one by one: written apart from the compiler, to be held
// against it. Also the events that both are asked about, from a seed.
import type { FeatureCondition, FeatureDefinition, FeatureValue } from "@rapport/contracts";

export interface RawEvent {
  eventId: string;
  personId: string | null;
  companyId: string | null;
  name: string;
  occurredMs: number;
  knownMs: number;
  properties: Record<string, unknown>;
}

/** A small generator (mulberry32), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const dayMs = 86_400_000;
export const worldStartMs = Date.parse("2026-01-01T00:00:00Z");

export const entityId = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, "0")}`;

const names = ["page", "signup", "order", "refund", "usage"];
const plans = ["free", "pro", "team", null];

/** Late, out of order, of one moment, with values missing and of the wrong kind. */
export function randomEvents(
  seed: number,
  count: number,
  entities: number,
  days: number,
): RawEvent[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, at) => {
    // Whole hours, so that many events share their moment with others and with window edges.
    const occurredMs = worldStartMs + Math.floor(random() * days * 24) * 3_600_000;
    const isLate = random() < 0.3;
    const knownMs = isLate ? occurredMs + Math.floor(random() * 20) * dayMs : occurredMs;
    const plan = pick(plans);
    const properties: Record<string, unknown> = { plan };
    if (random() < 0.85) properties.amount = Math.round(random() * 100_000 - 20_000) / 100;
    else properties.amount = pick(["12", null, true, { nested: 1 }]);
    if (random() < 0.5) properties.isNew = random() < 0.5;
    return {
      eventId: `10000000-0000-7000-8000-${String(count - at).padStart(12, "0")}`,
      personId: entityId(Math.floor(random() * entities)),
      companyId: null,
      name: pick(names),
      occurredMs,
      knownMs,
      properties,
    };
  });
}

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: dayMs };

function numberOf(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : null;
}

function textOf(value: unknown): string | null {
  const isScalar =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isScalar ? String(value) : null;
}

function passes(event: RawEvent, { property, op, value }: FeatureCondition): boolean {
  const held = event.properties[property];
  if (op === "exists") return held !== undefined && held !== null;
  if (op === "in") return (value as unknown[]).map(String).includes(textOf(held) ?? "\u0000");
  const isSame =
    typeof value === "number" ? numberOf(held) === value : textOf(held) === String(value);
  if (op === "eq") return isSame;
  if (op === "ne") return !isSame;
  return compares(numberOf(held), op, Number(value));
}

function compares(number: number | null, op: string, wanted: number): boolean {
  if (number === null) return false;
  if (op === "gt") return number > wanted;
  if (op === "gte") return number >= wanted;
  return op === "lt" ? number < wanted : number <= wanted;
}

const exactSum = (values: readonly number[]) =>
  Number(values.reduce((sum, value) => sum + BigInt(Math.round(value * 1000)), 0n)) / 1000;

export function bruteForce(
  feature: FeatureDefinition,
  events: readonly RawEvent[],
  who: string,
  asOfMs: number,
): FeatureValue {
  const { source, window, of } = feature;
  if (source.kind !== "events") throw new Error("The oracle knows events only.");
  const fromMs = window
    ? asOfMs - Number(window.slice(0, -1)) * (unitMs[window.slice(-1)] ?? 0)
    : -Infinity;
  const found = events
    .filter((event) => event.personId === who)
    .filter(
      (event) => event.occurredMs <= asOfMs && event.knownMs <= asOfMs && event.occurredMs > fromMs,
    )
    .filter((event) => source.names.length === 0 || source.names.includes(event.name))
    .filter((event) => (source.where ?? []).every((condition) => passes(event, condition)))
    .toSorted(
      (a, b) =>
        a.occurredMs - b.occurredMs || a.knownMs - b.knownMs || (a.eventId < b.eventId ? -1 : 1),
    );
  const read = (event: RawEvent) =>
    of === undefined || of === "$name" ? event.name : event.properties[of];
  const numbers = found.map((event) => numberOf(read(event))).filter((one) => one !== null);
  const texts = found.map((event) => textOf(read(event))).filter((one) => one !== null);
  const values: Record<string, () => FeatureValue> = {
    count: () => found.length,
    sum: () => (numbers.length ? exactSum(numbers) : null),
    mean: () => (numbers.length ? exactSum(numbers) / numbers.length : null),
    min: () => (numbers.length ? Math.min(...numbers) : null),
    max: () => (numbers.length ? Math.max(...numbers) : null),
    last: () => (feature.type === "text" ? (texts.at(-1) ?? null) : (numbers.at(-1) ?? null)),
    distinct: () => new Set(texts).size,
    rate: () => found.length / ((asOfMs - fromMs) / dayMs),
    timeSince: () => (found.length ? (asOfMs - (found.at(-1)?.occurredMs ?? 0)) / dayMs : null),
    ratio: () =>
      found.length
        ? found.filter((event) => (feature.part ?? []).every((test) => passes(event, test)))
            .length / found.length
        : null,
    sequence: () => (texts.length ? texts.slice(-(feature.length ?? 10)).join(" > ") : null),
  };
  return values[feature.aggregation]?.() ?? feature.default;
}
