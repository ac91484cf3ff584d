// The passages room: an index of texts that other rooms keep, and the ranking over it. It knows no page and no right:
// whoever writes says who may read, and whoever asks says who is asking. See README.md.
import type { Clock } from "../../platform/clock.ts";
import type { Database, TenantScope, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { chunksOfPages } from "./chunks.store.ts";
import { createEncoder } from "./encoder.ts";
import { createHeldPostings } from "./held-postings.ts";
import { createHeldVectors } from "./held-vectors.ts";
import { encoderOf, type IndexRow, readIndex, visibleSpaces } from "./index.store.ts";
import { type RankInput, type Ranking, rankPassages } from "./rank-passages.ts";
import { trainPassages } from "./train-passages.ts";
import { createUpkeep, type Upkeep } from "./upkeep.ts";
import { type IndexedDocument, type PassageText, writePassages } from "./write-passages.ts";

export interface PassagesDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  /** A folder with a sentence model; empty or none: vectors are learned from the passages. */
  encoderDir?: string;
  workspaceIds(): Promise<readonly string[]>;
}

export interface IndexState {
  passages: number;
  languages: string[];
  /** What made the vectors. */
  vectors: "none" | "learned" | "model";
  index: IndexRow;
}

export interface Passages {
  name: "passages";
  routes: [];
  /** Replaces what the index holds of these documents, in the transaction; `removed` only go. */
  write(tx: Tx, documents: readonly IndexedDocument[], removed?: readonly string[]): Promise<void>;
  rank(scope: TenantScope, input: RankInput): Promise<Ranking>;
  /** A document's passages as the index holds them. */
  of(scope: TenantScope, documentId: string): Promise<PassageText[]>;
  state(scope: TenantScope): Promise<IndexState>;
  /** Learns the vectors anew, now; false when there is too little to learn from. */
  train(workspaceId: string): Promise<boolean>;
  upkeep: Upkeep;
}

export function createPassages(deps: PassagesDeps): Passages {
  const { db } = deps;
  const held = { postings: createHeldPostings(), vectors: createHeldVectors() };
  const folder = deps.encoderDir ?? "";
  const encoder = folder === "" ? null : createEncoder(folder);
  const trainDeps = { ...deps, encoder };
  return {
    name: "passages",
    routes: [],
    write: (tx, documents, removed) => writePassages(tx, held.vectors.inForce, documents, removed),
    rank: (scope, input) => rankPassages(db.reader(scope), held, encoder, input),
    of: async (scope, documentId) =>
      (await chunksOfPages(db.reader(scope), [documentId])).map(({ headings, text }) => ({
        headings,
        text,
      })),
    state: async (scope) => {
      const reader = db.reader(scope);
      const [index, spaces] = await Promise.all([readIndex(reader), visibleSpaces(reader, null)]);
      const passages = spaces.reduce((sum, { chunks }) => sum + chunks, 0);
      const made = encoderOf(index) ? "model" : "learned";
      const vectors = index.model > 0 ? made : "none";
      return {
        index,
        passages,
        vectors,
        languages: [...new Set(spaces.map(({ language }) => language))],
      };
    },
    train: async (workspaceId) => (await trainPassages(trainDeps, workspaceId)) !== null,
    upkeep: createUpkeep(trainDeps),
  };
}
