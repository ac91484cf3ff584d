// Vectors by a sentence model, of passages that have none yet: computed outside any transaction, put beside those that
// there are in one in which nobody else writes the index. A model that is new makes all of them anew; until it has, the
// vectors of before stay in force.
import {
  blockSize,
  type HeldOut,
  holdOut,
  type TrainingText,
  unpackVectors,
} from "@rapport/retrieval";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { type ChunkRow, chunksAfter, chunksByNo, vectorsSince } from "./chunks.store.ts";
import type { Encoder } from "./encoder.ts";
import {
  encoderOf,
  type IndexRow,
  listSpaces,
  lockIndex,
  readIndex,
  saveIndex,
} from "./index.store.ts";
import { languageOf, wholeText } from "./index-text.rules.ts";
import { inThread } from "./training-data.ts";
import { type BlockChange, writeVectors } from "./write-passages.ts";

const pageSize = 2000;

export async function allChunks(reader: Reader): Promise<ChunkRow[]> {
  const all: ChunkRow[] = [];
  for (let after = -1; ; ) {
    const page = await chunksAfter(reader, after, pageSize);
    all.push(...page);
    if (page.length < pageSize) return all;
    after = page.at(-1)?.no ?? after;
  }
}

type Vectors = Map<number, Float32Array>;

async function vectorsInForce(reader: Reader, index: IndexRow, dims: number): Promise<Vectors> {
  const vectors: Vectors = new Map();
  for (const row of await vectorsSince(reader, index.model, -1)) {
    const { places, scales, values } = unpackVectors(row.block, row.data, dims);
    for (const [at, place] of places.entries()) {
      const packed = values.subarray(at * dims, (at + 1) * dims);
      const scale = scales[at] ?? 0;
      vectors.set(
        row.block * blockSize + place,
        Float32Array.from(packed, (value) => value * scale),
      );
    }
  }
  return vectors;
}

/** Enough to choose a weight by, few enough to be computed in a minute. */
const triedTexts = 2000;
const triedQuestions = 60;
const seed = 1;

interface Weighing {
  encoder: Encoder;
  chunks: readonly (ChunkRow & { language: string })[];
  vectors: Vectors;
  signal: AbortSignal | undefined;
}

async function weigh({ encoder, chunks, vectors, signal }: Weighing) {
  const step = Math.max(1, chunks.length / triedTexts);
  const tried = Array.from(
    { length: Math.min(chunks.length, triedTexts) },
    (_, index) => chunks[Math.floor(index * step)],
  ).filter((chunk) => chunk !== undefined);
  const texts = tried.map((chunk): TrainingText => {
    const text = wholeText({ ...chunk, title: "" }).trim();
    return { title: chunk.title, text, language: languageOf(chunk.language) };
  });
  const held = holdOut(texts, seed, triedQuestions);
  const [places, helds] = [[...held.keys()], [...held.values()]];
  const asked = await encoder.encode(
    helds.map(({ question }: HeldOut) => question),
    "question",
    signal,
  );
  const rests = await encoder.encode(
    helds.map(({ rest }: HeldOut) => rest),
    "passage",
    signal,
  );
  const restOf = new Map(places.map((place, at) => [place, rests[at] ?? null]));
  const placed = {
    texts: tried.map(({ no }, place) => restOf.get(place) ?? vectors.get(no) ?? null),
    questions: new Map(places.map((place, at) => [place, asked[at] ?? null])),
  };
  const outcome = await inThread({ kind: "weigh", texts, held, placed }, signal);
  if (outcome.kind !== "weighed") throw new Error("The training thread did other work.");
  return outcome.choice;
}

function changesOf(chunks: readonly ChunkRow[]): BlockChange[] {
  const blocks = new Map<
    string,
    { space: number; block: number; gone: Set<number>; added: ChunkRow[] }
  >();
  for (const chunk of chunks) {
    const block = Math.floor(chunk.no / blockSize);
    const key = `${chunk.space} ${block}`;
    const known = blocks.get(key) ?? { space: chunk.space, block, gone: new Set(), added: [] };
    blocks.set(key, known);
    // Another process may have made the same vector meanwhile.
    known.gone.add(chunk.no % blockSize);
    known.added.push(chunk);
  }
  return [...blocks.values()];
}

interface EmbedDeps {
  db: Database;
  clock: Clock;
}

/** A weight is chosen anew when there are half as many passages more than when it was chosen. */
const grown = 1.5;

export async function embedPassages(
  { db, clock }: EmbedDeps,
  encoder: Encoder,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<IndexRow | null> {
  const name = await encoder.name();
  const reader = db.reader({ workspaceId });
  const index = await readIndex(reader);
  const languages = new Map((await listSpaces(reader)).map(({ id, language }) => [id, language]));
  const chunks = (await allChunks(reader)).map((chunk) => ({
    ...chunk,
    language: languages.get(chunk.space) ?? "other",
  }));
  const before = encoderOf(index);
  const isSame = before?.encoder === name;
  const vectors = isSame ? await vectorsInForce(reader, index, before.dims) : new Map();
  const missing = chunks.filter(({ no }) => !vectors.has(no));
  const made = await encoder.encode(missing.map(wholeText), "passage", signal);
  for (const [at, { no }] of missing.entries()) vectors.set(no, made[at] ?? new Float32Array(0));
  const dims = made[0]?.length ?? before?.dims ?? 0;
  const mustWeigh = !isSame || chunks.length > index.trainedChunks * grown;
  const choice = mustWeigh ? await weigh({ encoder, chunks, vectors, signal }) : null;
  return db.tenant({ workspaceId }, async (tx) => {
    const current = await lockIndex(tx);
    const isStill = current.model === index.model;
    // Somebody else put vectors in force meanwhile; the next round sees what is missing then.
    if (!isStill) return null;
    const alive = await chunksByNo(
      tx,
      missing.map(({ no }) => no),
    );
    const after: IndexRow = {
      ...current,
      model: isSame ? current.model : current.model + 1,
      revision: current.revision + 1,
      vectorWeight: choice?.weight ?? current.vectorWeight,
      choice: { ...(choice ?? current.choice), encoder: name, dims },
      trainedChunks: choice ? chunks.length : current.trainedChunks,
      trainedAt: nowIso(clock),
      changedChunks: current.revision === index.revision ? 0 : 1,
    };
    await writeVectors(tx, changesOf(alive), after, dims, ({ no }) => vectors.get(no));
    saveIndex(tx, after);
    return after;
  });
}
