import type { ImportCounts } from "@rapport/contracts";
import { formatNumber } from "../../ui/format.rules.ts";
import css from "./import.module.css";

const CELLS: { key: keyof ImportCounts; label: string }[] = [
  { key: "rows", label: "rows" },
  { key: "created", label: "created" },
  { key: "updated", label: "updated" },
  { key: "unchanged", label: "unchanged" },
  { key: "bad", label: "bad rows" },
];

/** The five numbers of an import. */
export const Counts = ({ counts }: { counts: ImportCounts }) => (
  <dl className={css.counts}>
    {CELLS.map(({ key, label }) => (
      <div key={key} data-bad={(key === "bad" && counts.bad > 0) || undefined}>
        <dd>{formatNumber(counts[key])}</dd>
        <dt>{label}</dt>
      </div>
    ))}
  </dl>
);
