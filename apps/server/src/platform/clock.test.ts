import { expect, test } from "vitest";
import { sleep } from "./clock.ts";

test("a sleep ends when it is told to, also when it was told before", async () => {
  const stopping = new AbortController();
  const startMs = performance.now();
  const long = sleep(60_000, stopping.signal);
  stopping.abort();
  await long;
  await sleep(60_000, stopping.signal);
  expect(performance.now() - startMs).toBeLessThan(5000);
  await sleep(1);
});
