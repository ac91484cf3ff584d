// How the numbers of reports read. Pure.
import type { GroupsResult } from "@rapport/contracts";
import {
  dateFormat,
  formatDate,
  formatMoney,
  formatNumber,
  minorDigits,
  moneyText,
  numberFormat,
} from "../../ui/format.rules.ts";

export type Unit = GroupsResult["unit"];
type Bucket = GroupsResult["dimensions"][number]["bucket"];

const DAY_S = 86_400;
const HOUR_S = 3_600;

const oneDigit = (value: number): string =>
  numberFormat({ maximumFractionDigits: 1 }).format(value);
const percent = (share: number): string =>
  numberFormat({ style: "percent", maximumFractionDigits: 1 }).format(share);

export const formatShare = (share: number | null): string =>
  share === null ? "–" : percent(share);

/** "3.2 days", "5.1 h", "40 min". */
export const formatSeconds = (seconds: number): string => {
  if (seconds >= 2 * DAY_S) return `${oneDigit(seconds / DAY_S)} days`;
  if (seconds >= HOUR_S) return `${oneDigit(seconds / HOUR_S)} h`;
  return `${formatNumber(Math.round(seconds / 60))} min`;
};

export const formatValue = (
  value: number | null | undefined,
  unit: Unit,
  currency: string | null = null,
): string => {
  if (value === null || value === undefined) return "–";
  if (unit === "money") return formatMoney(Math.round(value), currency);
  if (unit === "share") return formatShare(value);
  if (unit === "seconds") return formatSeconds(value);
  return unit === "number"
    ? numberFormat({ maximumFractionDigits: 2 }).format(value)
    : formatNumber(value);
};

const compact = { notation: "compact", maximumFractionDigits: 1 } as const;

/** Short, for an axis. */
export const formatTick = (value: number, unit: Unit, currency: string | null): string => {
  if (unit === "share") return percent(value);
  if (unit === "seconds") return `${oneDigit(value / DAY_S)} d`;
  if (unit !== "money") return numberFormat(compact).format(value);
  return moneyText(value / 10 ** minorDigits(currency), currency, compact);
};

const dateOf = (day: string): Date => {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
};

/** A piece of time by its first day: "12 Jan", "Jan 2026", "Q1 2026", "2026". */
export const formatPiece = (day: string, bucket: Bucket): string => {
  const date = dateOf(day);
  if (bucket === "month") return dateFormat({ month: "short", year: "numeric" }).format(date);
  if (bucket === "quarter") return `Q${Math.floor(date.getMonth() / 3) + 1} ${date.getFullYear()}`;
  return bucket === "year"
    ? String(date.getFullYear())
    : dateFormat({ day: "numeric", month: "short" }).format(date);
};

/** "1 Jan 2026 – 31 Mar 2026"; open ends in words. */
export const formatDays = (days: { from: string | null; to: string | null } | null): string => {
  if (!days || (days.from === null && days.to === null)) return "All time";
  if (days.from === null) return `Until ${formatDate(days.to ?? "")}`;
  if (days.to === null) return `From ${formatDate(days.from)}`;
  return days.from === days.to
    ? formatDate(days.from)
    : `${formatDate(days.from)} – ${formatDate(days.to)}`;
};

/** "+12 %", "−3 %"; null where there was nothing to compare with. */
export const changeWords = (now: number | null, before: number | null): string | null => {
  if (now === null || before === null || before === 0) return null;
  const change = (now - before) / Math.abs(before);
  const sign = change > 0 ? "+" : "";
  return `${sign}${percent(change)}`;
};
