// Requests and answers around a person's sign-in: second factor, sessions, profile, and what a workspace
// asks of those who sign in.
import { z } from "zod";

const id = z.uuid();
const time = z.iso.datetime();
const password = z.string().min(1).max(1000);
const code = z
  .string()
  .trim()
  .min(6)
  .max(40)
  .describe("Six digits of the authenticator app, or a recovery code.");

/** What is still to be done after a right password. */
export const signInStepSchema = z.object({
  step: z.enum(["second-factor", "second-factor-set-up"]),
});
export type SignInStep = z.infer<typeof signInStepSchema>;

export const secondFactorSchema = z.strictObject({
  code,
  rememberDevice: z
    .boolean()
    .optional()
    .describe("Do not ask in this browser again for as long as the workspace allows."),
});

export const secondFactorSetUpSchema = z.object({
  secret: z.string().describe("For typing into an authenticator app by hand; Base32."),
  uri: z.string().describe("The same as an otpauth:// address, for a QR code."),
});
export type SecondFactorSetUp = z.infer<typeof secondFactorSetUpSchema>;

export const confirmFactorSchema = z.strictObject({ code });
export const recoveryCodesSchema = z.object({
  recoveryCodes: z.array(z.string()).describe("Each works once. Shown in this answer only."),
});
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

export const passwordProofSchema = z.strictObject({
  password: password.describe("Your password, once more."),
});

export const mySecuritySchema = z.object({
  hasPassword: z.boolean(),
  byProvider: z
    .boolean()
    .describe("This session is vouched for by the workspace's identity provider."),
  secondFactor: z.object({
    since: time.nullable().describe("Null: not set up."),
    recoveryCodesLeft: z.int(),
    required: z.boolean().describe("A workspace of yours asks for it."),
  }),
  rememberedDevices: z.int(),
  rememberDays: z.int().describe("How long a browser may be remembered; 0: not at all."),
});
export type MySecurity = z.infer<typeof mySecuritySchema>;

export const sessionSchema = z.object({
  id,
  current: z.boolean(),
  device: z.string().describe("Browser and system, as far as the browser says."),
  address: z.string().nullable(),
  place: z.string().describe("What the address alone tells: nobody outside is asked."),
  method: z.enum(["password", "sso"]),
  secondFactor: z.boolean(),
  createdAt: time,
  lastSeenAt: time,
  expiresAt: time,
});
export type Session = z.infer<typeof sessionSchema>;
export const sessionListSchema = z.object({ data: z.array(sessionSchema) });
export const endedSessionsSchema = z.object({ ended: z.int() });

export const localeSchema = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)
  .describe("BCP 47, such as en-GB or de.");
export const timeZoneSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/)
  .describe("IANA name, such as Europe/Berlin.");

export const profilePatchSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((text) => text.isWellFormed(), "Broken text")
    .optional(),
  locale: localeSchema.nullable().optional().describe("Null: as the browser says."),
  timeZone: timeZoneSchema.nullable().optional().describe("Null: as the browser says."),
});
export const profileSchema = z.object({
  name: z.string(),
  email: z.string(),
  pendingEmail: z.string().nullable().describe("A new address that waits for its confirmation."),
  locale: z.string().nullable(),
  timeZone: z.string().nullable(),
});
export type Profile = z.infer<typeof profileSchema>;

export const emailChangeSchema = z.strictObject({
  email: z
    .email()
    .max(254)
    .regex(/^[^@]{1,64}@/),
  password,
});
export const confirmEmailSchema = z.strictObject({ token: z.string().min(1).max(200) });

export const secondFactorDemands = ["optional", "roles", "everyone"] as const;
const policyFields = {
  secondFactor: z.enum(secondFactorDemands).describe("Of whom a second factor is asked."),
  secondFactorRoleIds: z.array(id).max(50),
  rememberDays: z.int().min(0).max(90).describe("0: every sign-in asks for the second factor."),
};
export const securityPolicySchema = z.object({
  ...policyFields,
  ssoDomains: z
    .array(z.string())
    .describe("Members with addresses in these domains must use single sign-on."),
});
export type SecurityPolicy = z.infer<typeof securityPolicySchema>;
export const securityPolicyPatchSchema = z.strictObject(policyFields).partial();

/** What an admin sees of how a member signs in. */
export const memberSignInSchema = z.object({
  memberId: id,
  secondFactor: z.boolean(),
  mayUsePassword: z.boolean().describe("Although the domain must use single sign-on."),
  sessions: z.int(),
  lastSeenAt: time.nullable(),
});
export type MemberSignIn = z.infer<typeof memberSignInSchema>;
export const memberSignInListSchema = z.object({ data: z.array(memberSignInSchema) });
