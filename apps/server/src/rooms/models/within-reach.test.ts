// A card names fields of the workspace's own to those only who may read them.
import type { ModelEvaluation } from "@rapport/contracts";
import { expect, it } from "vitest";
import type { Principal } from "../../platform/context.ts";
import type { RecordFeature } from "./define-model.ts";
import { evaluationWithin, reachOf } from "./within-reach.ts";

const feature = (key: string, mayRead: boolean): RecordFeature => ({
  ...{ key, title: key, kind: "category", reads: [] },
  mayRead: () => mayRead,
  at: () => null,
});

it("leaves fields out of reach, and those that are known no more, out of all that is told", () => {
  const reach = reachOf({} as Principal, [feature("own_size", true), feature("own_secret", false)]);
  const named = ["ageDays", "own_size", "own_secret", "own_gone"].map((one) => ({ feature: one }));
  const evaluation = {
    used: named.map((one) => one.feature),
    ...{ leftOut: named, leaks: named, segments: named, importance: named },
  } as unknown as ModelEvaluation;
  const told = evaluationWithin(reach, evaluation);
  for (const list of [told.leftOut, told.leaks, told.segments, told.importance])
    expect(list).toEqual([{ feature: "ageDays" }, { feature: "own_size" }]);
  expect(told.used).toEqual(["ageDays", "own_size"]);
  expect(evaluationWithin(reach, null)).toBeNull();
});
