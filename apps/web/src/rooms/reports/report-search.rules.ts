// The query part of a report's address, read defensively: what does not fit is dropped, never thrown.
import type { ReportDefinition } from "@rapport/sdk";

export interface ReportSearch {
  /** The question as it was changed over the saved one. */
  def?: ReportDefinition;
  /** The editor is open. */
  edit?: boolean;
}

const KINDS = new Set(["groups", "funnel", "stage-time", "flow"]);

export const parseReportSearch = (search: Record<string, unknown>): ReportSearch => {
  const { def, edit } = search;
  const kind = typeof def === "object" && def !== null ? (def as { kind?: unknown }).kind : null;
  return {
    ...(KINDS.has(String(kind)) ? { def: def as ReportDefinition } : {}),
    ...(edit === true ? { edit: true } : {}),
  };
};
