// The server's end of the reading thread: one thread a file, started when it is needed and ended when it
// is done or no longer wanted. Its memory is capped; what it sends is taken one chunk at a time.
import { Worker } from "node:worker_threads";
import { blobNotFound } from "../../platform/blob-store.ts";
import { AppError } from "../../platform/errors.ts";
import { ImportFileFault } from "./cells.rules.ts";
import type {
  AnalyseRequest,
  Analysis,
  BlobSettings,
  Chunk,
  ReadRequest,
  WorkerMessage,
} from "./read-messages.ts";

export interface FileReader {
  analyse(request: Omit<AnalyseRequest, "kind">): Promise<Analysis>;
  chunks(request: Omit<ReadRequest, "kind">): AsyncGenerator<Chunk>;
}

const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

export function createFileReader(settings: BlobSettings): FileReader {
  const open = (request: AnalyseRequest | ReadRequest) => {
    const file = new URL("./read-worker.ts", import.meta.url);
    return new Worker(file, { workerData: { settings, request }, resourceLimits });
  };
  return {
    async analyse(request) {
      for await (const message of messages(open({ kind: "analyse", ...request }))) {
        if (message.kind === "analysed") return message.analysis;
      }
      throw stopped();
    },
    async *chunks(request) {
      const worker = open({ kind: "read", ...request });
      for await (const message of messages(worker)) {
        if (message.kind === "end") return;
        if (message.kind !== "chunk") continue;
        yield JSON.parse(message.json) as Chunk;
        worker.postMessage("taken");
      }
      throw stopped();
    },
  };
}

function stopped(): AppError {
  const message =
    "Reading the file stopped unexpectedly. Start the import again; it goes on where it was.";
  return new AppError("unavailable", "imports.reader_stopped", message);
}

/** The worker's messages in order; its faults and failures are thrown. Ends the worker when left. */
async function* messages(worker: Worker): AsyncGenerator<WorkerMessage> {
  const waiting: (WorkerMessage | Error | null)[] = [];
  let wake: (() => void) | undefined;
  const put = (item: WorkerMessage | Error | null) => {
    waiting.push(item);
    wake?.();
  };
  worker.on("message", put);
  worker.on("error", (error) => put(error as Error));
  worker.on("exit", () => put(null));
  try {
    for (;;) {
      const item = waiting.shift();
      if (item === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (item === null) return;
      yield checked(item);
    }
  } finally {
    await worker.terminate();
  }
}

function checked(item: WorkerMessage | Error): WorkerMessage {
  if (item instanceof Error) throw item;
  if (item.kind === "fault") throw new ImportFileFault(item.code, item.message, item.line);
  if (item.kind !== "failure") return item;
  if (item.code === "platform.blob_not_found") throw blobNotFound();
  throw new AppError(
    "internal",
    "imports.reader_failed",
    `The file could not be read: ${item.message}`,
  );
}
