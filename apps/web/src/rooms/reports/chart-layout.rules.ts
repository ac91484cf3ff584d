// Where everything of a chart stands, in pixels. Pure.
import type { ChartModel, ChartPoint } from "./chart-model.rules.ts";
import { type Scale, scaleOf } from "./scale.rules.ts";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Shape = { kind: "rect"; box: Box } | { kind: "dot" };

export interface PlacedSpot {
  key: string;
  series: number;
  category: number;
  x: number;
  y: number;
  fill: string;
  shape: Shape;
  point: ChartPoint;
}

export interface Placed {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Width of a category. */
  band: number;
  scale: Scale;
  y: (value: number) => number;
  center: (category: number) => number;
  fills: string[];
  spots: PlacedSpot[];
}

const HEIGHT = 250;
const LEFT = 62;
const BAR_SHARE = 0.72;
const MOST_BAR_PX = 56;

const isStacked = ({ kind }: ChartModel): boolean => kind === "stacked-bar" || kind === "area";

/** What stands on what. */
const basesOf = (model: ChartModel): number[][] => {
  const sums = model.categories.map(() => 0);
  return model.series.map(({ points }) =>
    points.map((point, at) => {
      const base = sums[at] ?? 0;
      sums[at] = base + Math.max(0, point?.value ?? 0);
      return base;
    }),
  );
};

const extremes = (model: ChartModel, bases: number[][]): number[] =>
  model.series.flatMap(({ points }, index) =>
    points.flatMap((point, at) => {
      if (!point) return [];
      if (isStacked(model)) return [(bases[index]?.[at] ?? 0) + point.value];
      return [point.high ?? point.value, point.value];
    }),
  );

export const fillsOf = (model: ChartModel): string[] => {
  const first = model.series.some(({ isBefore }) => isBefore) ? 1 : 0;
  return model.series.map(({ isBefore }, at) =>
    isBefore ? "var(--before)" : `var(--s${at - first})`,
  );
};

export const placedOf = (model: ChartModel, width: number): Placed => {
  const bases = basesOf(model);
  const scale = scaleOf(extremes(model, bases), model.unit);
  const [left, right, top, bottom] = [LEFT, width - 8, 10, HEIGHT - 26];
  const band = (right - left) / Math.max(1, model.categories.length);
  const y = (value: number): number =>
    bottom - ((value - scale.min) / (scale.max - scale.min)) * (bottom - top);
  const center = (category: number): number => left + band * (category + 0.5);
  const fills = fillsOf(model);
  const sides = isStacked(model) ? 1 : model.series.length;
  const barWidth = Math.min(MOST_BAR_PX, (band * BAR_SHARE) / sides);
  const isBar = model.kind === "bar" || model.kind === "stacked-bar" || model.kind === "number";

  const spotOf = (series: number, category: number, point: ChartPoint): PlacedSpot => {
    const base = isStacked(model) ? (bases[series]?.[category] ?? 0) : 0;
    const top_ = y(base + point.value);
    const shared = {
      key: `${series}-${category}`,
      series,
      category,
      fill: fills[series] ?? "",
      point,
    };
    if (!isBar) return { ...shared, x: center(category), y: top_, shape: { kind: "dot" } };
    const offset = isStacked(model) ? -0.5 : series - sides / 2;
    const from = y(base);
    const box = {
      x: center(category) + offset * barWidth + 0.5,
      y: Math.min(top_, from),
      width: Math.max(2, barWidth - 1),
      height: Math.max(1, Math.abs(from - top_)),
    };
    return { ...shared, x: box.x + box.width / 2, y: box.y, shape: { kind: "rect", box } };
  };

  const spots = model.categories.flatMap((_, category) =>
    model.series.flatMap(({ points }, series) => {
      const point = points[category];
      return point ? [spotOf(series, category, point)] : [];
    }),
  );
  return {
    ...{ width, height: HEIGHT, left, right, top, bottom, band, scale, y, center, fills },
    // What it is compared with leads to no list.
    spots: spots.filter(
      ({ point }) => model.isPlain || (point.filter !== null && point.value !== 0),
    ),
  };
};
