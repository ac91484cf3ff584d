// Why a single sign-on brought nobody in, in the words of the sign-in screen.
const REASONS: Record<string, string> = {
  cancelled: "You did not sign in at the identity provider. Try again, or sign in another way.",
  expired: "This sign-in took too long, or was opened in another browser. Start it again here.",
  provider_down:
    "The identity provider does not answer just now. Nothing was changed. Try again in a minute, or sign in with your password if you have one.",
  provider_error:
    "The identity provider refused the sign-in. An admin can see why under Settings, Single sign-on, Test connection.",
  bad_answer:
    "The answer of the identity provider could not be believed, so nobody was signed in. Tell an admin of your workspace.",
  no_email: "The identity provider did not say your e-mail address. An admin can add it there.",
  email_not_verified:
    "The identity provider has not verified your e-mail address. Verify it there, then try again.",
  wrong_domain: "Your e-mail address is not in a domain that this workspace lets in.",
  groups_withheld:
    "You are in more groups than the identity provider sends. An admin can have it send only the groups that are assigned to Rapport.",
  deactivated: "Your membership was deactivated. Ask an admin of the workspace.",
  no_member: "You are not a member of this workspace yet. Ask an admin for an invitation.",
  no_role: "None of your groups gives you a role in this workspace. Ask an admin.",
};

/** Words for a reason that the server knows; others are passed over. */
export const reasonWords = (reason: string | undefined): string | null =>
  reason !== undefined && Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? null) : null;
