// What the merge screen decides: which fields are worth a choice, whose value is kept, and what is said about it.
import type { DuplicateBand, MergeField, MergePreview } from "@rapport/contracts";

export const BANDS: readonly DuplicateBand[] = ["high", "medium", "low"];

const BAND_WORDS: Record<DuplicateBand, string> = {
  high: "Very likely",
  medium: "Likely",
  low: "Possibly",
};

export const bandWords = (band: DuplicateBand): string => BAND_WORDS[band];

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Fields that differ, and those that are the same everywhere. Fields that nobody has filled in are left out. */
export const sortFields = (
  fields: readonly MergeField[],
): { differing: MergeField[]; same: MergeField[] } => {
  const filled = fields.filter((field) => Object.values(field.values).some((one) => !isEmpty(one)));
  return {
    differing: filled.filter(({ rule }) => rule !== "same"),
    same: filled.filter(({ rule }) => rule === "same"),
  };
};

/** Whether a person may take this record's value: never an empty one, which would lose the other. */
export const mayPick = (field: MergeField, recordId: string): boolean =>
  field.canPick && !isEmpty(field.values[recordId]);

/** Ids of an address, without doubles and without what is none. */
export const idsOf = (text: string | undefined): string[] => [
  ...new Set((text ?? "").split(",").filter((id) => /^[0-9a-f-]{36}$/.test(id))),
];

const list = (words: readonly string[]): string =>
  words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;

/** "3 deals and 12 notes move to the record that stays." */
export const movedWords = (related: MergePreview["related"]): string => {
  const parts = related
    .filter(({ count }) => count > 0)
    .map(({ label, count, isCapped }) => `${count}${isCapped ? "+" : ""} ${label.toLowerCase()}`);
  return parts.length === 0
    ? "Nothing that you can see has to move."
    : `${list(parts)} will belong to the record that stays.`;
};

/** After an undo: what came back, and how much was left because somebody changed it since. */
export const keptWords = (kept: number): string =>
  kept === 0
    ? "The merge was undone."
    : `The merge was undone. ${kept} ${kept === 1 ? "record was" : "records were"} changed since and ${kept === 1 ? "stays" : "stay"} as now.`;

/** A, B, C … by which a record is told where its name does not fit. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);
