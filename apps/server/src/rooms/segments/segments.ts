// The segments room, put together. See README.md for its words and invariants.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { SegmentsDeps } from "./deps.ts";
import { lookAtSegment, type SegmentLook } from "./describe-segments.ts";
import { createUpkeep, followRefreshed, type Upkeep } from "./membership.ts";
import { segmentRoutes } from "./routes.ts";
import { segmentActs } from "./segment-acts.ts";
import { memberIdsAfter } from "./segments.store.ts";
import { type UndoableSegment, undoableSegment } from "./undo-segments.ts";

export interface Segments {
  name: "segments";
  routes: AnyRoute[];
  upkeep: Upkeep;
  /** Null: gone, or the caller may not see it. */
  look(tx: Reader, ctx: Ctx, id: string): Promise<SegmentLook | null>;
  /** Who is within now, in the order of ids; no rights apply. */
  memberIds(tx: Reader, id: string, afterId: string | null, limit: number): Promise<string[]>;
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
    look: (tx, ctx, id) => lookAtSegment(deps, tx, ctx, id),
    memberIds: (tx, id, afterId, limit) => memberIdsAfter(tx, id, { afterId, limit }),
    undoable: undoableSegment(deps.features),
  };
}
