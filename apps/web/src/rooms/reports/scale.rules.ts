// The axis of a chart: round steps from nothing to beyond the largest value. Pure.

export interface Scale {
  min: number;
  max: number;
  ticks: number[];
}

const STEPS = [1, 2, 2.5, 5, 10];
const MOST_TICKS = 5;

const niceStep = (raw: number): number => {
  const power = 10 ** Math.floor(Math.log10(raw));
  return power * (STEPS.find((step) => step * power >= raw - power * 1e-9) ?? 10);
};

/** Times are stepped in days. */
export const scaleOf = (values: readonly number[], unit: string): Scale => {
  const base = unit === "seconds" ? 86_400 : 1;
  const high = Math.max(0, ...values) / base;
  const low = Math.min(0, ...values) / base;
  if (high === low) return { min: 0, max: base, ticks: [0, base] };
  const raw = niceStep((high - low) / (MOST_TICKS - 1));
  const step = unit === "count" ? Math.max(1, Math.ceil(raw)) : raw;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step * base);
  return { min: first * step * base, max: last * step * base, ticks };
};

/** Every how many categories a label fits. */
export const labelEvery = (count: number, widthPx: number, labelPx: number): number =>
  Math.max(1, Math.ceil((count * labelPx) / Math.max(1, widthPx)));
