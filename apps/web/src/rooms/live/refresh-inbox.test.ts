import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queryClient } from "../../platform/api.ts";
import { refreshConversations } from "./refresh-inbox.ts";

vi.mock("../../platform/api.ts", async () => {
  const { QueryClient } = await import("@tanstack/react-query");
  return { queryClient: new QueryClient() };
});

const shown: (() => void)[] = [];
const show = (queryKey: string[], ms: number) => {
  const ended = { begun: 0, done: 0, dropped: 0 };
  const queryFn = ({ signal }: { signal: AbortSignal }) => {
    ended.begun += 1;
    signal.addEventListener("abort", () => {
      ended.dropped += 1;
    });
    return new Promise<number>((resolve) =>
      setTimeout(() => {
        ended.done += 1;
        resolve(ended.done);
      }, ms),
    );
  };
  const observer = new QueryObserver(queryClient, { queryKey, queryFn });
  shown.push(observer.subscribe(() => undefined));
  return ended;
};

beforeEach(() => vi.useFakeTimers());
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(5000);
  for (const leave of shown.splice(0)) leave();
  queryClient.clear();
  vi.useRealTimers();
});

it("loads the conversation that was written in at once, and no other one", async () => {
  const mine = show(["inbox", "thread", "a"], 10);
  const other = show(["inbox", "thread", "b"], 10);
  const recipients = show(["inbox", "recipients", "a"], 10);
  await vi.advanceTimersByTimeAsync(20);
  refreshConversations(new Set(["a"]));
  await vi.advanceTimersByTimeAsync(20);
  expect([mine.done, other.done, recipients.done]).toEqual([2, 1, 2]);
  refreshConversations(null);
  await vi.advanceTimersByTimeAsync(20);
  expect([mine.done, other.done]).toEqual([3, 2]);
});

it("lets a slow list come while messages keep coming, and loads it once more after the last", async () => {
  const list = show(["inbox", "list", "open"], 300);
  await vi.advanceTimersByTimeAsync(300);
  for (let at = 0; at < 20; at += 1) {
    refreshConversations(new Set([String(at)]));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(list.dropped).toBe(0);
  expect(list.done).toBeGreaterThanOrEqual(3);
  expect(list.begun).toBeLessThanOrEqual(5);
  const before = list.done;
  refreshConversations(new Set(["last"]));
  await vi.advanceTimersByTimeAsync(2000);
  expect(list.done).toBeGreaterThan(before);
});
