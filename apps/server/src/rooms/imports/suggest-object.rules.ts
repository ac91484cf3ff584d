// Suggests what the rows of a file are: people, companies, deals… The object whose telling fields find
// the most columns wins; a file's name breaks what columns leave open.
import type { FileColumn, ParsedRow } from "./cells.rules.ts";
import { namesObject } from "./header-words.rules.ts";
import type { ColumnSuggestion, ImportField } from "./mapping.rules.ts";
import { suggestMapping } from "./suggest-mapping.rules.ts";

export interface ObjectSuggestion {
  object: string;
  /** 0–1, of all objects together. */
  confidence: number;
}

/** Fields that hardly any other object has, and what finding one is worth. */
const telling: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  people: { firstName: 3, lastName: 3, email: 3, jobTitle: 2, fullName: 1, lifecycle: 1 },
  companies: {
    domain: 2,
    website: 1.5,
    industry: 2,
    employees: 2,
    annualRevenueMinor: 2,
    name: 1.5,
  },
  deals: { stageId: 3, amountMinor: 3, expectedCloseOn: 3, pipelineId: 1, lostReason: 2, name: 1 },
  products: { code: 2.5, unitPriceMinor: 2.5, taxPercent: 2, unit: 1.5, active: 1, name: 1 },
  tickets: { subject: 2, priority: 3, description: 1, category: 1.5, status: 1.5, personId: 1 },
  tasks: { title: 1, dueAt: 2, status: 1, priority: 1 },
  notes: { body: 1.5 },
  activities: { kind: 2.5, occurredAt: 2, outcome: 2, durationMinutes: 2 },
};

export interface ObjectInput {
  columns: readonly FileColumn[];
  sample: readonly ParsedRow[];
  objects: readonly { key: string; fields: readonly ImportField[] }[];
  fileName?: string | undefined;
}

export function suggestObject(input: ObjectInput): ObjectSuggestion[] {
  const scores = input.objects.map(({ key, fields }) => {
    const { columns, sample } = input;
    const mapping = suggestMapping({ object: key, columns, sample, fields });
    return { object: key, score: scoreOf(key, mapping, input) };
  });
  const sum = scores.reduce((total, { score }) => total + score, 0) || 1;
  return scores
    .map(({ object, score }) => ({ object, confidence: Math.round((score / sum) * 100) / 100 }))
    .sort((left, right) => right.confidence - left.confidence);
}

function scoreOf(object: string, mapping: readonly ColumnSuggestion[], input: ObjectInput): number {
  const worth = telling[object] ?? {};
  let score = 0;
  for (const { target, confidence } of mapping) {
    const field = target.kind === "field" ? target.field : target.kind;
    if (target.kind === "field" || target.kind === "fullName")
      score += confidence * (worth[field] ?? 0.3);
  }
  const named = input.columns.filter((column) => namesObject(column.name, object)).length;
  const byFileName = input.fileName && namesObject(singular(input.fileName), object) ? 4 : 0;
  return Math.max(0, score + Math.min(3, named * 0.4) + byFileName);
}

/** "sf_opportunities.csv" names opportunities, one of which is an opportunity. */
function singular(fileName: string): string {
  return fileName
    .replace(/\.\w+(?:\.gz)?$/, "")
    .split(/[^a-z]+/i)
    .flatMap((word) => [word, word.replace(/ies$/i, "y"), word.replace(/s$/i, "")])
    .join(" ");
}
