// My tasks by when they are due, in the days of the viewer's zone.
import { type RapportRecord, spanOf } from "@rapport/contracts";

export type DueGroup = "overdue" | "today" | "upcoming" | "someday";

export const GROUP_WORDS: Record<DueGroup, string> = {
  overdue: "Overdue",
  today: "Today",
  upcoming: "Upcoming",
  someday: "Without a date",
};

const groupOf = (record: RapportRecord, nowMs: number, todayEndMs: number): DueGroup => {
  if (typeof record.dueAt !== "string") return "someday";
  const dueMs = Date.parse(record.dueAt);
  if (dueMs < nowMs) return "overdue";
  return dueMs < todayEndMs ? "today" : "upcoming";
};

/** In the order of the groups; those without tasks are left out. */
export const taskGroups = (
  records: readonly RapportRecord[],
  moment: { nowMs: number; zone: string },
): { group: DueGroup; records: RapportRecord[] }[] => {
  const todayEndMs = spanOf("today", moment).toMs ?? moment.nowMs;
  const groups: DueGroup[] = ["overdue", "today", "upcoming", "someday"];
  return groups
    .map((group) => ({
      group,
      records: records.filter((record) => groupOf(record, moment.nowMs, todayEndMs) === group),
    }))
    .filter((part) => part.records.length > 0);
};
