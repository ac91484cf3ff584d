// A saved view as one principal can ask it now: parts whose field was removed, is not for them to read, or
// whose condition no longer makes sense are left out and named. Names are told only of fields that may be known.
import type { MissingPart } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import {
  conditionFault,
  fieldFault,
  groupFault,
  type ObjectType,
  type PartFault,
  sortFault,
} from "../records/index.ts";
import type { FilterJson, StoredView } from "./saved-view.ts";

export interface ReducedView {
  view: StoredView;
  missing: MissingPart[];
}

interface Asker {
  type: ObjectType;
  rights: Rights;
  labels: Record<string, string>;
  missing: MissingPart[];
}

function note(asker: Asker, part: MissingPart["part"], key: string, reason: PartFault): void {
  const isKnown = reason !== "not-visible";
  const label = asker.type.fields.get(key)?.label ?? asker.labels[key] ?? key;
  const said = { part, reason, field: isKnown ? key : null, label: isKnown ? label : null };
  const isSaid = asker.missing.some((one) => one.part === part && one.field === said.field);
  if (!isSaid) asker.missing.push(said);
}

/** True when the part can be asked; notes it otherwise. */
function holds(asker: Asker, part: MissingPart["part"], key: string, fault: PartFault | null) {
  if (fault === null) return true;
  note(asker, part, key, fault);
  return false;
}

function reduceList(asker: Asker, value: unknown): FilterJson[] {
  const parts = Array.isArray(value) ? value : [];
  return parts
    .map((part) => reduceFilter(asker, part as FilterJson))
    .filter((part) => part !== null);
}

/** Null when nothing is left of it. A group that loses all its conditions goes as a whole. */
function reduceFilter(asker: Asker, filter: FilterJson): FilterJson | null {
  const kept: FilterJson = {};
  for (const [key, condition] of Object.entries(filter)) {
    if (key === "and" || key === "or") {
      const parts = reduceList(asker, condition);
      if (parts.length > 0) kept[key] = parts;
    } else if (
      holds(asker, "filter", key, conditionFault(asker.type, asker.rights, key, condition))
    ) {
      kept[key] = condition;
    }
  }
  return Object.keys(kept).length === 0 ? null : kept;
}

export function reduceView(view: StoredView, type: ObjectType, rights: Rights): ReducedView {
  const asker: Asker = { type, rights, labels: view.labels, missing: [] };
  const { sort, groupBy } = view;
  const sortKey = sort?.replace(/^-/, "") ?? "";
  const columns = view.columns.filter(({ field }) =>
    holds(asker, "column", field, fieldFault(type, rights, field)),
  );
  const filter = view.filter === null ? null : reduceFilter(asker, view.filter);
  const keepsSort = sort !== null && holds(asker, "sort", sortKey, sortFault(type, rights, sort));
  const keepsGroup =
    groupBy !== null && holds(asker, "groupBy", groupBy, groupFault(type, rights, groupBy));
  return {
    view: {
      ...view,
      columns,
      filter,
      sort: keepsSort ? sort : null,
      groupBy: keepsGroup ? groupBy : null,
    },
    missing: asker.missing,
  };
}

/** Every field that a view names. */
export function fieldsOf(
  view: Pick<StoredView, "columns" | "filter" | "sort" | "groupBy">,
): string[] {
  const names = new Set(view.columns.map(({ field }) => field));
  if (view.sort !== null) names.add(view.sort.replace(/^-/, ""));
  if (view.groupBy !== null) names.add(view.groupBy);
  collectFields(view.filter ?? {}, names);
  return [...names];
}

function collectFields(filter: FilterJson, names: Set<string>): void {
  for (const [key, condition] of Object.entries(filter)) {
    if (key !== "and" && key !== "or") names.add(key);
    else if (Array.isArray(condition)) {
      for (const part of condition) collectFields(part as FilterJson, names);
    }
  }
}
