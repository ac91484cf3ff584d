// Conflicts that wait for a choice: someone else changed the record while this member was editing it. They are asked
// one after the other; none takes the place of another.
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { RapportError } from "@rapport/sdk";
import { useSyncExternalStore } from "react";
import type { FieldChange } from "./field-change.ts";

export interface Conflict {
  object: SchemaObject;
  change: FieldChange;
  error: RapportError;
  /** The person has chosen whose value stays. */
  onChosen: () => void;
}

let waiting: readonly Conflict[] = [];
const listeners = new Set<() => void>();

const set = (next: readonly Conflict[]): void => {
  waiting = next;
  for (const listener of listeners) listener();
};

export const openConflict = (conflict: Conflict): void => set([...waiting, conflict]);
export const closeConflict = (): void => set(waiting.slice(1));

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConflict = (): Conflict | null =>
  useSyncExternalStore(subscribe, () => waiting[0] ?? null);

/** The record as it is now, when the server told. */
export const theirsOf = (conflict: Conflict): RapportRecord | null => {
  const theirs = conflict.error.details.current;
  const isRecord =
    typeof theirs === "object" && theirs !== null && "version" in theirs && "id" in theirs;
  return isRecord ? (theirs as RapportRecord) : null;
};
