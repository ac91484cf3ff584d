// Reports and dashboards as the room keeps them: what was asked for, whoever may look at it now.
import type { DashboardItem, ReportDefinition, ViewAudience } from "@rapport/contracts";

export interface Shared {
  id: string;
  name: string;
  sharedWith: ViewAudience;
  /** Null: comes with Rapport. */
  ownerId: string | null;
  version: number;
  createdAt: string | null;
  updatedAt: string | null;
}

export interface StoredReport extends Shared {
  object: string;
  about: string | null;
  definition: ReportDefinition;
  labels: Record<string, string>;
}

export interface StoredDashboard extends Shared {
  items: DashboardItem[];
}

/** The object whose records a question is about. */
export function objectOf(definition: ReportDefinition): string {
  return "object" in definition ? definition.object : "deals";
}
