// Editing the rights of a role. Objects without a line of their own follow the line for all; fields without one may be
// written. Pure.
import type { FieldAccess, ObjectRights, Permissions, RowScope } from "@rapport/contracts";

export const EVERY_OBJECT = "*";

const NOTHING: ObjectRights = { create: false, read: "none", update: "none", delete: "none" };

export const SCOPE_WORDS: Record<RowScope, string> = {
  none: "None",
  own: "Own",
  team: "Own team's",
  region: "Own regions'",
  all: "All",
};

export const ACCESS_WORDS: Record<FieldAccess, string> = {
  none: "Hidden",
  read: "Read only",
  write: "Read and write",
};

export const SETTING_WORDS: Record<Permissions["settings"][number], string> = {
  "members.manage": "Invite and change members and teams",
  "roles.manage": "Change roles",
  "api-keys.manage": "Make and revoke API keys",
  "schema.manage": "Change objects, fields and pipelines",
  "duplicates.hints": "Learn that a hidden record has the same e-mail",
  "automations.manage": "Make automations and see all of their runs",
  "webhooks.manage": "Set up webhooks and read their log",
  "channels.manage": "Set up channels: chat, text messages, API",
  "events.manage": "See all events, set up their sources and schemas",
  "features.manage": "Look into features and their values, and make segments",
  "models.manage": "Train models, and choose which is in force",
  "ai.manage": "Connect AI models, set their budgets, and read what they cost",
  "knowledge.manage": "Write and publish knowledge, and say who may read it",
  "imports.run": "Run imports",
  "exports.run": "Export lists",
  "audit.read": "Read the audit log",
  "workspace.manage": "Change the workspace",
};

/** The rights that hold for an object, its own or those for all. */
export const rightsFor = (permissions: Permissions, object: string): ObjectRights =>
  permissions.objects[object] ?? permissions.objects[EVERY_OBJECT] ?? NOTHING;

/** Whether nothing is withheld: what an admin has. */
export function hasEverything({ objects, fields, settings }: Permissions): boolean {
  const isWhole = ({ create, ...scopes }: ObjectRights) =>
    create && Object.values(scopes).every((scope) => scope === "all");
  return (
    EVERY_OBJECT in objects &&
    Object.values(objects).every(isWhole) &&
    Object.values(fields).every((own) => Object.values(own).every((one) => one === "write")) &&
    Object.keys(SETTING_WORDS).every((one) => settings.some((held) => held === one))
  );
}

export const hasOwnRights = (permissions: Permissions, object: string): boolean =>
  object in permissions.objects;

export const withRights = (
  permissions: Permissions,
  object: string,
  change: Partial<ObjectRights>,
): Permissions => ({
  ...permissions,
  objects: {
    ...permissions.objects,
    [object]: { ...rightsFor(permissions, object), ...change },
  },
});

/** Lets an object follow the line for all again. */
export const withoutRights = (permissions: Permissions, object: string): Permissions => {
  const { [object]: _dropped, ...objects } = permissions.objects;
  return { ...permissions, objects };
};

export const fieldAccess = (permissions: Permissions, object: string, field: string): FieldAccess =>
  permissions.fields[object]?.[field] ?? permissions.fields[EVERY_OBJECT]?.[field] ?? "write";

export const withFieldAccess = (
  permissions: Permissions,
  object: string,
  field: string,
  access: FieldAccess,
): Permissions => {
  const { [field]: _dropped, ...rest } = permissions.fields[object] ?? {};
  const own = access === "write" ? rest : { ...rest, [field]: access };
  const { [object]: _old, ...others } = permissions.fields;
  const fields = Object.keys(own).length > 0 ? { ...others, [object]: own } : others;
  return { ...permissions, fields };
};

export const withSetting = (
  permissions: Permissions,
  setting: Permissions["settings"][number],
  held: boolean,
): Permissions => {
  const others = permissions.settings.filter((one) => one !== setting);
  return { ...permissions, settings: held ? [...others, setting] : others };
};
