// Edits that could not be sent: kept in this browser until the server has taken them, over reloads and restarts too.
// They go in order, one a record, each on the version that the person saw; what someone else changed meanwhile comes
// to the conflict dialog, what the server refuses waits in the list with its reason. Nothing is dropped silently.
import type { RapportRecord } from "@rapport/contracts";
import { isRapportError, type RapportError } from "@rapport/sdk";
import { useSyncExternalStore } from "react";
import { onForget, queryClient } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { showDone } from "../../ui/toast.tsx";
import { meQuery } from "../access/session.ts";
import { openConflict } from "./conflict.ts";
import { patchCachedRecord, refreshObject } from "./record-queries.ts";
import { saveFields } from "./save-fields.ts";
import { schemaQuery } from "./schema.ts";
import {
  type Edit,
  parseUnsaved,
  type Unsaved,
  withEdit,
  without,
  withRefusal,
} from "./unsaved.rules.ts";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

let entries: Unsaved[] = [];
let owner: string | null = null;
let sending = false;
let pauseMs = FIRST_PAUSE_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const storageKey = (): string => `rapport.unsaved.${owner ?? ""}`;

const set = (next: Unsaved[]): void => {
  entries = next;
  try {
    if (next.length === 0) localStorage.removeItem(storageKey());
    else localStorage.setItem(storageKey(), JSON.stringify(next));
  } catch {
    // No storage, or it is full: they wait in this tab only, and the bar goes on saying so.
  }
  for (const listener of listeners) listener();
};

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/** Whether an edit can be sent later: no answer came, or the server says that it cannot just now. */
export const isForLater = (error: unknown): boolean =>
  isRapportError(error) && (error.isUnreachable || [502, 503, 504].includes(error.status));

const conflictWords = "Someone else changed this record meanwhile.";

/** Asks whose value stays. Until that is chosen the edit is on the list, also when the dialog is just closed. */
const askConflict = (entry: Unsaved, error: RapportError): void => {
  const object = queryClient
    .getQueryData(schemaQuery.queryKey)
    ?.find(({ key }) => key === entry.object);
  if (!object) return;
  const record = { id: entry.recordId, object: entry.object, version: entry.version ?? 0 };
  openConflict({
    object,
    error,
    change: {
      record: { ...record, custom: {} } as unknown as RapportRecord,
      data: entry.data,
      label: entry.labels.join(", "),
    },
    onChosen: () => set(without(entries, entry)),
  });
};

/** True: it is off the list. False: the connection is still away. */
const send = async (entry: Unsaved): Promise<boolean> => {
  try {
    const fields = { ...entry, id: entry.recordId };
    const { data } = await saveFields(fields, { idempotencyKey: entry.key, retries: 0 });
    patchCachedRecord(data);
    set(without(entries, entry));
    return true;
  } catch (error) {
    if (isForLater(error) || (isRapportError(error) && error.status === 401)) return false;
    const isConflict = isRapportError(error) && error.isConflict;
    const reason = error instanceof Error ? error.message : "The server refused it.";
    set(withRefusal(entries, entry, isConflict ? conflictWords : reason));
    if (isConflict) askConflict(entry, error);
    return true;
  }
};

const later = (): void => {
  clearTimeout(timer);
  timer = setTimeout(() => void sendUnsaved(), pauseMs);
  pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
};

const nextOf = (): Unsaved | undefined => entries.find(({ refused }) => refused === null);

/** Sends what waits. Called when the connection is back, and from time to time until nothing waits. */
export const sendUnsaved = async (): Promise<void> => {
  if (sending || owner === null) return;
  sending = true;
  const objects = new Set<string>();
  let reached = true;
  for (let entry = nextOf(); entry && reached; entry = nextOf()) {
    reached = await send(entry);
    if (reached) objects.add(entry.object);
  }
  sending = false;
  if (!reached) later();
  else pauseMs = FIRST_PAUSE_MS;
  if (objects.size === 0) return;
  if (entries.length === 0) showDone("Everything that waited is saved.");
  for (const object of objects) await refreshObject(object);
};

/** Keeps an edit, to be sent as soon as it can be. */
export const keepEdit = (edit: Edit): void => {
  set(withEdit(entries, edit, { key: newKey(), nowMs: nowMs() }));
  later();
};

/** Keeps an edit that someone else's change stands against, and asks whose stays. */
export const keepConflict = (edit: Edit, error: RapportError): void => {
  const key = newKey();
  set(withEdit(entries, edit, { key, nowMs: nowMs() }));
  const entry = entries.find((one) => one.key === key);
  if (!entry) return;
  set(withRefusal(entries, entry, conflictWords));
  askConflict(entry, error);
};

/** Sends one that was refused once more. */
export const retryUnsaved = (entry: Unsaved): void => {
  set(entries.map((one) => (one.key === entry.key ? { ...one, refused: null } : one)));
  void sendUnsaved();
};

/** The person gave an edit up. */
export const dropUnsaved = (entry: Unsaved): void => {
  set(without(entries, entry));
  void refreshObject(entry.object);
};

/** Takes up what an earlier visit of this member left, and watches the connection. */
export const startUnsaved = (): (() => void) => {
  owner = queryClient.getQueryData(meQuery.queryKey)?.member?.id ?? null;
  if (owner !== null) set(parseUnsaved(localStorage.getItem(storageKey())));
  const retry = (): void => {
    pauseMs = FIRST_PAUSE_MS;
    void sendUnsaved();
  };
  window.addEventListener("online", retry);
  retry();
  return () => {
    window.removeEventListener("online", retry);
    clearTimeout(timer);
  };
};

// They stay in storage for when the same member signs in again; the next one must not see them.
onForget(() => {
  owner = null;
  entries = [];
  clearTimeout(timer);
});

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useUnsaved = (): readonly Unsaved[] => useSyncExternalStore(subscribe, () => entries);
