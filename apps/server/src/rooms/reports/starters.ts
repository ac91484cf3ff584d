// Reports and dashboards that come with Rapport. They are kept nowhere: each has an id that is the same everywhere,
// and asks in terms of the workspace that it is read in.
import { salesStarters } from "./sales-starters.ts";
import { objectOf, type StoredDashboard, type StoredReport } from "./saved.ts";
import type { Types } from "./starter-parts.ts";
import { workStarters } from "./work-starters.ts";

const idOf = (kind: "1" | "2", number: number) =>
  `00000000-0000-7000-8000-${kind}00000000${String(number).padStart(3, "0")}`;

const comesWithRapport = {
  sharedWith: "workspace",
  ownerId: null,
  version: 1,
  createdAt: null,
  updatedAt: null,
} as const;

export function starterReports(types: Types): StoredReport[] {
  return [...salesStarters, ...workStarters(types)].map(([number, name, about, definition]) => ({
    ...comesWithRapport,
    id: idOf("1", number),
    name,
    about,
    object: objectOf(definition),
    definition,
    labels: {},
  }));
}

const half = (number: number) => ({ reportId: idOf("1", number), width: "half" }) as const;
const full = (number: number) => ({ reportId: idOf("1", number), width: "full" }) as const;

const boards = [
  [1, "Sales", [full(3), half(1), half(2), half(5), half(4), half(7), half(11)]],
  [2, "Activity", [full(20), half(21), half(22), half(23), half(40)]],
  [3, "Service", [full(30), half(31), half(32)]],
] as const;

export function starterDashboards(): StoredDashboard[] {
  return boards.map(([number, name, items]) => ({
    ...comesWithRapport,
    id: idOf("2", number),
    name,
    items: [...items],
  }));
}
