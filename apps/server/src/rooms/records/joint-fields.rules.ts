// Fields that mean something only together: an amount and its currency, where a deal is, a status and the time
// at which it came to its end. An undo takes all of a group back, or none.

/** What says where a deal is. */
export const placeKeys = ["stageId", "pipelineId", "status", "stageEnteredAt", "closedAt"];

const groups: Readonly<Record<string, ReadonlySet<string>>> = {
  deals: new Set(placeKeys),
  tickets: new Set(["status", "resolvedAt"]),
  tasks: new Set(["status", "completedAt"]),
};

/** The group's name; of a field that stands alone, its own. */
export function jointWith(object: string, key: string): string {
  if (groups[object]?.has(key)) return "state";
  const isMoney = key === "currency" || /^[^.]+Minor$/.test(key);
  return isMoney ? "money" : key;
}
