// The server's end of reading a file: in a thread with limits, since a file of a few bytes can unpack to anything.
import { inOwnThread } from "../../platform/own-thread.ts";
import { noText, unknownKind, unreadableFile } from "./errors.ts";
import type { ReadPage } from "./file-pages.ts";
import type { CameAs } from "./pages.store.ts";

export interface FileTask {
  path: string;
  kind: CameAs;
  bytes: Uint8Array;
}

export type FileOutcome =
  | { kind: "read"; pages: ReadPage[] }
  | { kind: "no-text" | "unreadable"; why: string };

const endings: Readonly<Record<string, CameAs>> = {
  md: "markdown",
  markdown: "markdown",
  txt: "markdown",
  html: "html",
  htm: "html",
  pdf: "pdf",
  csv: "csv",
};

const file = new URL("./file-thread.ts", import.meta.url);
const longestMs = 30_000;
/** What the process may grow by meanwhile: bytes that a file unpacks to lie outside the thread's heap. */
const mostGrowthBytes = 1_000_000_000;
const lookMs = 100;
const maxWhyLength = 300;

const tooMuch = "reading it took too long or too much memory. Split it, or save it anew.";

/** Aborts when the time is over, or the memory spent. */
function watch(patienceMs: number): { signal: AbortSignal; end(): void } {
  const stopping = new AbortController();
  const before = process.memoryUsage.rss();
  const clock = setTimeout(() => stopping.abort(), patienceMs);
  const look = setInterval(() => {
    if (process.memoryUsage.rss() - before > mostGrowthBytes) stopping.abort();
  }, lookMs);
  const end = () => {
    clearTimeout(clock);
    clearInterval(look);
  };
  return { signal: stopping.signal, end };
}

/** Throws what the route answers. */
export async function readFile(
  path: string,
  bytes: Uint8Array,
  patienceMs = longestMs,
): Promise<ReadPage[]> {
  const kind = endings[path.split(".").at(-1)?.toLowerCase() ?? ""];
  if (kind === undefined) throw unknownKind();
  const task: FileTask = { path, kind, bytes };
  const { signal, end } = watch(patienceMs);
  const thread = { file, doing: "reading of a file", memoryMb: 512, signal };
  const outcome = await inOwnThread<FileOutcome>(task, thread)
    .catch((): FileOutcome => ({ kind: "unreadable", why: tooMuch }))
    .finally(end);
  if (outcome.kind === "read") return outcome.pages;
  if (outcome.kind === "no-text") throw noText();
  throw unreadableFile(outcome.why.replace(/\p{Cc}+/gu, " ").slice(0, maxWhyLength));
}
