// Edits that could not be sent: kept in this browser until the server has taken them, over reloads and restarts too.
// They go in order, one a record, each on the version that the person saw; what someone else changed meanwhile comes
// to the conflict dialog, what the server refuses waits in the list with its reason. Nothing is dropped silently.
import type { RapportRecord } from "@rapport/contracts";
import { isRapportError, type RapportError, type Written } from "@rapport/sdk";
import { useSyncExternalStore } from "react";
import { onForget, queryClient } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import { newKey } from "../../platform/new-key.ts";
import { showDone } from "../../ui/toast.tsx";
import { meQuery } from "../access/session.ts";
import { withOwn } from "./collision.rules.ts";
import { openConflict } from "./conflict.ts";
import { patchCachedRecord, refreshObject } from "./record-queries.ts";
import { type FieldsToSave, saveFields } from "./save-fields.ts";
import { schemaQuery } from "./schema.ts";
import {
  afterSaved,
  type Edit,
  type Unsaved,
  withEdit,
  without,
  withRefusal,
} from "./unsaved.rules.ts";
import {
  changeUnsaved,
  closeUnsaved,
  onUnsaved,
  openUnsaved,
  unsavedNow,
  unsavedOwner,
} from "./unsaved-store.ts";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

let running: Promise<void> | null = null;
/** Why the last one that was sent still waits. */
let away: unknown;
let pauseMs = FIRST_PAUSE_MS;
let timer: ReturnType<typeof setTimeout> | undefined;

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
    onChosen: () => changeUnsaved((now) => without(now, entry)),
  });
};

/** True: it is off the list. False: the connection is still away. */
const send = async (entry: Unsaved): Promise<boolean> => {
  try {
    const fields = { ...entry, id: entry.recordId };
    const { data } = await saveFields(fields, { idempotencyKey: entry.key, retries: 0 });
    patchCachedRecord(data);
    changeUnsaved((now) => afterSaved(now, entry, data));
    return true;
  } catch (error) {
    away = error;
    if (isForLater(error) || (isRapportError(error) && error.status === 401)) return false;
    const isConflict = isRapportError(error) && error.isConflict;
    const reason = error instanceof Error ? error.message : "The server refused it.";
    changeUnsaved((now) => withRefusal(now, entry, isConflict ? conflictWords : reason));
    if (isConflict) askConflict(entry, error);
    return true;
  }
};

const later = (): void => {
  clearTimeout(timer);
  timer = setTimeout(() => void sendUnsaved(), pauseMs);
  pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
};

const nextOf = (): Unsaved | undefined => unsavedNow().find(({ refused }) => refused === null);

const sendAll = async (): Promise<void> => {
  const objects = new Set<string>();
  let reached = true;
  for (let entry = nextOf(); entry && reached; entry = nextOf()) {
    reached = await send(entry);
    if (reached) objects.add(entry.object);
  }
  if (!reached) later();
  else pauseMs = FIRST_PAUSE_MS;
  if (objects.size === 0) return;
  if (unsavedNow().length === 0) showDone("Everything that waited is saved.");
  for (const object of objects) void refreshObject(object);
};

/**
 * Sends what waits. Called when the connection is back, and from time to time until nothing waits. While it is being
 * sent already, the answer is the end of that.
 */
export const sendUnsaved = (): Promise<void> => {
  if (unsavedOwner() === null) return Promise.resolve();
  running ??= sendAll().finally(() => {
    running = null;
  });
  return running;
};

const entryOf = (recordId: string): Unsaved | undefined =>
  unsavedNow().find((entry) => entry.recordId === recordId);
const isWaiting = (entry: Unsaved | undefined): entry is Unsaved => entry?.refused === null;

/** Saves fields after the older edits of the same record that wait. While those cannot be sent, this is not either. */
export const saveInTurn = async (fields: FieldsToSave): Promise<Written<RapportRecord>> => {
  const older = entryOf(fields.id);
  if (!isWaiting(older)) return saveFields(fields);
  await sendUnsaved();
  const left = entryOf(fields.id);
  if (isWaiting(left)) throw away;
  // The person's own older edit is not someone else's, whether or not the screen showed it.
  const base = left ? fields.base : withOwn(fields.base, older.data);
  return saveFields({ ...fields, base });
};

/** Keeps an edit, to be sent as soon as it can be. */
export const keepEdit = (edit: Edit): void => {
  const made = { key: newKey(), nowMs: nowMs() };
  changeUnsaved((now) => withEdit(now, edit, made));
  later();
};

/** Keeps an edit that someone else's change stands against, and asks whose stays. */
export const keepConflict = (edit: Edit, error: RapportError): void => {
  const made = { key: newKey(), nowMs: nowMs() };
  changeUnsaved((now) => withEdit(now, edit, made));
  const entry = unsavedNow().find(({ key }) => key === made.key);
  if (!entry) return;
  changeUnsaved((now) => withRefusal(now, entry, conflictWords));
  askConflict(entry, error);
};

/** Sends one that was refused once more. */
export const retryUnsaved = (entry: Unsaved): void => {
  changeUnsaved((now) =>
    now.map((one) => (one.key === entry.key ? { ...one, refused: null } : one)),
  );
  void sendUnsaved();
};

/** The person gave an edit up. */
export const dropUnsaved = (entry: Unsaved): void => {
  changeUnsaved((now) => without(now, entry));
  void refreshObject(entry.object);
};

/** Takes up what an earlier visit of this member left, and watches the connection. */
export const startUnsaved = (): (() => void) => {
  const memberId = queryClient.getQueryData(meQuery.queryKey)?.member?.id ?? null;
  const fromOtherTab = (): void => {
    if (nextOf()) later();
  };
  const close = memberId === null ? undefined : openUnsaved(memberId, fromOtherTab);
  const retry = (): void => {
    pauseMs = FIRST_PAUSE_MS;
    void sendUnsaved();
  };
  window.addEventListener("online", retry);
  retry();
  return () => {
    window.removeEventListener("online", retry);
    close?.();
    clearTimeout(timer);
  };
};

onForget(() => {
  closeUnsaved();
  clearTimeout(timer);
});

export const useUnsaved = (): readonly Unsaved[] => useSyncExternalStore(onUnsaved, unsavedNow);
