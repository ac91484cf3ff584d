// Arithmetic of permissions: what two sets have in common, and whether one lies within another.
// Row scopes are a partial order: none < own < team < all and none < region < all. `region` says
// nothing about ownership, so that region and own (or team) have only "none" in common: too little
// rather than too much.
import type {
  FieldAccess,
  ObjectRights,
  Permissions,
  RowScope,
  SettingsPermission,
} from "@rapport/contracts";

const byOwnership: readonly RowScope[] = ["none", "own", "team", "all"];
const byAccess: readonly FieldAccess[] = ["none", "read", "write"];
const nothing: ObjectRights = { create: false, read: "none", update: "none", delete: "none" };

export const noPermissions: Permissions = { objects: {}, fields: {}, settings: [] };

export function commonScope(one: RowScope, other: RowScope): RowScope {
  if (one === other || other === "all") return one;
  if (one === "all") return other;
  if (one === "region" || other === "region") return "none";
  return byOwnership.indexOf(one) < byOwnership.indexOf(other) ? one : other;
}

function commonAccess(one: FieldAccess, other: FieldAccess): FieldAccess {
  return byAccess.indexOf(one) < byAccess.indexOf(other) ? one : other;
}

/** The map's own entry: a key such as `constructor` must not find what every object has. */
function own<T>(map: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function objectRights(permissions: Permissions, object: string): ObjectRights {
  return own(permissions.objects, object) ?? own(permissions.objects, "*") ?? nothing;
}

function fieldAccess(permissions: Permissions, object: string, field: string): FieldAccess {
  const ofObject = own(permissions.fields, object) ?? {};
  const ofEvery = own(permissions.fields, "*") ?? {};
  return own(ofObject, field) ?? own(ofEvery, field) ?? "write";
}

function commonRights(one: ObjectRights, other: ObjectRights): ObjectRights {
  return {
    create: one.create && other.create,
    read: commonScope(one.read, other.read),
    update: commonScope(one.update, other.update),
    delete: commonScope(one.delete, other.delete),
  };
}

function keysOf(...maps: (Record<string, unknown> | undefined)[]): string[] {
  return [...new Set(maps.flatMap((map) => Object.keys(map ?? {})))];
}

/** What both allow. */
export function commonPermissions(one: Permissions, other: Permissions): Permissions {
  const objects: Permissions["objects"] = {};
  for (const object of keysOf(one.objects, other.objects)) {
    objects[object] = commonRights(objectRights(one, object), objectRights(other, object));
  }
  const fields: Permissions["fields"] = {};
  for (const object of keysOf(one.fields, other.fields)) {
    const common: Record<string, FieldAccess> = {};
    for (const field of keysOf(
      one.fields[object],
      one.fields["*"],
      other.fields[object],
      other.fields["*"],
    )) {
      common[field] = commonAccess(
        fieldAccess(one, object, field),
        fieldAccess(other, object, field),
      );
    }
    fields[object] = common;
  }
  const settings = one.settings.filter((setting) => other.settings.includes(setting));
  return { objects, fields, settings };
}

/** Whether `inner` allows nothing that `outer` does not. */
export function isWithinPermissions(inner: Permissions, outer: Permissions): boolean {
  return firstExcess(inner, outer) === null;
}

/** Names the first right of `inner` that `outer` lacks, for a message; null when there is none. */
export function firstExcess(inner: Permissions, outer: Permissions): string | null {
  return excessSetting(inner, outer) ?? excessObject(inner, outer) ?? excessField(inner, outer);
}

function excessSetting(inner: Permissions, outer: Permissions): SettingsPermission | null {
  return inner.settings.find((setting) => !outer.settings.includes(setting)) ?? null;
}

function excessObject(inner: Permissions, outer: Permissions): string | null {
  for (const object of keysOf(inner.objects, outer.objects)) {
    const wanted = objectRights(inner, object);
    const common = commonRights(wanted, objectRights(outer, object));
    const excess = (Object.keys(wanted) as (keyof ObjectRights)[]).find(
      (key) => wanted[key] !== common[key],
    );
    if (excess) return `${excess} ${object === "*" ? "records" : object}`;
  }
  return null;
}

function excessField(inner: Permissions, outer: Permissions): string | null {
  for (const object of keysOf(inner.fields, outer.fields)) {
    for (const field of keysOf(outer.fields[object], outer.fields["*"])) {
      const wanted = fieldAccess(inner, object, field);
      if (commonAccess(wanted, fieldAccess(outer, object, field)) !== wanted)
        return `${wanted} ${object}.${field}`;
    }
  }
  return null;
}
