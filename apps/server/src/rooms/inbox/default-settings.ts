// What holds in a workspace that has set nothing: office hours in UTC, promises that most teams can keep, no routing.
import type { InboxSettings } from "@rapport/contracts";

const office = [{ from: "09:00", to: "17:00" }];

export const defaultSettings: InboxSettings = {
  hours: {
    zone: "UTC",
    days: { mon: office, tue: office, wed: office, thu: office, fri: office },
    holidays: [],
  },
  targets: {
    urgent: { firstResponse: 30, nextResponse: 60, resolution: 480 },
    high: { firstResponse: 120, nextResponse: 240, resolution: 960 },
    normal: { firstResponse: 480, nextResponse: 480, resolution: 2400 },
    low: { firstResponse: 960, nextResponse: 960, resolution: null },
  },
  routing: { enabled: false, agents: [], teams: [] },
};
