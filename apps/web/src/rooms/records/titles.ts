// Names of referenced records, kept by id, since ids are unique over all objects. Lists bring most of them along; cells
// that lack one ask at once, so ids are gathered for a moment and fetched in one list.
import type { SchemaObject } from "@rapport/contracts";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { api, onForget, queryClient } from "../../platform/api.ts";
import { schemaQuery, titleOf } from "./schema.ts";

const GATHER_MS = 10;
const BATCH = 100;

/** Null: the record may not be seen, or is gone. */
const titles = new Map<string, string | null>();
const readers = new Map<string, Set<() => void>>();
const waiting = new Map<string, Set<string>>();

onForget(() => titles.clear());

/** Remembers the name of a record, and shows it wherever it is drawn. */
export const keepTitle = (id: string, title: string | null): void => {
  if (titles.get(id) === title) return;
  titles.set(id, title);
  for (const notify of readers.get(id) ?? []) notify();
};

/** Remembers titles that came with a list. */
export const keepTitles = (found: Record<string, string>): void => {
  for (const [id, title] of Object.entries(found)) keepTitle(id, title);
};

const fetchBatch = async (object: SchemaObject, ids: string[]): Promise<void> => {
  const page = await api.records(object.key).list({ filter: { id: { in: ids } }, limit: BATCH });
  const found = new Map(page.data.map((record) => [record.id, titleOf(object, record)]));
  for (const id of ids) keepTitle(id, found.get(id) ?? null);
};

const flush = async (key: string): Promise<void> => {
  const ids = [...(waiting.get(key) ?? [])];
  waiting.delete(key);
  const schema = await queryClient.ensureQueryData(schemaQuery).catch(() => []);
  const object = schema.find((candidate) => candidate.key === key);
  for (let at = 0; object && at < ids.length; at += BATCH) {
    // A name is an ornament: without it the cell shows that it is missing, and no error.
    await fetchBatch(object, ids.slice(at, at + BATCH)).catch(() => undefined);
  }
};

const ask = (object: string, id: string): void => {
  if (titles.has(id)) return;
  const ids = waiting.get(object);
  if (ids) {
    ids.add(id);
    return;
  }
  waiting.set(object, new Set([id]));
  setTimeout(() => void flush(object), GATHER_MS);
};

const subscribe = (id: string, notify: () => void): (() => void) => {
  const set = readers.get(id) ?? new Set();
  readers.set(id, set.add(notify));
  return () => {
    set.delete(notify);
    if (set.size === 0) readers.delete(id);
  };
};

/** The name of a record, or null while it loads or when it may not be seen. */
export const useTitle = (object: string, id: string | null): string | null => {
  const listen = useCallback((notify: () => void) => subscribe(id ?? "", notify), [id]);
  const title = useSyncExternalStore(listen, () => titles.get(id ?? "") ?? null);
  useEffect(() => {
    if (id !== null) ask(object, id);
  }, [object, id]);
  return title;
};
