// Spans of time that move with the day, in words: "in the last 30 days", "this quarter". The server resolves them
// in the zone that goes with the question; what is saved and shared has none, so that each reader's days count. Pure.
import { isRelativeRange, type NamedRange, namedRanges } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";

export type Unit = "hours" | "days" | "weeks" | "months";
export const UNITS: readonly Unit[] = ["hours", "days", "weeks", "months"];

export interface CountedRange {
  way: "last" | "next";
  count: number;
  unit: Unit;
}

export const FIRST_RANGE = "last-30-days";
export const NAMED: readonly NamedRange[] = namedRanges;

const COUNTED = /^(last|next)-(\d+)-(hours|days|weeks|months)$/;

/** The range of a condition, with or without its zone. */
export const rangeOf = (value: unknown): string | null => {
  const range =
    typeof value === "object" && value !== null ? (value as { range?: unknown }).range : value;
  return isRelativeRange(range) ? range : null;
};

export const countedOf = (range: string): CountedRange | null => {
  const match = COUNTED.exec(range);
  if (!match) return null;
  return { way: match[1] as "last" | "next", count: Number(match[2]), unit: match[3] as Unit };
};

export const countedText = ({ way, count, unit }: CountedRange): string =>
  `${way}-${count}-${unit}`;

const spoken = (range: string): string => range.replaceAll("-", " ");

const SPOKEN_ALONE: Record<string, string> = { past: "in the past", future: "in the future" };

/** "in the last 30 days", "in the next day", "this quarter", "today". */
export const rangeWords = (range: string): string => {
  const counted = countedOf(range);
  if (!counted) return SPOKEN_ALONE[range] ?? spoken(range);
  const { way, count, unit } = counted;
  return count === 1 ? `in the ${way} ${unit.slice(0, -1)}` : `in the ${way} ${count} ${unit}`;
};

const withZoneIn = (value: unknown, zone: string): unknown => {
  if (Array.isArray(value)) return value.map((part) => withZoneIn(part, zone));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isPlainRange = key === "within" && typeof inner === "string";
    return [key, isPlainRange ? { range: inner, zone } : withZoneIn(inner, zone)];
  });
  return Object.fromEntries(entries);
};

/** The filter as it is asked: each span that moves with the day, in the days of the zone. */
export const inZone = (filter: Filter, zone: string): Filter => withZoneIn(filter, zone) as Filter;
