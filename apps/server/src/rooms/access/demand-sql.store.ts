// The two demands of a workspace's policy (alias p) on a member (alias m), as SQL that reads the same
// wherever a sign-in or a session is judged.

/** A second factor beside the password. */
export const needsFactorSql = `coalesce(p.second_factor = 'everyone'
  OR (p.second_factor = 'roles' AND m.role_id = ANY(p.second_factor_role_ids)), false)`;

/** Single sign-on instead of a password; who is to get in when the provider is away is exempt. */
export const needsSsoSql = `(NOT m.may_use_password
  AND coalesce(split_part(m.email, '@', 2) = ANY(p.sso_domains), false))`;
