import { expect, test } from "vitest";
import { checkCatalogue } from "./catalogue-rules.ts";

const file = (name: string, text: string) => ({ path: `apps/server/src/rooms/${name}`, text });
const rulesOf = (...files: { path: string; text: string }[]): string[] =>
  checkCatalogue(files).map(({ rule }) => rule);

test("an act and an event that start with their room pass", () => {
  expect(
    rulesOf(
      file("records/acts.ts", 'export const a = defineAct({ name: "records.create" });'),
      file("records/note.ts", 'outbox.publish(tx, "records.noted", {}, requestId);'),
    ),
  ).toEqual([]);
});

test("a foreign name is found", () => {
  expect(rulesOf(file("records/acts.ts", 'defineAct({ name: "search.create" });'))).toEqual([
    "act-name",
  ]);
  expect(rulesOf(file("records/a.ts", 'publish(tx, "search.made", {});'))).toEqual(["event-name"]);
});

test("a second place for one act, and a second publisher of one event, are found", () => {
  const act = 'defineAct({ name: "records.create" });';
  expect(rulesOf(file("records/a.ts", act), file("records/b.ts", act))).toEqual([
    "act-has-one-place",
  ]);
  const event = 'outbox.publish(tx, "records.changed", {});';
  expect(rulesOf(file("records/a.ts", event + event))).toEqual(["event-has-one-place"]);
});

test("tests may define acts of their own", () => {
  expect(rulesOf(file("records/a.test.ts", 'defineAct({ name: "other.create" });'))).toEqual([]);
});
