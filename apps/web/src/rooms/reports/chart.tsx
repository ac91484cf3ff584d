// Bars, lines, areas and ranges as SVG. The chart is one stop for the Tab key; arrows go from point to point, Enter
// opens the records behind one. What it shows is also in the table beside it.
import { useElementSize } from "@mantine/hooks";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, type MouseEvent, useRef, useState } from "react";
import css from "./chart.module.css";
import { type Placed, type PlacedSpot, placedOf } from "./chart-layout.rules.ts";
import { Marks } from "./chart-marks.tsx";
import type { ChartModel, ChartPoint } from "./chart-model.rules.ts";
import { listHref, useFollow } from "./list-link.tsx";
import { labelEvery } from "./scale.rules.ts";
import { formatTick } from "./values.rules.ts";

interface ChartProps {
  model: ChartModel;
  /** What the chart is called. */
  label: string;
  /** Whose list points lead to; a plain chart names none. */
  object?: string;
  /** Where a point leads, if not to the list of its filter. */
  hrefOf?: (point: ChartPoint) => string;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const LABEL_PX = 58;
const CHAR_PX = 6.4;

export const Legend = ({ model }: { model: ChartModel }) => {
  if (model.series.length < 2) return null;
  const first = model.series.some(({ isBefore }) => isBefore) ? 1 : 0;
  return (
    <ul className={css.legend}>
      {model.series.map(({ label, isBefore }, at) => (
        <li key={label}>
          <span
            className={css.swatch}
            style={{ background: isBefore ? "var(--before)" : `var(--s${at - first})` }}
            aria-hidden="true"
          />
          {label}
        </li>
      ))}
    </ul>
  );
};

const shortened = (text: string, widthPx: number): string => {
  const most = Math.max(3, Math.floor(widthPx / CHAR_PX));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
};

const Axis = ({ model, placed }: { model: ChartModel; placed: Placed }) => {
  const { left, right, bottom, scale, y, center, band } = placed;
  const every = model.isTime ? labelEvery(model.categories.length, right - left, LABEL_PX) : 1;
  return (
    <g>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line className={css.gridLine} x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {formatTick(tick, model.unit, model.currency)}
          </text>
        </g>
      ))}
      {model.categories.map((category, at) =>
        at % every === 0 ? (
          <text key={`${category}${String(at)}`} x={center(at)} y={bottom + 16} textAnchor="middle">
            {model.isTime ? category : shortened(category, band - 4)}
          </text>
        ) : null,
      )}
    </g>
  );
};

type Spot = { x: number; y: number; point: ChartPoint };

/** The point that the Tab key reaches, and its neighbours by arrow keys. */
const useRoving = (placed: Placed) => {
  const [active, setActive] = useState(0);
  const group = useRef<SVGGElement>(null);
  const move = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(placed.spots.length - 1, active + by));
    setActive(next);
    group.current?.querySelectorAll<SVGElement>("[data-spot]")[next]?.focus();
  };
  return { active: Math.min(active, placed.spots.length - 1), setActive, group, move };
};

/** Where points lead, and how one gets there without loading the page anew. */
const useLinks = ({ object = "", hrefOf }: Pick<ChartProps, "object" | "hrefOf">) => {
  const follow = useFollow();
  const { history } = useRouter();
  const goTo = (event: MouseEvent, href: string): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.push(href);
  };
  return {
    href: (point: ChartPoint): string => hrefOf?.(point) ?? listHref(object, point.filter ?? {}),
    go: (event: MouseEvent, point: ChartPoint): void =>
      hrefOf ? goTo(event, hrefOf(point)) : follow(event, object, point.filter ?? {}),
  };
};

const Mark = ({ spot }: { spot: PlacedSpot }) =>
  spot.shape.kind === "rect" ? (
    <rect className={css.mark} {...spot.shape.box} fill={spot.fill} rx={2} />
  ) : (
    <>
      <circle cx={spot.x} cy={spot.y} r={12} fill="transparent" />
      <circle className={css.mark} cx={spot.x} cy={spot.y} r={4} fill={spot.fill} />
    </>
  );

export const Chart = ({ model, label, object, hrefOf }: ChartProps) => {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [tip, setTip] = useState<Spot | null>(null);
  const links = useLinks({ ...(object ? { object } : {}), ...(hrefOf ? { hrefOf } : {}) });
  const placed = placedOf(model, Math.max(260, width || 640));
  const roving = useRoving(placed);
  return (
    <div className={css.chart} ref={ref}>
      <svg
        className={css.svg}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        style={{ height: placed.height }}
        aria-label={`Chart: ${label}. Arrow keys go from point to point.`}
      >
        <title>{label}</title>
        <Axis model={model} placed={placed} />
        <Marks model={model} placed={placed} />
        <g ref={roving.group}>
          {placed.spots.map((spot, at) => {
            const shared = {
              role: model.isPlain ? "img" : undefined,
              "data-spot": true,
              "aria-label": spot.point.words,
              tabIndex: at === roving.active ? 0 : -1,
              onKeyDown: roving.move,
              onFocus: () => {
                roving.setActive(at);
                setTip(spot);
              },
              onBlur: () => setTip(null),
              onMouseEnter: () => setTip(spot),
              onMouseLeave: () => setTip(null),
            };
            return model.isPlain ? (
              <g key={spot.key} {...shared}>
                <Mark spot={spot} />
              </g>
            ) : (
              <a
                key={spot.key}
                href={links.href(spot.point)}
                onClick={(event) => links.go(event, spot.point)}
                {...shared}
              >
                <Mark spot={spot} />
              </a>
            );
          })}
        </g>
      </svg>
      {tip ? (
        <div
          className={css.tip}
          style={{
            left: Math.max(90, Math.min(placed.width - 90, tip.x)),
            top: Math.max(28, tip.y - 10),
          }}
          aria-hidden="true"
        >
          {tip.point.words}
        </div>
      ) : null}
    </div>
  );
};
