// Names of referenced records. Many cells ask at once, so ids are gathered for a moment and fetched in one list.
import type { SchemaObject } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { schemaQuery, titleOf } from "./schema.ts";

const GATHER_MS = 10;
const BATCH = 100;
const TITLE_STALE_MS = 300_000;

type Resolve = (title: string | null) => void;
const waiting = new Map<string, Map<string, Resolve[]>>();

const fetchBatch = async (object: SchemaObject, ids: Map<string, Resolve[]>): Promise<void> => {
  const filter = { id: { in: [...ids.keys()] } };
  const page = await api.records(object.key).list({ filter, limit: BATCH });
  const titles = new Map(page.data.map((record) => [record.id, titleOf(object, record)]));
  for (const [id, resolves] of ids) {
    for (const resolve of resolves) resolve(titles.get(id) ?? null);
  }
};

const flush = async (key: string): Promise<void> => {
  const ids = waiting.get(key);
  waiting.delete(key);
  if (!ids) return;
  const schema = await queryClient.ensureQueryData(schemaQuery);
  const object = schema.find((candidate) => candidate.key === key);
  try {
    if (!object) throw new Error(`No object type ${key}`);
    await fetchBatch(object, ids);
  } catch {
    // A name is an ornament: the cell shows a short id instead of an error.
    for (const resolves of ids.values()) for (const resolve of resolves) resolve(null);
  }
};

const loadTitle = (object: string, id: string): Promise<string | null> =>
  new Promise((resolve) => {
    let ids = waiting.get(object);
    if (!ids || ids.size >= BATCH) {
      const fresh = new Map<string, Resolve[]>();
      if (ids) void flush(object);
      waiting.set(object, fresh);
      ids = fresh;
      setTimeout(() => void flush(object), GATHER_MS);
    }
    ids.set(id, [...(ids.get(id) ?? []), resolve]);
  });

/** Ids are unique over all objects, so a title is kept by id alone. */
export const titleKey = (id: string) => ["title", id] as const;

/** Remembers titles that came with a list. */
export const keepTitles = (titles: Record<string, string>): void => {
  for (const [id, title] of Object.entries(titles)) queryClient.setQueryData(titleKey(id), title);
};

/** The name of a record, or null while it loads or when it may not be seen. */
export const useTitle = (object: string, id: string | null): string | null =>
  useQuery({
    queryKey: titleKey(id ?? ""),
    queryFn: () => loadTitle(object, id ?? ""),
    enabled: id !== null,
    staleTime: TITLE_STALE_MS,
  }).data ?? null;
