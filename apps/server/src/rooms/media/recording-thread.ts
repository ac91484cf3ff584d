// The thread in which one recording is looked at, and which ends with it.
import { parentPort, workerData } from "node:worker_threads";
import { parseBuffer } from "music-metadata";
import type { Container } from "./recording-type.rules.ts";

async function look(bytes: Uint8Array): Promise<Container | null> {
  try {
    const { format } = await parseBuffer(bytes, undefined, { duration: true, skipCovers: true });
    const { container = null, duration = null, hasAudio = false, hasVideo = false } = format;
    return { container, duration, hasAudio, hasVideo };
  } catch {
    return null;
  }
}

parentPort?.postMessage(await look(workerData as Uint8Array));
