// The door of the reports room: all that others may import.
export { createReports, type Reports, type ReportsDeps } from "./reports.ts";
