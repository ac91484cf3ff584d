// A history of draws as rows to learn from: each drawn record once, with what was known of it at the draw and whether the
// outcome came within the horizon. What happened to it in between is no matter: the draw is what is compared.
import { nextTurn } from "../../platform/spare-time.ts";
import { dayMs, type FeatureValue, type Story, type StoryRecord } from "../models/index.ts";
import type { ActionDefinition } from "./define-action.ts";
import type { Draw } from "./draw.ts";
import type { TrialRows } from "./estimate.rules.ts";

export interface History {
  readonly trial: TrialRows;
  /** Drawn, and their outcome not known yet. */
  readonly waiting: number;
  readonly withoutConsent: number;
}

interface Drawn {
  readonly draw: Draw;
  readonly record: StoryRecord;
  readonly atMs: number;
}

const block = 400;

export const valuesAt = (
  { features }: ActionDefinition,
  story: Story,
  record: StoryRecord,
  atMs: number,
): FeatureValue[] =>
  features.map((feature) => {
    const value = feature.at(story, record, atMs);
    return typeof value === "number" && Number.isNaN(value) ? null : value;
  });

/** People of one company are alike, so they learn and judge together. */
function groupsOf(drawn: readonly Drawn[]): Int32Array {
  const places = new Map<string, number>();
  return Int32Array.from(drawn, ({ record }) => {
    const name = typeof record.companyId === "string" ? record.companyId : record.id;
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    return place;
  });
}

export async function historyOf(
  definition: ActionDefinition,
  story: Story,
  draws: readonly Draw[],
  without: ReadonlySet<string>,
): Promise<History> {
  const { entity, outcome, features } = definition;
  const found = draws.flatMap((draw): Drawn[] => {
    const record = story.get(entity, draw.recordId);
    return record ? [{ draw, record, atMs: Date.parse(draw.at) }] : [];
  });
  const asked = found.filter(({ record }) => !without.has(record.id));
  const known = asked.filter(({ atMs }) => atMs + outcome.horizonDays * dayMs <= story.nowMs);
  const rows: FeatureValue[][] = [];
  for (const [at, { record, atMs }] of known.entries()) {
    if (at % block === block - 1) await nextTurn();
    rows.push(valuesAt(definition, story, record, atMs));
  }
  return {
    trial: {
      columns: features.map(({ key, kind }) => ({ key, kind })),
      rows,
      treated: Uint8Array.from(known, ({ draw }) => Number(draw.treated)),
      outcome: Uint8Array.from(known, ({ record, atMs }) =>
        Number(outcome.came(story, record, atMs)),
      ),
      propensity: Float64Array.from(known, ({ draw }) => draw.propensity),
      groups: groupsOf(known),
    },
    waiting: asked.length - known.length,
    withoutConsent: found.length - asked.length,
  };
}
