// What goes together in one statement, and what becomes of the others when one of them is refused.
import { expect, it } from "vitest";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { createTogether } from "./together.ts";

const db = { writer: ({ workspaceId }: { workspaceId: string }) => ({ workspaceId }) };

function ground(work: (inputs: readonly number[]) => readonly number[]) {
  const groups: number[][] = [];
  const together = createTogether<number, number>(
    db as unknown as Database,
    async (_db, inputs) => {
      groups.push([...inputs]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return work(inputs);
    },
  );
  const sendAll = (inputs: readonly number[]) =>
    Promise.allSettled(inputs.map((input) => together.send("w", input)));
  return { groups, sendAll, together };
}

const refused = Object.assign(new Error("out of range"), { code: "22003" });
const doubled = (inputs: readonly number[]) => inputs.map((input) => 2 * input);

it("sends what comes meanwhile together, in order", async () => {
  const { groups, sendAll, together } = ground(doubled);
  const outcomes = await sendAll([1, 2, 3]);
  expect(outcomes.map((one) => one.status === "fulfilled" && one.value)).toEqual([2, 4, 6]);
  expect(groups).toEqual([[1], [2, 3]]);
  await together.idle();
});

it("sends each alone once more when the database refuses a value, and fails that one only", async () => {
  const { groups, sendAll } = ground((inputs) => {
    if (inputs.includes(3)) throw refused;
    return doubled(inputs);
  });
  const outcomes = await sendAll([1, 2, 3, 4]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(groups).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
});

it("fails all after any other fault, which may have come after it was written", async () => {
  const { groups, sendAll } = ground((inputs) => {
    if (inputs.includes(2)) throw new Error("connection lost");
    return doubled(inputs);
  });
  const outcomes = await sendAll([1, 2, 3]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(groups).toEqual([[1], [2, 3]]);
});

const deadlock = Object.assign(new Error("deadlock detected"), { code: "40P01" });
const translated = new AppError("unavailable", "platform.write_conflict", "No.", {}, deadlock);

it.each([deadlock, translated])(
  "sends a group again that gave way to another: %s",
  async (error) => {
    const left = [error, error];
    const { groups, sendAll } = ground((inputs) => {
      const fault = inputs.includes(2) ? left.pop() : undefined;
      if (fault) throw fault;
      return doubled(inputs);
    });
    const outcomes = await sendAll([1, 2, 3]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect(groups).toEqual([[1], [2, 3], [2, 3], [2, 3]]);
  },
);

it("does not send it for ever", async () => {
  const { groups, sendAll } = ground(() => {
    throw deadlock;
  });
  const [outcome] = await sendAll([1]);
  expect([outcome?.status, groups.length]).toEqual(["rejected", 3]);
});
