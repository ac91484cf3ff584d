// Purposes: what is built in, what a workspace made of it, and what follows for a person.
import {
  type BuiltInPurpose,
  builtInPurposes,
  type ConsentPurpose,
  type ConsentState,
} from "@rapport/contracts";

/** A purpose as it is kept, and as the audit log tells it. */
export interface StoredPurpose {
  id: string;
  key: string;
  label: string;
  about: string | null;
  whenUnknown: "granted" | "denied";
  basis: string | null;
  isRetired: boolean;
}

const builtIn: ReadonlyMap<string, BuiltInPurpose> = new Map(
  builtInPurposes.map((purpose) => [purpose.key, purpose]),
);

export const isBuiltIn = (key: string): boolean => builtIn.has(key);

export const builtInDefault = (key: string): "granted" | "denied" =>
  builtIn.get(key)?.whenUnknown ?? "denied";

/** All of a workspace: those built in first and in their order, with what was changed about them. */
export function allPurposes(
  idOf: (key: string) => string,
  rows: readonly StoredPurpose[],
): StoredPurpose[] {
  const changed = new Map(rows.map((row) => [row.key, row]));
  const first = builtInPurposes.map(
    (purpose) =>
      changed.get(purpose.key) ?? { id: idOf(purpose.key), ...purpose, isRetired: false },
  );
  const own = rows.filter((row) => !builtIn.has(row.key));
  return [...first, ...own.sort((a, b) => (a.label < b.label ? -1 : 1))];
}

export function describePurpose({ id: _id, ...purpose }: StoredPurpose): ConsentPurpose {
  return { ...purpose, isBuiltIn: isBuiltIn(purpose.key) };
}

/** What may be done, given what was said last and what silence means. */
export function isAllowed(
  state: ConsentState | undefined,
  { whenUnknown }: Pick<StoredPurpose, "whenUnknown">,
): boolean {
  return (state === undefined || state === "unknown" ? whenUnknown : state) === "granted";
}
