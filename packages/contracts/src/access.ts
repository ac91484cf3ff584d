// Requests and answers of sign-in, members, roles, teams, invitations, API keys and the workspace.
import { z } from "zod";
import {
  fieldAccesses,
  objectRightsSchema,
  permissionsSchema,
  settingsPermissions,
} from "./rights.ts";

export const minPasswordLength = 10;
export const maxPasswordLength = 128;

const id = z.uuid();
const time = z.iso.datetime();
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => text.isWellFormed(), "Broken text");
const email = z
  .email()
  .max(254)
  .regex(/^[^@]{1,64}@/);
const newPassword = z
  .string()
  .min(minPasswordLength)
  .max(maxPasswordLength)
  .describe("A few unrelated words make a good one.");
const teamIds = z.array(id).max(50);
const regions = z.array(name).max(50);

/** Permissions as they may be given; stored ones are read with `permissionsSchema`. */
const key = z.string().regex(/^(\*|[A-Za-z][\w.-]{0,99})$/);
const givenPermissionsSchema = z.strictObject({
  objects: z.record(key, objectRightsSchema),
  fields: z.record(key, z.record(key, z.enum(fieldAccesses))),
  settings: z.array(z.enum(settingsPermissions)).max(50),
});

export const authStateSchema = z.object({
  needsFirstWorkspace: z.boolean().describe("True until the first person has signed up."),
});

export const signInSchema = z.strictObject({ email, password: z.string().min(1).max(1000) });

export const signUpSchema = z.strictObject({
  name,
  email,
  password: newPassword,
  workspaceName: name,
});

export const forgotPasswordSchema = z.strictObject({ email });
export const resetPasswordSchema = z.strictObject({
  token: z.string().min(1).max(200),
  password: newPassword,
});
export const changePasswordSchema = z.strictObject({
  currentPassword: z.string().min(1).max(1000),
  newPassword,
});

export const acceptInvitationSchema = z.strictObject({
  token: z.string().min(1).max(200),
  name,
  password: z
    .string()
    .min(1)
    .max(maxPasswordLength)
    .describe("A new password; or, if you sign in here already, the one that you have."),
});

const userSchema = z.object({ id, name: z.string(), email: z.string() });

export const workspaceSchema = z.object({ id, name: z.string(), createdAt: time });
export type Workspace = z.infer<typeof workspaceSchema>;
export const workspacePatchSchema = z.strictObject({ name });

export const memberSchema = z.object({
  id,
  userId: id.nullable().describe("Null: owns records, but cannot sign in."),
  name: z.string(),
  email: z.string(),
  roleId: id,
  roleName: z.string(),
  teamIds: z.array(id),
  regions: z.array(z.string()),
  status: z.enum(["active", "deactivated"]),
  externalId: z.string().nullable().describe("The member's id with an identity provider (SCIM)."),
  createdAt: time,
  updatedAt: time,
});
export type Member = z.infer<typeof memberSchema>;

export const memberPatchSchema = z.strictObject({
  name: name.optional(),
  roleId: id.optional(),
  teamIds: teamIds.optional(),
  regions: regions.optional(),
  status: z
    .enum(["active", "deactivated"])
    .optional()
    .describe("Deactivated: records stay, sessions end and API keys are revoked."),
  externalId: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .refine((text) => text.isWellFormed(), "Broken text")
    .nullable()
    .optional(),
  mayUsePassword: z
    .boolean()
    .optional()
    .describe("May sign in by password although the domain must use single sign-on."),
});

export const roleSchema = z.object({
  id,
  key: z
    .string()
    .nullable()
    .describe("admin, member or viewer for the roles that came with the workspace."),
  name: z.string(),
  builtIn: z.boolean(),
  permissions: permissionsSchema,
  memberCount: z.int(),
  createdAt: time,
  updatedAt: time,
});
export type Role = z.infer<typeof roleSchema>;
export const newRoleSchema = z.strictObject({ name, permissions: givenPermissionsSchema });
export const rolePatchSchema = newRoleSchema.partial();

export const teamSchema = z.object({
  id,
  name: z.string(),
  memberIds: z.array(id),
  createdAt: time,
  updatedAt: time,
});
export type Team = z.infer<typeof teamSchema>;
export const newTeamSchema = z.strictObject({ name });

export const invitationSchema = z.object({
  id,
  email: z.string(),
  roleId: id.nullable(),
  teamIds: z.array(id),
  regions: z.array(z.string()),
  status: z.enum(["open", "accepted", "revoked", "expired"]),
  expiresAt: time,
  createdAt: time,
});
export type Invitation = z.infer<typeof invitationSchema>;
export const newInvitationSchema = z.strictObject({
  email,
  roleId: id,
  teamIds: teamIds.optional(),
  regions: regions.optional(),
});
export const createdInvitationSchema = invitationSchema.extend({
  mailed: z.boolean(),
  url: z.string().optional().describe("Given once, where no mail was sent: the link to hand over."),
});

export const apiKeySchema = z.object({
  id,
  name: z.string(),
  prefix: z.string().describe("The beginning of the key, to recognise it by."),
  memberId: id.nullable().describe("Who made it; what it creates is owned by them."),
  roleId: id.nullable(),
  scopes: permissionsSchema.nullable(),
  rateLimitPerMinute: z.int().nullable(),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
  createdAt: time,
});
export type ApiKey = z.infer<typeof apiKeySchema>;
export const newApiKeySchema = z.strictObject({
  name,
  roleId: id.optional().describe("Your own role unless told."),
  scopes: givenPermissionsSchema
    .optional()
    .describe("Instead of a role: exactly these permissions."),
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
  rateLimitPerMinute: z.int().min(1).max(10_000_000).nullable().optional(),
});
export const createdApiKeySchema = apiKeySchema.extend({
  secret: z.string().describe("The key itself, shown this once."),
});

export const meSchema = z.object({
  user: userSchema.nullable().describe("Null for API keys."),
  apiKey: z.object({ id, name: z.string() }).nullable(),
  member: memberSchema.nullable(),
  workspace: workspaceSchema,
  workspaces: z
    .array(z.object({ id, name: z.string() }))
    .describe("All that this user is a member of."),
  role: z.object({ id, key: z.string().nullable(), name: z.string() }).nullable(),
  locale: z.string().nullable().describe("How dates and numbers read; null: as the browser says."),
  timeZone: z.string().nullable().describe("Null: as the browser says."),
  permissions: permissionsSchema,
});
export type Me = z.infer<typeof meSchema>;
