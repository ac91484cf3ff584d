// The thread in which one file is read, and which ends with it.
import { parentPort, workerData } from "node:worker_threads";
import { FileFault, pagesOfFile } from "./file-pages.ts";
import type { FileOutcome, FileTask } from "./read-file.ts";

const tooDeep = "its parts lie too deep within each other.";
const { path, kind, bytes } = workerData as FileTask;

async function outcome(): Promise<FileOutcome> {
  try {
    return { kind: "read", pages: await pagesOfFile(path, kind, bytes) };
  } catch (error) {
    if (error instanceof FileFault) return { kind: error.kind, why: error.message };
    // A parser that calls itself for each level of the file.
    if (error instanceof RangeError) return { kind: "unreadable", why: tooDeep };
    return { kind: "unreadable", why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(await outcome());
