import { describe, expect, it, vi } from "vitest";
import { createLatestSave } from "./latest-save.ts";

interface Kept {
  version: number;
  items: string;
}

/** A server that refuses what was made on an older version; it answers when told. */
const start = () => {
  let now: Kept = { version: 1, items: "abc" };
  const answers: (() => void)[] = [];
  const onRest = vi.fn();
  const save = vi.fn(async (kept: Kept, items: string): Promise<Kept> => {
    await new Promise<void>((resolve) => answers.push(resolve));
    if (kept.version !== now.version) throw new Error("412");
    now = { version: now.version + 1, items };
    return now;
  });
  const take = createLatestSave({ save, onRest });
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await vi.waitFor(() => undefined);
  };
  return { take, save, answer, onRest, now: () => now, change: (kept: Kept) => (now = kept) };
};

describe("states that follow each other quickly", () => {
  it("are saved one at a time, the newest of those that waited, on the version before", async () => {
    const { take, save, answer, onRest, now } = start();
    const seen = now();
    const done = take(seen, "bac");
    void take(seen, "bca");
    void take(seen, "cba");
    expect(save).toHaveBeenCalledTimes(1);
    await answer();
    expect(onRest).not.toHaveBeenCalled();
    await answer();
    await done;
    expect(save.mock.calls.map(([, items]) => items)).toEqual(["bac", "cba"]);
    expect(now()).toEqual({ version: 3, items: "cba" });
    expect(onRest.mock.calls).toEqual([[now()]]);
  });

  it("end with the first that is refused, and begin anew after it", async () => {
    const { take, save, answer, onRest, now, change } = start();
    const seen = now();
    change({ version: 2, items: "xyz" });
    const done = take(seen, "bac");
    void take(seen, "bca");
    await answer();
    await done;
    expect(save).toHaveBeenCalledTimes(1);
    expect(onRest.mock.calls).toEqual([[seen]]);
    const again = take(now(), "yxz");
    await answer();
    await again;
    expect(now()).toEqual({ version: 3, items: "yxz" });
  });
});
