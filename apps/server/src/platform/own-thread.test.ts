// A task in a thread of its own: its outcome, its failure, its end.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { inOwnThread } from "./own-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "rapport-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

function script(name: string, body: string): URL {
  const file = join(folder, `${name}.mjs`);
  const head = 'import { parentPort, workerData } from "node:worker_threads";';
  writeFileSync(file, `${head}\n${body}`);
  return pathToFileURL(file);
}
const run = (file: URL, signal?: AbortSignal) =>
  inOwnThread<number>(20, { file, doing: "counting", memoryMb: 64, signal });

it("gives the outcome", async () => {
  expect(await run(script("good", "parentPort.postMessage(workerData + 1);"))).toBe(21);
});

it("fails with what the task threw, or with how its thread ended", async () => {
  await expect(run(script("bad", 'throw new Error("no sum");'))).rejects.toThrow("no sum");
  await expect(run(script("gone", "process.exit(3);"))).rejects.toThrow(
    "The counting thread ended with 3.",
  );
});

it("ends when it is told to", async () => {
  const stopping = new AbortController();
  const counting = run(script("long", "setInterval(() => undefined, 1000);"), stopping.signal);
  stopping.abort();
  await expect(counting).rejects.toThrow("The counting was stopped.");
  const late = run(script("late", "parentPort.postMessage(1);"), stopping.signal);
  await expect(late).rejects.toThrow("The counting was stopped.");
});
