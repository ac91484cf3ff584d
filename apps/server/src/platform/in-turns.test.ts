import { expect, it } from "vitest";
import { createTurns } from "./in-turns.ts";

it("no more are under way than may be, all come to their turn in order, and one that fails gives its turn on", async () => {
  const inTurns = createTurns(3);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const all = Array.from({ length: 10 }, (_, no) =>
    inTurns(async () => {
      begun.push(no);
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      if (no % 2 === 1) throw new Error(String(no));
      return no;
    }).catch((error: Error) => `failed ${error.message}`),
  );
  for (let at = 0; at < 10; at += 1) {
    await expect.poll(() => ends.length).toBeGreaterThan(at);
    ends[at]?.();
  }
  expect(await Promise.all(all)).toEqual(
    Array.from({ length: 10 }, (_, no) => (no % 2 === 1 ? `failed ${no}` : no)),
  );
  expect([most, begun]).toEqual([3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
});
