import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import type { Table, Target } from "../table.ts";
import { hintsFor } from "./counterfactual.ts";
import { numberColumn } from "./test-tables.ts";
import { trainBoosted } from "./train.ts";

// Yes where calls ≥ 5 and the plan is "pro"; age is noise.
function salesModel() {
  const random = createRandom(3);
  const rows = 3000;
  const of = (most: number) => Array.from({ length: rows }, () => random.below(most));
  const [calls, plan, age] = [of(10), of(2), of(60)];
  const table: Table = {
    rows,
    columns: [
      numberColumn("calls", calls as number[]),
      {
        name: "plan",
        kind: "category",
        codes: Int32Array.from(plan as number[]),
        levels: ["basic", "pro"],
      },
      numberColumn("age", age as number[]),
    ],
  };
  const yes = Array.from({ length: rows }, (_, row) =>
    (calls?.[row] ?? 0) >= 5 && plan?.[row] === 1 ? 1 : 0,
  );
  const target: Target = { kind: "binary", codes: Int32Array.from(yes), classes: ["no", "yes"] };
  return trainBoosted(table, target, { rounds: 60, learningRate: 0.2 });
}

const all = [{ column: "calls" }, { column: "plan" }, { column: "age" }];

describe("hints", () => {
  const model = salesModel();

  it("change the one column that is in the way, as little as needed", () => {
    const [hint] = hintsFor(model, [2, "pro", 30], { threshold: 0, changeable: all });
    expect(hint?.changes).toEqual([{ column: "calls", from: 2, to: 5 }]);
    expect(hint?.raw).toBeGreaterThan(0);
    expect(hint?.raw).toBe(model.rawRow([5, "pro", 30])[0]);
    const [level] = hintsFor(model, [9, "basic", 30], { threshold: 0, changeable: all });
    expect(level?.changes).toEqual([{ column: "plan", from: "basic", to: "pro" }]);
  });

  it("change two columns where one does not suffice", () => {
    const [hint] = hintsFor(model, [2, "basic", 30], { threshold: 0, changeable: all });
    const changed = new Map(hint?.changes.map(({ column, to }) => [column, to]));
    expect(changed).toEqual(
      new Map<string, number | string>([
        ["calls", 5],
        ["plan", "pro"],
      ]),
    );
  });

  it("lead down as well", () => {
    const [hint] = hintsFor(model, [7, "pro", 30], {
      threshold: 0,
      changeable: [{ column: "calls" }],
    });
    expect(hint?.changes).toEqual([{ column: "calls", from: 7, to: 4 }]);
  });

  it("keep to limits, and say nothing where nothing helps", () => {
    const options = { threshold: 0, changeable: [{ column: "calls", max: 4 }, { column: "age" }] };
    expect(hintsFor(model, [2, "pro", 30], options)).toEqual([]);
    const over = { threshold: 0, direction: "up" as const, changeable: all };
    expect(hintsFor(model, [7, "pro", 30], over)).toEqual([]);
    const levels = { threshold: 0, changeable: [{ column: "plan", levels: ["basic"] }] };
    expect(hintsFor(model, [7, "basic", 30], levels)).toEqual([]);
    const unknown = { threshold: 0, changeable: [{ column: "size" }] };
    expect(() => hintsFor(model, [7, "pro", 30], unknown)).toThrow("size");
  });

  it("start from a missing number", () => {
    const options = { threshold: 0, direction: "down" as const, changeable: [{ column: "calls" }] };
    const hints = hintsFor(model, [null, "pro", 30], options);
    expect(hints[0]?.changes).toHaveLength(1);
    expect(hints[0]?.changes[0]?.from).toBe(null);
    expect(hints[0]?.raw).toBeLessThan(0);
  });
});
