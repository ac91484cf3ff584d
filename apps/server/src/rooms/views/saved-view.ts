// A saved view as the room keeps it: what was asked for, whoever may look at it now.
import type { ViewAudience, ViewColumn, ViewLayout } from "@rapport/contracts";

export type FilterJson = Record<string, unknown>;

export interface StoredView {
  id: string;
  object: string;
  name: string;
  layout: ViewLayout;
  columns: ViewColumn[];
  filter: FilterJson | null;
  sort: string | null;
  groupBy: string | null;
  sharedWith: ViewAudience;
  ownerId: string;
  position: number;
  labels: Record<string, string>;
  version: number;
  createdAt: string;
  updatedAt: string;
}
