// Which statement of a merged record goes over to the one that stays.
import type { ConsentState } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { stricterOnes } from "./merge-consent.rules.ts";
import type { StoredStatement } from "./statement.ts";

const one = (personId: string, state: ConsentState): StoredStatement => ({
  id: `${personId} ${state}`,
  personId,
  purpose: "analytics",
  state,
  givenAt: "2026-01-01T00:00:00.000Z",
  knownAt: "2026-01-01T00:00:00.000Z",
  countsFrom: "2026-01-01T00:00:00.000Z",
  source: "member",
  by: "Ada",
  textVersion: null,
  shownText: null,
  proof: null,
  repeatsId: null,
});

describe("of two records that become one", () => {
  it.each<[ConsentState | null, ConsentState, ConsentState | null]>([
    [null, "denied", "denied"],
    [null, "granted", "granted"],
    [null, "unknown", null],
    ["granted", "denied", "denied"],
    ["granted", "granted", null],
    ["granted", "unknown", null],
    ["denied", "granted", null],
    ["denied", "denied", null],
    ["unknown", "granted", "granted"],
    ["unknown", "denied", "denied"],
  ])("%s here and %s there: %s goes over", (own, theirs, taken) => {
    const held = own === null ? [] : [one("a", own)];
    const found = stricterOnes(held, [one("b", theirs)]);
    expect(found.map(({ state }) => state)).toEqual(taken === null ? [] : [taken]);
  });

  it("takes the strictest of several, once", () => {
    const found = stricterOnes([], [one("b", "granted"), one("c", "denied"), one("d", "granted")]);
    expect(found.map(({ id }) => id)).toContain("c denied");
    expect(found).toHaveLength(1);
  });
});
