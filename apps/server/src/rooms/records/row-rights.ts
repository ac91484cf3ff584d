// Row rights of a principal over records of a type. Types without a region fall back, under a region
// scope, to the rows of one's own team: nothing becomes visible for want of a column.
import type { Principal } from "../../platform/context.ts";
import { isWithin, type RowAction, type RowLimit, rowLimit } from "../access/index.ts";
import { fold } from "./fold.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

export function limitOf(principal: Principal, type: ObjectType, action: RowAction): RowLimit {
  const limit = rowLimit(principal, type.key, action);
  if (limit.kind !== "regions") return limit;
  if (type.hasRegion) return { kind: "regions", regions: limit.regions.map(fold) };
  return { kind: "owners", memberIds: principal.teamMemberIds };
}

export function mayTouch(limit: RowLimit, record: StoredRecord): boolean {
  if (limit.kind === "all") return true;
  const region = typeof record.region === "string" ? fold(record.region) : null;
  return isWithin(limit, { ownerId: (record.ownerId as string | null) ?? null, region });
}
