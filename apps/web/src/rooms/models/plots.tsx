// Calibration and gains, drawn; the same numbers stand in tables beneath, and in a file.
import { Button, Table } from "@mantine/core";
import type { ModelEvaluation } from "@rapport/contracts";
import { IconDownload } from "../../ui/icons.ts";
import { PlainTable } from "../../ui/settings.tsx";
import { csvOf, percentText } from "./model-words.rules.ts";
import css from "./models.module.css";

const size = { width: 420, height: 280, left: 44, right: 12, top: 12, bottom: 36 };
const innerWidth = size.width - size.left - size.right;
const innerHeight = size.height - size.top - size.bottom;

interface Point {
  x: number;
  y: number;
}

interface PlotProps {
  label: string;
  xTitle: string;
  yTitle: string;
  points: readonly Point[];
  /** What chance or perfection would look like. */
  reference: readonly Point[];
  most: Point;
  dots?: boolean;
}

const ticks = [0, 0.25, 0.5, 0.75, 1];

const Plot = ({ label, xTitle, yTitle, points, reference, most, dots = false }: PlotProps) => {
  const x = (value: number) => size.left + (value / most.x) * innerWidth;
  const y = (value: number) => size.top + (1 - value / most.y) * innerHeight;
  const line = (all: readonly Point[]) => all.map((one) => `${x(one.x)},${y(one.y)}`).join(" ");
  return (
    <svg
      className={css.plot}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={label}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={size.left}
            x2={size.width - size.right}
            y1={y(tick * most.y)}
            y2={y(tick * most.y)}
            stroke="var(--r-line)"
          />
          <text x={size.left - 6} y={y(tick * most.y) + 4} textAnchor="end">
            {percentText(tick * most.y)}
          </text>
          <text x={x(tick * most.x)} y={size.height - 18} textAnchor="middle">
            {percentText(tick * most.x)}
          </text>
        </g>
      ))}
      <text x={size.left + innerWidth / 2} y={size.height - 3} textAnchor="middle">
        {xTitle}
      </text>
      <text
        transform={`translate(10 ${size.top + innerHeight / 2}) rotate(-90)`}
        textAnchor="middle"
      >
        {yTitle}
      </text>
      <polyline
        points={line(reference)}
        fill="none"
        stroke="var(--r-muted)"
        strokeDasharray="4 4"
      />
      <polyline points={line(points)} fill="none" stroke="var(--r-accent)" strokeWidth={2} />
      {dots
        ? points.map((one) => (
            <circle
              key={`${one.x} ${one.y}`}
              cx={x(one.x)}
              cy={y(one.y)}
              r={4}
              fill="var(--r-accent)"
            />
          ))
        : null}
    </svg>
  );
};

const download = (name: string, rows: readonly (readonly (string | number | null)[])[]): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(rows)], { type: "text/csv" }));
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
};

interface TableOfProps {
  name: string;
  heads: string[];
  rows: (string | number | null)[][];
  shown: (value: string | number | null, column: number) => string;
}

const Numbers = ({ name, heads, rows, shown }: TableOfProps) => (
  <>
    <div className={css.box}>
      <PlainTable label={name}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.join(" ")}>
              {row.map((cell, at) => (
                <Table.Td key={heads[at]} className={css.num}>
                  {shown(cell, at)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </PlainTable>
    </div>
    <Button
      variant="default"
      mt={8}
      leftSection={<IconDownload size={14} />}
      onClick={() => download(name.toLowerCase().replaceAll(" ", "-"), [heads, ...rows])}
    >
      Download CSV
    </Button>
  </>
);

const rounded = (value: string | number | null): string =>
  typeof value === "number" ? String(Math.round(value)) : String(value ?? "–");

export const Calibration = ({ evaluation }: { evaluation: ModelEvaluation }) => {
  const { calibration } = evaluation;
  if (calibration.length === 0) return null;
  const top = Math.max(
    ...calibration.map(({ predicted, observed }) => Math.max(predicted, observed)),
  );
  const most = Math.min(1, Math.ceil(Math.max(top, 0.05) * 20) / 20);
  return (
    <section className={css.section} aria-label="Calibration">
      <header>
        <h2>Said and came</h2>
      </header>
      <Plot
        label="Calibration: the chance that was said, and the share that came"
        xTitle="Chance that was said"
        yTitle="Share that came"
        points={calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed }))}
        reference={[
          { x: 0, y: 0 },
          { x: most, y: most },
        ]}
        most={{ x: most, y: most }}
        dots
      />
      <Numbers
        name="Calibration"
        heads={["Cases", "Said", "Came"]}
        rows={calibration.map(({ weight, predicted, observed }) => [weight, predicted, observed])}
        shown={(value, at) =>
          at === 0 || typeof value !== "number" ? rounded(value) : percentText(value, 1)
        }
      />
    </section>
  );
};

export const Gains = ({ evaluation }: { evaluation: ModelEvaluation }) => {
  const { gains } = evaluation;
  if (gains.length === 0) return null;
  return (
    <section className={css.section} aria-label="Gains">
      <header>
        <h2>Who to look at first</h2>
      </header>
      <Plot
        label="Gains: share of the outcomes found in the best-ranked records"
        xTitle="Best-ranked records"
        yTitle="Outcomes found"
        points={[{ x: 0, y: 0 }, ...gains.map(({ depth, gain }) => ({ x: depth, y: gain }))]}
        reference={[
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ]}
        most={{ x: 1, y: 1 }}
      />
      <Numbers
        name="Gains"
        heads={["Down to", "Cases", "With outcome", "Rate", "Lift", "Found"]}
        rows={gains.map(({ depth, rows, positives, rate, lift, gain }) => [
          depth,
          rows,
          positives,
          rate,
          lift,
          gain,
        ])}
        shown={(value, at) => {
          if (typeof value !== "number") return "–";
          if (at === 4) return `${value.toFixed(1)} ×`;
          return at === 1 || at === 2 ? rounded(value) : percentText(value, at === 3 ? 1 : 0);
        }}
      />
    </section>
  );
};
