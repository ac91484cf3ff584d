// What the address of the events screen says: its tab, the filter of the live tail, and what is open.
export const EVENT_TABS = ["live", "letters", "names", "sources", "enrichment"] as const;
export type EventTab = (typeof EVENT_TABS)[number];

export interface EventsSearch {
  tab?: EventTab;
  name?: string;
  flagged?: "true";
  personId?: string;
  event?: string;
  reason?: string;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const parseEventsSearch = (search: Record<string, unknown>): EventsSearch => {
  const tab = EVENT_TABS.find((one) => one === search.tab);
  const parts = {
    name: textOf(search.name),
    personId: textOf(search.personId),
    event: textOf(search.event),
    reason: textOf(search.reason),
  };
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  return {
    ...(tab && tab !== "live" ? { tab } : {}),
    ...(search.flagged === "true" || search.flagged === true ? { flagged: "true" as const } : {}),
    ...Object.fromEntries(said),
  };
};
