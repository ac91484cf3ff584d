// The one conflict that waits for a choice: someone else changed the record while this member was editing it.
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { RapportError } from "@rapport/sdk";
import { useSyncExternalStore } from "react";
import type { FieldChange } from "./field-change.ts";

export interface Conflict {
  object: SchemaObject;
  change: FieldChange;
  error: RapportError;
}

let current: Conflict | null = null;
const listeners = new Set<() => void>();

const set = (next: Conflict | null): void => {
  current = next;
  for (const listener of listeners) listener();
};

export const openConflict = (conflict: Conflict): void => set(conflict);
export const closeConflict = (): void => set(null);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConflict = (): Conflict | null => useSyncExternalStore(subscribe, () => current);

/** The record as it is now, when the server told. */
export const theirsOf = (conflict: Conflict): RapportRecord | null => {
  const theirs = conflict.error.details.current;
  const isRecord =
    typeof theirs === "object" && theirs !== null && "version" in theirs && "id" in theirs;
  return isRecord ? (theirs as RapportRecord) : null;
};
