// A table in groups: its rows are those of the open groups, one after the other, and between them stand the heads.
// Rows keep their own count, so that moving, editing and selecting know nothing of heads. Pure.

export interface Section<G> {
  key: string;
  group: G;
  isOpen: boolean;
  /** Rows that are loaded and shown. */
  rows: number;
  hasMore: boolean;
}

export type Entry =
  | { kind: "row"; row: number }
  | { kind: "head"; section: number }
  | { kind: "more"; section: number };

/** What is drawn, line by line. Without sections: the rows. */
export const entriesOf = (
  rowCount: number,
  sections: readonly Section<unknown>[] | null,
): Entry[] => {
  if (!sections) return Array.from({ length: rowCount }, (_, row) => ({ kind: "row", row }));
  const entries: Entry[] = [];
  let row = 0;
  for (const [at, section] of sections.entries()) {
    entries.push({ kind: "head", section: at });
    for (let left = section.rows; left > 0; left -= 1) {
      entries.push({ kind: "row", row });
      row += 1;
    }
    if (section.isOpen && section.hasMore) entries.push({ kind: "more", section: at });
  }
  return entries;
};

/** Line of each row. */
export const linesOf = (entries: readonly Entry[]): number[] =>
  entries.flatMap((entry, line) => (entry.kind === "row" ? [line] : []));
