import {
  boostedToBytes,
  createRandom,
  createRawTable,
  evaluate,
  rawWith,
  type Table,
  type Target,
  trainBoosted,
  trainBoostedWith,
} from "@rapport/learn";
import { afterEach, expect, test } from "vitest";
import { createLearnTeam } from "./learn-team.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const team of open.splice(0)) await team.close();
});

function startTeam(size: number) {
  const team = createLearnTeam(size);
  open.push(team);
  return team;
}

function sales(rows: number): { table: Table; target: Target } {
  const random = createRandom(1);
  const numbers = Array.from({ length: 6 }, (_, at) => ({
    name: `number ${at}`,
    kind: "number" as const,
    values: Float64Array.from({ length: rows }, () =>
      random.unit() < 0.05 ? Number.NaN : random.unit(),
    ),
  }));
  const codes = Int32Array.from({ length: rows }, () => random.below(12));
  const levels = Array.from({ length: 12 }, (_, at) => `level ${at}`);
  const yes = Int32Array.from({ length: rows }, (_, row) =>
    random.unit() < (numbers[0]?.values[row] || 0.5) * ((codes[row] ?? 0) % 3 ? 0.4 : 0.9) ? 1 : 0,
  );
  return {
    table: { rows, columns: [...numbers, { name: "level", kind: "category", codes, levels }] },
    target: { kind: "binary", codes: yes, classes: ["no", "yes"] },
  };
}

test("threads judge a table as one thread does, but for the seconds", async () => {
  const raw = (seed: number) => {
    const random = createRandom(seed);
    const rows = createRawTable(["visits", "age", "won"]);
    for (let row = 0; row < 2400; row += 1) {
      const visits = random.below(30);
      const won = random.unit() < 1 / (1 + Math.exp(3 - visits / 5)) ? "yes" : "no";
      rows.add([String(visits), String(20 + random.below(50)), won]);
    }
    return rows.finish();
  };
  const request = { train: raw(1), test: raw(2), target: "won", learner: "boosted" } as const;
  const host = { now: () => 0 };
  const alone = await evaluate(request, host);
  const together = await evaluate(request, { ...host, team: startTeam(2) });
  expect(together.report).toEqual(alone.report);
  expect(together.predictions).toEqual(alone.predictions);
});

test("threads train the model that one thread trains, to the bit", async () => {
  const { table, target } = sales(40_000);
  const validation = sales(3000);
  for (const options of [
    { rounds: 6, validation },
    { rounds: 6, maxDepth: 4, maxLeaves: 16, rowShare: 0.6, columnShare: 0.8 },
  ]) {
    const alone = boostedToBytes(trainBoosted(table, target, options));
    for (const size of [1, 2, 3]) {
      const model = await trainBoostedWith(startTeam(size), table, target, options);
      expect(boostedToBytes(model)).toEqual(alone);
      expect(Array.from(await rawWith(startTeam(size), model, table))).toEqual(
        Array.from(model.raw(table)),
      );
    }
  }
});

test("a task that no member knows fails, and ends the team", async () => {
  const team = startTeam(2);
  await expect(team.run("nothing", {})).rejects.toThrow('No task of a team is named "nothing"');
});

test("a team does one task at a time", async () => {
  const { table, target } = sales(2000);
  const team = startTeam(2);
  const training = trainBoostedWith(team, table, target, { rounds: 2 });
  await expect(trainBoostedWith(team, table, target)).rejects.toThrow("at work");
  await training;
});
