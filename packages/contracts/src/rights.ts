// What a role may do, as stored and as answered by `/me`. Compiled into decisions by the access room.
import { z } from "zod";

export const rowScopes = ["none", "own", "team", "region", "all"] as const;
export type RowScope = (typeof rowScopes)[number];

export const fieldAccesses = ["none", "read", "write"] as const;
export type FieldAccess = (typeof fieldAccesses)[number];

export const settingsPermissions = [
  "members.manage",
  "roles.manage",
  "api-keys.manage",
  "schema.manage",
  "imports.run",
  "exports.run",
  "audit.read",
  "workspace.manage",
  "duplicates.hints",
  "automations.manage",
  "webhooks.manage",
  "channels.manage",
  "events.manage",
  "features.manage",
  "models.manage",
  "ai.manage",
  "knowledge.manage",
] as const;
export type SettingsPermission = (typeof settingsPermissions)[number];

export const objectRightsSchema = z.strictObject({
  create: z.boolean(),
  read: z.enum(rowScopes),
  update: z.enum(rowScopes),
  delete: z.enum(rowScopes),
});
export type ObjectRights = z.infer<typeof objectRightsSchema>;

/** `objects["*"]` and `fields["*"]` hold where an object has no entry of its own; unnamed fields are `write`. */
export const permissionsSchema = z.strictObject({
  objects: z.record(z.string(), objectRightsSchema),
  fields: z.record(z.string(), z.record(z.string(), z.enum(fieldAccesses))),
  settings: z.array(z.enum(settingsPermissions)),
});
export type Permissions = z.infer<typeof permissionsSchema>;

const everything: ObjectRights = { create: true, read: "all", update: "all", delete: "all" };

/** Roles that each new workspace starts with; they can be changed and added to, save `admin`. */
export const builtInRoles = {
  admin: { objects: { "*": everything }, fields: {}, settings: [...settingsPermissions] },
  member: {
    objects: { "*": { ...everything, delete: "own" } },
    fields: {},
    settings: ["imports.run", "exports.run"],
  },
  viewer: {
    objects: { "*": { create: false, read: "all", update: "none", delete: "none" } },
    fields: {},
    settings: [],
  },
} satisfies Record<string, Permissions>;
