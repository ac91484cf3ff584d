// A sentence model of a folder, asked in a thread of its own that starts with the first text.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { type EncoderAnswer, missingIn, modelFile, type Purpose } from "./encoder-files.ts";

export interface Encoder {
  /** Another model has another name. */
  name(): Promise<string>;
  /** One vector of length one a text, in order. */
  encode(texts: readonly string[], purpose: Purpose, signal?: AbortSignal): Promise<Float32Array[]>;
  stop(): Promise<void>;
}

/** The model's folder is not as it should be; the message says how. */
export class EncoderFault extends Error {
  override name = "EncoderFault";
}

interface Waiting {
  resolve(vectors: Float32Array[]): void;
  reject(error: Error): void;
}

/** A question never waits for more texts than these. */
const batch = 4;

async function nameOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(modelFile(folder)), hash);
  return `onnx:${hash.digest("hex").slice(0, 16)}`;
}

export function createEncoder(folder: string): Encoder {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let known: Promise<string> | null = null;
  let nextId = 1;

  function fail(error: Error): void {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function take(answer: EncoderAnswer): void {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("vectors" in answer) asked?.resolve(answer.vectors);
    else asked?.reject(new EncoderFault(`The model in ${folder} failed: ${answer.error}`));
    if (waiting.size === 0) worker?.unref();
  }

  function started(): Worker {
    if (worker) return worker;
    const missing = missingIn(folder);
    if (missing !== null) throw new EncoderFault(missing);
    const thread = new Worker(new URL("./encoder-thread.ts", import.meta.url), {
      workerData: folder,
    });
    thread.on("message", take);
    thread.once("error", (error: Error) => fail(new EncoderFault(error.message)));
    thread.once(
      "exit",
      () => worker === thread && fail(new EncoderFault("The model's thread ended.")),
    );
    worker = thread;
    return thread;
  }

  async function ask(texts: string[], purpose: Purpose): Promise<Float32Array[]> {
    const thread = started();
    const id = nextId;
    nextId += 1;
    thread.ref();
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      thread.postMessage({ id, texts, purpose });
    });
  }

  return {
    name: () => {
      const missing = missingIn(folder);
      if (missing !== null) return Promise.reject(new EncoderFault(missing));
      known ??= nameOf(folder);
      return known;
    },
    /** Those of like length go together, so that little is computed for filling. */
    encode: async (texts, purpose, signal) => {
      const vectors: Float32Array[] = new Array(texts.length);
      const order = texts.map((_, index) => index);
      order.sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
      for (let from = 0; from < order.length; from += batch) {
        signal?.throwIfAborted();
        const part = order.slice(from, from + batch);
        const made = await ask(
          part.map((index) => texts[index] ?? ""),
          purpose,
        );
        for (const [at, index] of part.entries()) vectors[index] = made[at] ?? new Float32Array(0);
      }
      return vectors;
    },
    stop: async () => {
      const thread = worker;
      worker = null;
      await thread?.terminate();
    },
  };
}
