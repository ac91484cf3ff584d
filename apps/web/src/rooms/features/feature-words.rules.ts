// Words about features: states, freshness, whether served values are those of the sources.
import type { FeatureSetSummary, FeatureView } from "@rapport/sdk";
import { formatNumber } from "../../ui/format.rules.ts";

type Status = FeatureView["status"];
type Freshness = FeatureView["freshness"];

export interface Standing {
  word: string;
  tone: "good" | "warn" | "bad" | "quiet";
}

export const statusStanding: Record<Status, Standing> = {
  good: { word: "Good", tone: "good" },
  warning: { word: "Look at it", tone: "warn" },
  failing: { word: "Failing", tone: "bad" },
  empty: { word: "No data", tone: "quiet" },
  unknown: { word: "Not checked", tone: "quiet" },
};

export const freshnessStanding = ({ rows, entities, overdue }: Freshness): Standing => {
  if (entities === 0) return { word: "No records yet", tone: "quiet" };
  if (rows < entities)
    return { word: `${formatNumber(rows)} of ${formatNumber(entities)} computed`, tone: "warn" };
  if (overdue > 0) return { word: `${formatNumber(overdue)} behind`, tone: "warn" };
  return { word: `${formatNumber(entities)} current`, tone: "good" };
};

export const parityStanding = (parity: FeatureSetSummary["parity"]): Standing => {
  if (!parity || parity.result.compared === 0) return { word: "Not compared yet", tone: "quiet" };
  const { wrong, compared } = parity.result;
  if (wrong > 0)
    return {
      word: `${formatNumber(wrong)} of ${formatNumber(compared)} served values are wrong`,
      tone: "bad",
    };
  return { word: `${formatNumber(compared)} served values compared, all right`, tone: "good" };
};

export const shortHash = (hash: string): string => hash.slice(0, 8);

export const percentText = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** The definition as one writes it in code. */
export const codeOf = (definition: FeatureView["definition"]): string => {
  const text = JSON.stringify(definition, null, 2).replaceAll(/"([a-zA-Z]+)":/g, "$1:");
  return `defineFeature(${text})`;
};

export const numberText = (value: number | null): string =>
  value === null ? "–" : String(Number(value.toPrecision(5)));
