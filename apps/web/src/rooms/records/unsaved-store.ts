// Where edits wait: in this browser's storage, which all tabs share. Every change is made on what storage holds at that
// moment, so that no tab writes over what another one keeps.
import { parseUnsaved, type Unsaved } from "./unsaved.rules.ts";

let entries: Unsaved[] = [];
/** Those that storage did not take: there is none, or it is full. They wait in this tab only. */
let onlyHere: Unsaved[] = [];
let owner: string | null = null;
const listeners = new Set<() => void>();

const storageKey = (): string => `rapport.unsaved.${owner ?? ""}`;

const stored = (): Unsaved[] => {
  try {
    return owner === null ? [] : parseUnsaved(localStorage.getItem(storageKey()));
  } catch {
    return [];
  }
};

const isStored = (next: Unsaved[]): boolean => {
  if (owner === null) return false;
  try {
    if (next.length === 0) localStorage.removeItem(storageKey());
    else localStorage.setItem(storageKey(), JSON.stringify(next));
    return true;
  } catch {
    return false;
  }
};

const withOnlyHere = (kept: Unsaved[]): Unsaved[] => [
  ...kept.filter((entry) => !onlyHere.some(({ recordId }) => recordId === entry.recordId)),
  ...onlyHere,
];

const show = (next: Unsaved[]): void => {
  entries = next;
  for (const listener of listeners) listener();
};

export const unsavedNow = (): readonly Unsaved[] => entries;

export const changeUnsaved = (change: (now: readonly Unsaved[]) => Unsaved[]): void => {
  const keys = new Set(stored().map(({ key }) => key));
  const next = change(withOnlyHere(stored()));
  if (isStored(next)) onlyHere = [];
  else {
    onlyHere = next.filter(({ key }) => !keys.has(key));
    isStored(next.filter(({ key }) => keys.has(key)));
  }
  show(next);
};

/** What an earlier visit of this member left, or another tab keeps. Calls back when another tab changed it. */
export const openUnsaved = (memberId: string, onChange: () => void): (() => void) => {
  owner = memberId;
  show(withOnlyHere(stored()));
  const read = ({ key }: StorageEvent): void => {
    if (owner === null || (key !== null && key !== storageKey())) return;
    show(withOnlyHere(stored()));
    onChange();
  };
  window.addEventListener("storage", read);
  return () => window.removeEventListener("storage", read);
};

/** They stay in storage for when the same member signs in again; the next one must not see them. */
export const closeUnsaved = (): void => {
  owner = null;
  onlyHere = [];
  show([]);
};

export const unsavedOwner = (): string | null => owner;

export const onUnsaved = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
