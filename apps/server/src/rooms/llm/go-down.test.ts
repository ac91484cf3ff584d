// Who ended a try: the clock, which counts against the model, or whoever asked, which does not.
import { expect, it } from "vitest";
import { leastMs, limitOf } from "./go-down.ts";

const course = (restMs: number) => ({ rungs: [], deadlineAt: performance.now() + restMs });
const nowMs = () => 0;
const broken = new TypeError("terminated");

it("is late when the time is over", async () => {
  const { signal, explain } = limitOf(course(0), 1, new AbortController().signal, nowMs);
  await new Promise((resolve) => setTimeout(resolve, leastMs * 2));
  expect(signal.aborted).toBe(true);
  expect(explain(broken)).toMatchObject({ kind: "late" });
});

it("was stopped when nobody wants the answer any more, whatever the broken connection threw", () => {
  const asker = new AbortController();
  const { signal, explain } = limitOf(course(60_000), 1, asker.signal, nowMs);
  expect(signal.aborted).toBe(false);
  asker.abort();
  expect(signal.aborted).toBe(true);
  expect(explain(broken)).toMatchObject({ kind: "stopped" });
});

it("has the error's own kind while neither has ended it", () => {
  const { explain } = limitOf(course(60_000), 1, undefined, nowMs);
  expect(explain(broken)).toMatchObject({ kind: "rubbish" });
});
