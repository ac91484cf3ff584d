// Records that may be the same, and merging them.
import type {
  DuplicateBand,
  DuplicateCheckAnswer,
  DuplicatePair,
  Merge,
  MergeableObject,
  MergePreview,
  MergePreviewRequest,
  MergeRequest,
  Page,
  RapportRecord,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import { createList, type PageQuery } from "./pages.ts";
import type { Transport, Written } from "./transport.ts";
import type { RecordData } from "./types.ts";

export interface DuplicatesQuery extends PageQuery {
  object: MergeableObject;
  band?: DuplicateBand;
  /** Pairs of this record only. */
  recordId?: string;
}

export interface MergesQuery extends PageQuery {
  object?: MergeableObject;
  /** Merges that this record had a part in. */
  recordId?: string;
}

/** What an undo put back, and what it left as it is and why. */
export interface UndoResult {
  undone: number;
  kept: { object: string; id: string; reason: string; fields?: string[] }[];
}

export const createDuplicatesClient = (transport: Transport) => ({
  /** Pairs that may be the same, the most likely first; `iterate` goes through all of them. */
  list: (query: DuplicatesQuery, options?: RequestOptions): Promise<Page<DuplicatePair>> =>
    createList<DuplicatePair, DuplicatesQuery>(transport, "/duplicates").list(query, options),
  iterate: (query: DuplicatesQuery, options?: RequestOptions) =>
    createList<DuplicatePair, DuplicatesQuery>(transport, "/duplicates").iterate(query, options),
  /** Which records a draft may be a duplicate of. Writes nothing. */
  check: async (
    draft: { object: MergeableObject; data: RecordData; exceptId?: string },
    options: RequestOptions = {},
  ): Promise<DuplicateCheckAnswer> => {
    const asked = { ...options, json: draft, repeatable: true };
    return (await transport.write<DuplicateCheckAnswer>("POST", "/duplicates/check", asked)).data;
  },
  /** Says that two records are not the same; they are not suggested again. */
  dismiss: async (
    object: MergeableObject,
    ids: [string, string],
    options?: RequestOptions,
  ): Promise<Written<null>> => {
    const asked = { ...options, json: { object, ids }, repeatable: true };
    return {
      data: null,
      actId: (await transport.call("POST", "/duplicates/dismiss", asked)).actId,
    };
  },
});

export const createMergesClient = (transport: Transport) => {
  const at = (id: string): string => `/merges/${encodeURIComponent(id)}`;
  return {
    /** What a merge would make, field by field. Writes nothing. */
    preview: async (
      request: MergePreviewRequest,
      options: RequestOptions = {},
    ): Promise<MergePreview> => {
      const asked = { ...options, json: request, repeatable: true };
      return (await transport.write<MergePreview>("POST", "/merges/preview", asked)).data;
    },
    /** Merges. With the preview's `versions`, rejects with a VersionConflictError when one changed since. */
    create: async (
      request: MergeRequest,
      options: RequestOptions = {},
    ): Promise<Written<RapportRecord>> => {
      const { data, actId } = await transport.write<{ record: RapportRecord }>("POST", "/merges", {
        ...options,
        json: request,
        repeatable: true,
      });
      return { data: data.record, actId };
    },
    /** Past merges, newest first; `iterate` goes through all of them. */
    ...createList<Merge, MergesQuery>(transport, "/merges"),
    get: (id: string, options?: RequestOptions): Promise<Merge> =>
      transport.get<Merge>(at(id), {}, options),
    /** Moves back what the merge moved, and says what it kept because somebody changed it since. */
    undo: (id: string, options?: RequestOptions): Promise<Written<UndoResult>> =>
      transport.write<UndoResult>("POST", `${at(id)}/undo`, { ...options, repeatable: true }),
  };
};
