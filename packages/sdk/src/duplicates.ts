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
import type { CallOptions, Transport } from "./transport.ts";
import type { RecordData, Written } from "./types.ts";

export interface DuplicatesQuery {
  object: MergeableObject;
  band?: DuplicateBand;
  /** Pairs of this record only. */
  recordId?: string;
  limit?: number;
  cursor?: string;
}

export interface MergesQuery {
  object?: MergeableObject;
  /** Merges that this record had a part in. */
  recordId?: string;
  limit?: number;
  cursor?: string;
}

/** What an undo put back, and what it left as it is and why. */
export interface UndoResult {
  undone: number;
  kept: { object: string; id: string; reason: string; fields?: string[] }[];
}

export const createDuplicatesClient = (transport: Transport) => ({
  /** Pairs that may be the same, the most likely first. */
  list: async (query: DuplicatesQuery, options: CallOptions = {}): Promise<Page<DuplicatePair>> =>
    (
      await transport.call<Page<DuplicatePair>>("GET", "/duplicates", {
        ...options,
        query: { ...query },
      })
    ).body,
  /** Which records a draft may be a duplicate of. Writes nothing. */
  check: async (
    draft: { object: MergeableObject; data: RecordData; exceptId?: string },
    options: CallOptions = {},
  ): Promise<DuplicateCheckAnswer> =>
    (
      await transport.call<DuplicateCheckAnswer>("POST", "/duplicates/check", {
        ...options,
        json: draft,
      })
    ).body,
  /** Says that two records are not the same; they are not suggested again. */
  dismiss: async (object: MergeableObject, ids: [string, string]): Promise<Written<null>> => {
    const answer = await transport.call("POST", "/duplicates/dismiss", { json: { object, ids } });
    return { data: null, actId: answer.actId };
  },
});

export const createMergesClient = (transport: Transport) => {
  const at = (id: string): string => `/merges/${encodeURIComponent(id)}`;
  return {
    /** What a merge would make, field by field. Writes nothing. */
    preview: async (
      request: MergePreviewRequest,
      options: CallOptions = {},
    ): Promise<MergePreview> =>
      (await transport.call<MergePreview>("POST", "/merges/preview", { ...options, json: request }))
        .body,
    /** Merges. With the preview's `versions` it refuses (412) what changed since. */
    create: async (request: MergeRequest): Promise<Written<RapportRecord>> => {
      const answer = await transport.call<{ record: RapportRecord }>("POST", "/merges", {
        json: request,
      });
      return { data: answer.body.record, actId: answer.actId };
    },
    /** Past merges, newest first. */
    list: async (query: MergesQuery = {}): Promise<Page<Merge>> =>
      (await transport.call<Page<Merge>>("GET", "/merges", { query: { ...query } })).body,
    get: async (id: string): Promise<Merge> => (await transport.call<Merge>("GET", at(id))).body,
    /** Moves back what the merge moved, and says what it kept because somebody changed it since. */
    undo: async (id: string): Promise<Written<UndoResult>> => {
      const answer = await transport.call<UndoResult>("POST", `${at(id)}/undo`);
      return { data: answer.body, actId: answer.actId };
    },
  };
};
