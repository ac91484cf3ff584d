import type { RapportRecord } from "@rapport/contracts";
import { expect, it } from "vitest";
import { taskGroups } from "./task-groups.rules.ts";

const task = (id: string, dueAt: string | null): RapportRecord => ({
  id,
  object: "tasks",
  custom: {},
  createdAt: "",
  updatedAt: "",
  createdBy: null,
  version: 1,
  deletedAt: null,
  dueAt,
});

it("puts tasks into the days of the viewer's zone", () => {
  const moment = { nowMs: Date.parse("2026-11-28T21:30:00Z"), zone: "Europe/Paris" };
  const groups = taskGroups(
    [
      task("late", "2026-11-28T21:29:00Z"),
      task("tonight", "2026-11-28T22:30:00Z"),
      task("tomorrow in Paris", "2026-11-28T23:30:00Z"),
      task("whenever", null),
    ],
    moment,
  );
  expect(groups.map(({ group, records }) => [group, records.map(({ id }) => id)])).toEqual([
    ["overdue", ["late"]],
    ["today", ["tonight"]],
    ["upcoming", ["tomorrow in Paris"]],
    ["someday", ["whenever"]],
  ]);
});
