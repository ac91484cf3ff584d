// The door of the analytics room: all that others may import.
export { createAnalytics } from "./analytics.ts";
