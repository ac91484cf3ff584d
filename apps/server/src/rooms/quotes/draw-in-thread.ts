// The server's end of the drawing thread: one thread a document, two at a time, stopped when it takes too long.
import { Worker } from "node:worker_threads";
import { noDocument } from "./errors.ts";
import type { QuoteDocument } from "./quote-document.rules.ts";

export type Draw = (quote: QuoteDocument, logo: Uint8Array | null) => Promise<Uint8Array>;

const maxThreads = 2;
const maxWaiting = 50;
const timeoutMs = 60_000;
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 };

function drawOnce(quote: QuoteDocument, logo: Uint8Array | null): Promise<Uint8Array> {
  const file = new URL("./pdf-worker.ts", import.meta.url);
  const worker = new Worker(file, { workerData: { quote, logo }, resourceLimits });
  return new Promise<Uint8Array>((resolve, reject) => {
    const timer = setTimeout(() => reject(noDocument()), timeoutMs);
    worker.on("message", resolve);
    worker.on("error", (error) => reject(noDocument(error)));
    worker.on("exit", () => {
      clearTimeout(timer);
      reject(noDocument());
    });
  }).finally(() => worker.terminate());
}

export function createDrawing(): Draw {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (quote, logo) => {
    if (running >= maxThreads) {
      if (waiting.length >= maxWaiting) throw noDocument();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
    try {
      return await drawOnce(quote, logo);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
