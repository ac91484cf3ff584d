// The segments room, put together. See README.md for its words and invariants.
import type { AnyRoute } from "../../platform/http/index.ts";
import type { SegmentsDeps } from "./deps.ts";
import { createUpkeep, followRefreshed, type Upkeep } from "./membership.ts";
import { segmentRoutes } from "./routes.ts";
import { segmentActs } from "./segment-acts.ts";
import { type UndoableSegment, undoableSegment } from "./undo-segments.ts";

export interface Segments {
  name: "segments";
  routes: AnyRoute[];
  upkeep: Upkeep;
  /** Lets acts on segments be undone like those on records. */
  undoable: UndoableSegment;
}

export function createSegments(deps: SegmentsDeps): Segments {
  deps.acts.register(...segmentActs(deps));
  deps.features.whileRefreshing((tx, refreshed) => followRefreshed(deps, tx, refreshed));
  return {
    name: "segments",
    routes: segmentRoutes(deps),
    upkeep: createUpkeep(deps),
    undoable: undoableSegment(deps.features),
  };
}
