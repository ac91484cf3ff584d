// Who changed what a moment ago, and which rows are about to leave: shown beside the record, forgotten soon.
import type { LiveChange } from "@rapport/contracts";
import { createStore } from "./external-store.ts";

const SHOWN_MS = 30_000;
const LEAVE_MS = 500;

const changes = createStore<ReadonlyMap<string, LiveChange>>(new Map());
const leaving = createStore<ReadonlySet<string>>(new Set());

export const noteChange = (change: LiveChange): void => {
  changes.set(new Map(changes.get()).set(change.id, change));
  setTimeout(() => {
    if (changes.get().get(change.id) !== change) return;
    const rest = new Map(changes.get());
    rest.delete(change.id);
    changes.set(rest);
  }, SHOWN_MS);
};

/** The last change that somebody else made to the record, for half a minute. */
export const useRecentChange = (id: string): LiveChange | undefined =>
  changes.use((all) => all.get(id));

/** Lets rows fade, then calls back. */
export const letLeave = (ids: readonly string[], gone: () => void): void => {
  leaving.set(new Set([...leaving.get(), ...ids]));
  setTimeout(() => {
    gone();
    leaving.set(new Set([...leaving.get()].filter((id) => !ids.includes(id))));
  }, LEAVE_MS);
};

export const useIsLeaving = (id: string): boolean => leaving.use((all) => all.has(id));
