// Vectors by a sentence model, of passages that have none yet: computed outside any transaction and kept step by step, so
// that another start goes on where this one ended. A model that is new makes all of them anew beside those of before, which
// stay in force until it has.
import {
  blockSize,
  type HeldOut,
  holdOut,
  type TrainingText,
  unpackVectors,
} from "@rapport/retrieval";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import {
  beginBeside,
  type MakeVectors,
  type Making,
  makeMissing,
  putInForce,
} from "./build-vectors.ts";
import { chunksByNo } from "./chunks.store.ts";
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
import { vectorsSince } from "./vectors.store.ts";

/** What a model has made so far: the space of each chunk that has a vector. */
async function madeBy(reader: Reader, model: number, dims: number): Promise<Map<number, number>> {
  const placed = new Map<number, number>();
  for (const { space, block, data } of await vectorsSince(reader, model, -1)) {
    for (const place of unpackVectors(block, data, dims).places) {
      placed.set(block * blockSize + place, space);
    }
  }
  return placed;
}

async function vectorsOf(
  reader: Reader,
  { model, dims }: Making,
  wanted: ReadonlySet<number>,
): Promise<Map<number, Float32Array>> {
  const vectors = new Map<number, Float32Array>();
  for (const row of await vectorsSince(reader, model, -1)) {
    const { places, scales, values } = unpackVectors(row.block, row.data, dims);
    for (const [at, place] of places.entries()) {
      const no = row.block * blockSize + place;
      if (!wanted.has(no)) continue;
      const scale = scales[at] ?? 0;
      const numbers = values.subarray(at * dims, (at + 1) * dims);
      vectors.set(
        no,
        Float32Array.from(numbers, (value) => value * scale),
      );
    }
  }
  return vectors;
}

/** Enough to choose a weight by, few enough to be computed in a minute. */
const triedTexts = 2000;
const triedQuestions = 60;
const seed = 1;

async function weigh(reader: Reader, encoder: Encoder, making: Making, signal?: AbortSignal) {
  const numbers = [...making.placed.keys()].sort((a, b) => a - b);
  const step = Math.max(1, numbers.length / triedTexts);
  const wanted = Array.from(
    { length: Math.min(numbers.length, triedTexts) },
    (_, index) => numbers[Math.floor(index * step)] ?? 0,
  );
  const languages = new Map((await listSpaces(reader)).map(({ id, language }) => [id, language]));
  const chunks = await chunksByNo(reader, wanted);
  const vectors = await vectorsOf(reader, making, new Set(wanted));
  const texts = chunks.map((chunk): TrainingText => {
    const text = wholeText({ ...chunk, title: "" }).trim();
    const language = languageOf(languages.get(chunk.space) ?? "other");
    return { title: chunk.title, text, language };
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
    texts: chunks.map(({ no }, place) => restOf.get(place) ?? vectors.get(no) ?? null),
    questions: new Map(places.map((place, at) => [place, asked[at] ?? null])),
  };
  const outcome = await inThread({ kind: "weigh", texts, held, placed }, signal);
  if (outcome.kind !== "weighed") throw new Error("The training thread did other work.");
  return outcome.choice;
}

interface EmbedDeps {
  db: Database;
  clock: Clock;
}

/** A weight is chosen anew when there are half as many passages more than when it was chosen. */
const grown = 1.5;

/** Null where another model took the place meanwhile. */
export async function embedPassages(
  { db, clock }: EmbedDeps,
  encoder: Encoder,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<IndexRow | null> {
  const name = await encoder.name();
  const reader = db.reader({ workspaceId });
  const index = await readIndex(reader);
  const before = encoderOf(index);
  const isSame = before?.encoder === name;
  const model = isSame ? index.model : await beginBeside(db, workspaceId, name);
  const dims = isSame ? before.dims : ((await encoder.encode([name], "passage"))[0]?.length ?? 0);
  const making: Making = { model, dims, placed: await madeBy(reader, model, dims), seenTo: 0 };
  const make: MakeVectors = async (chunks) => {
    const made = await encoder.encode(chunks.map(wholeText), "passage", signal);
    const byNo = new Map(chunks.map(({ no }, at) => [no, made[at]]));
    return ({ no }) => byNo.get(no);
  };
  if (!(await makeMissing(db, workspaceId, making, make, signal))) return null;
  const mustWeigh = !isSame || making.placed.size > index.trainedChunks * grown;
  const choice = mustWeigh ? await weigh(reader, encoder, making, signal) : null;
  const learned = (chunks: number, at: IndexRow): Partial<IndexRow> => ({
    vectorWeight: choice?.weight ?? at.vectorWeight,
    choice: { ...(choice ?? at.choice), encoder: name, dims },
    trainedChunks: choice ? chunks : at.trainedChunks,
    trainedAt: nowIso(clock),
    // What came since the last look is made by the next round.
    changedChunks: at.nextNo > making.seenTo ? 1 : 0,
  });
  if (!isSame) return putInForce(db, workspaceId, making, () => null, learned);
  return db.tenant({ workspaceId }, async (tx) => {
    const at = await lockIndex(tx);
    if (at.model !== model) return null;
    const after = { ...at, ...learned(making.placed.size, at) };
    saveIndex(tx, after);
    return after;
  });
}
