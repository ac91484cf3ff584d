// What of a chart is no point: lines between points, areas under them, ranges around them, bars of the period before.
import type { Placed } from "./chart-layout.rules.ts";
import type { ChartModel } from "./chart-model.rules.ts";

interface MarksProps {
  model: ChartModel;
  placed: Placed;
}

/** Series are told apart in lines also without colour. */
const DASHES = ["", "7 4", "2 4", "10 3 2 3", "4 2", "1 3", "12 4"];

const Lines = ({ model, placed }: MarksProps) => (
  <>
    {model.series.map(({ label, points }, series) => {
      const places = points.flatMap((point, at) =>
        point ? [`${placed.center(at)},${placed.y(point.value)}`] : [],
      );
      return (
        <polyline
          key={label}
          points={places.join(" ")}
          fill="none"
          stroke={placed.fills[series]}
          strokeWidth={2}
          strokeDasharray={DASHES[series] ?? ""}
        />
      );
    })}
  </>
);

const Areas = ({ model, placed }: MarksProps) => {
  const base = model.categories.map(() => 0);
  return (
    <>
      {model.series.map(({ label, points }, series) => {
        const low = [...base];
        points.forEach((point, at) => {
          base[at] = (base[at] ?? 0) + Math.max(0, point?.value ?? 0);
        });
        const place = (value: number, at: number): string =>
          `${placed.center(at)},${placed.y(value)}`;
        const upper = base.map(place);
        const lower = low.map(place).toReversed();
        return (
          <polygon
            key={label}
            points={[...upper, ...lower].join(" ")}
            fill={placed.fills[series]}
            fillOpacity={0.35}
            stroke={placed.fills[series]}
            strokeWidth={1.5}
          />
        );
      })}
    </>
  );
};

const Ranges = ({ model, placed }: MarksProps) => (
  <>
    {model.series.flatMap(({ label, points }, series) =>
      points.map((point, at) => {
        if (!point || point.low === null || point.high === null) return null;
        const [x, width] = [placed.center(at), Math.min(34, placed.band * 0.5)];
        const [high, low] = [placed.y(point.high), placed.y(point.low)];
        return (
          <g key={`${label} ${placed.center(at)}`}>
            <rect
              x={x - width / 2}
              y={high}
              width={width}
              height={Math.max(2, low - high)}
              rx={3}
              fill={placed.fills[series]}
              fillOpacity={0.28}
              stroke={placed.fills[series]}
            />
            <line
              x1={x - width / 2}
              x2={x + width / 2}
              y1={placed.y(point.value)}
              y2={placed.y(point.value)}
              stroke={placed.fills[series]}
              strokeWidth={3}
            />
          </g>
        );
      }),
    )}
  </>
);

/** Bars of the period before, behind those that lead to a list. */
const Before = ({ model, placed }: MarksProps) => {
  const sides = model.series.length;
  const width = Math.min(56, (placed.band * 0.72) / sides);
  return (
    <>
      {model.series.flatMap(({ label, isBefore, points }, series) =>
        points.map((point, at) => {
          if (!isBefore || !point || point.value === 0) return null;
          const top = placed.y(point.value);
          const x = placed.center(at) + (series - sides / 2) * width + 0.5;
          const height = Math.max(1, placed.y(0) - top);
          return (
            <rect
              key={`${label} ${x}`}
              x={x}
              y={top}
              width={Math.max(2, width - 1)}
              height={height}
              rx={2}
              fill="var(--before)"
            >
              <title>{point.words}</title>
            </rect>
          );
        }),
      )}
    </>
  );
};

export const Marks = ({ model, placed }: MarksProps) => {
  if (model.kind === "line") return <Lines model={model} placed={placed} />;
  if (model.kind === "area") return <Areas model={model} placed={placed} />;
  if (model.kind === "distribution") return <Ranges model={model} placed={placed} />;
  return <Before model={model} placed={placed} />;
};
