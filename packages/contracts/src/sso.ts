// Connections of a workspace to identity providers (OpenID Connect), and signing in through them.
import { z } from "zod";

const id = z.uuid();
const time = z.iso.datetime();
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), "Broken text");

const domain = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/)
  .describe("In lower case, such as example.com.");
const scope = z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/);
const claim = z
  .string()
  .regex(/^[\x21-\x7E]{1,200}$/)
  .describe("Name of a claim; dots go into objects, as in realm_access.roles.");

export const groupRuleSchema = z.strictObject({
  group: text(255).describe("As the provider names it in the groups claim."),
  roleId: id.nullable(),
  teamIds: z.array(id).max(50),
  regions: z.array(text(100)).max(50),
});
export type GroupRule = z.infer<typeof groupRuleSchema>;

const settings = {
  name: text(100).describe("On the button, after “Continue with”."),
  issuer: z
    .string()
    .max(500)
    .regex(/^https?:\/\/[^\s?#@]+$/)
    .describe("Where the provider's /.well-known/openid-configuration is found."),
  clientId: text(500),
  clientSecret: z
    .string()
    .min(1)
    .max(2000)
    .nullable()
    .describe("Null: a public client, PKCE alone."),
  scopes: z.array(scope).max(20),
  domains: z
    .array(domain)
    .max(50)
    .describe(
      "Only addresses in these domains are let in; empty: all that the provider vouches for.",
    ),
  enabled: z.boolean(),
  shown: z.boolean().describe("Its button is on the sign-in screen."),
  enforced: z.boolean().describe("Members with addresses in its domains must use it."),
  createsMembers: z.boolean().describe("Whoever comes for the first time becomes a member."),
  trustsEmail: z
    .boolean()
    .describe("Take addresses as verified although the provider does not say so (Entra ID)."),
  defaultRoleId: id
    .nullable()
    .describe("For whom no group names a role; null: they are not let in."),
  groupsClaim: claim,
  regionClaim: claim.nullable(),
  rules: z.array(groupRuleSchema).max(100).describe("The first rule with a role decides the role."),
};

export const newConnectionSchema = z.strictObject({
  name: settings.name,
  issuer: settings.issuer,
  clientId: settings.clientId,
  clientSecret: settings.clientSecret.optional(),
  scopes: settings.scopes.optional(),
  domains: settings.domains.optional(),
  enabled: settings.enabled.optional(),
  shown: settings.shown.optional(),
  enforced: settings.enforced.optional(),
  createsMembers: settings.createsMembers.optional(),
  trustsEmail: settings.trustsEmail.optional(),
  defaultRoleId: settings.defaultRoleId.optional(),
  groupsClaim: settings.groupsClaim.optional(),
  regionClaim: settings.regionClaim.optional(),
  rules: settings.rules.optional(),
});
export type NewConnection = z.infer<typeof newConnectionSchema>;
export const connectionPatchSchema = newConnectionSchema.partial();
export type ConnectionPatch = z.infer<typeof connectionPatchSchema>;

export const connectionSchema = z.object({
  id,
  ...settings,
  issuer: z.string(),
  clientSecret: z.null().describe("Never shown."),
  hasSecret: z.boolean(),
  redirectUrl: z.string().describe("To be registered with the provider."),
  backChannelLogoutUrl: z.string(),
  createdAt: time,
  updatedAt: time,
});
export type Connection = z.infer<typeof connectionSchema>;

export const connectionCheckSchema = z.object({
  ok: z.boolean(),
  checks: z.array(
    z.object({
      title: z.string(),
      state: z.enum(["good", "warning", "bad", "skipped"]),
      detail: z.string(),
    }),
  ),
});
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

export const signInButtonSchema = z.object({ id, name: z.string() });
export type SignInButton = z.infer<typeof signInButtonSchema>;
export const signInButtonsSchema = z.object({ data: z.array(signInButtonSchema) });
export const signInButtonsQuerySchema = z.strictObject({
  email: z.string().max(254).optional().describe("Adds the connections of this address's domain."),
});

export const startSignOnSchema = z.strictObject({
  connectionId: id,
  next: z
    .string()
    .max(2000)
    .regex(/^\/(?!\/)[^\s\\]*$/)
    .optional()
    .describe("Path of this app to go on to."),
});
export const startedSignOnSchema = z.object({ url: z.string() });
export const signedOutSchema = z.object({
  url: z.string().describe("Where the identity provider ends its session too."),
});
