// What a role means: permissions as stored → decisions. The one place where rights are decided, for
// the API, search, export, import and whatever else reads or writes records. Unknown means no.
import {
  builtInRoles,
  type FieldAccess,
  type ObjectRights,
  type Permissions,
  type RowScope,
} from "@rapport/contracts";
import type { Principal, Rights } from "../../platform/context.ts";

/** Permissions that rights were made from; rights themselves only answer questions. */
const sources = new WeakMap<Rights, Permissions>();

const nothing: ObjectRights = { create: false, read: "none", update: "none", delete: "none" };

export function compileRights(permissions: Permissions): Rights {
  // Maps, since a key of a plain object may also be found on its prototype.
  const objects = new Map(Object.entries(permissions.objects));
  const everyObject = objects.get("*") ?? nothing;
  const everyField = fieldsIn(permissions, "*");
  const fields = new Map(
    Object.keys(permissions.fields).map((object) => [
      object,
      new Map([...everyField, ...fieldsIn(permissions, object)]),
    ]),
  );
  const fieldsOf = (object: string) => fields.get(object) ?? everyField;
  const settings = new Set<string>(permissions.settings);
  const rights: Rights = {
    object: (object) => objects.get(object) ?? everyObject,
    field: (object, field) => fieldsOf(object).get(field) ?? "write",
    allFields: (object) => [...fieldsOf(object).values()].every((access) => access === "write"),
    readsAll:
      [everyObject, ...objects.values()].every(({ read }) => read === "all") &&
      [everyField, ...fields.values()].every((own) => ![...own.values()].includes("none")),
    has: (permission) => settings.has(permission),
  };
  sources.set(rights, permissions);
  return rights;
}

function fieldsIn(permissions: Permissions, object: string): Map<string, FieldAccess> {
  const own = Object.hasOwn(permissions.fields, object) ? permissions.fields[object] : undefined;
  return new Map(Object.entries(own ?? {}));
}

/** What a principal may do, as data. Only the server's own hand has rights that were never compiled. */
export function permissionsOf(principal: Principal): Permissions {
  const source = sources.get(principal.rights);
  if (source) return source;
  const isSystem = principal.kind === "system" && principal.rights.has("roles.manage");
  return isSystem ? builtInRoles.admin : { objects: {}, fields: {}, settings: [] };
}

/** Rows that a principal may touch. `owners` and `regions` compare with the record's own fields. */
export type RowLimit =
  | { kind: "all" }
  | { kind: "none" }
  | { kind: "owners"; memberIds: readonly string[] }
  | { kind: "regions"; regions: readonly string[] };

export type RowAction = "read" | "update" | "delete";

/** A row that may not be read may not be changed either, whatever the other scopes say. */
export function rowLimit(principal: Principal, object: string, action: RowAction): RowLimit {
  const rights = principal.rights.object(object);
  if (rights.read === "none") return { kind: "none" };
  return limitOf(principal, rights[action]);
}

function limitOf(principal: Principal, scope: RowScope): RowLimit {
  if (scope === "all") return { kind: "all" };
  if (scope === "region") return { kind: "regions", regions: principal.regions };
  if (scope === "team") return { kind: "owners", memberIds: principal.teamMemberIds };
  if (scope === "own" && principal.memberId !== null) {
    return { kind: "owners", memberIds: [principal.memberId] };
  }
  return { kind: "none" };
}

/** Whether a row with this owner and region lies within the limit. */
export function isWithin(
  limit: RowLimit,
  row: { ownerId: string | null; region: string | null },
): boolean {
  if (limit.kind === "all") return true;
  if (limit.kind === "owners") return row.ownerId !== null && limit.memberIds.includes(row.ownerId);
  if (limit.kind === "regions") return row.region !== null && limit.regions.includes(row.region);
  return false;
}
