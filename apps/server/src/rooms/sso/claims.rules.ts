// What a provider's claims mean here: who it is, and which role, teams and regions the groups give.
import type { GroupRule } from "@rapport/contracts";

export type Claims = Readonly<Record<string, unknown>>;

/** A claim by its name as it is, or by a path with dots into objects. */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const part of name.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Claims)[part];
  }
  return at;
}

export function textClaim(claims: Claims, name: string): string | null {
  const value = claimAt(claims, name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** A list of words; one word alone counts as a list of one. */
export function listClaim(claims: Claims, name: string): string[] {
  const value = claimAt(claims, name);
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item): item is string => typeof item === "string" && item !== "");
}

/** Some providers send it as text. */
export function isEmailVerified(claims: Claims): boolean {
  const value = claims.email_verified ?? claims.xms_edov;
  return value === true || value === "true" || value === 1 || value === "1";
}

export function nameIn(claims: Claims, email: string): string {
  const parts = [textClaim(claims, "given_name"), textClaim(claims, "family_name")];
  const given = parts.filter(Boolean).join(" ");
  const name = textClaim(claims, "name") ?? (given || null) ?? email.split("@")[0] ?? email;
  return name.toWellFormed().slice(0, 100);
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

/** Entra ID leaves the groups out when there are many, and says where they could be asked for. */
export function areGroupsWithheld(claims: Claims, groupsClaim: string): boolean {
  const elsewhere = claims._claim_names;
  const isNamed =
    typeof elsewhere === "object" && elsewhere !== null && Object.hasOwn(elsewhere, groupsClaim);
  return isNamed || claims.hasgroups === true || claims.hasgroups === "true";
}

export interface Placement {
  roleId: string | null;
  teamIds: string[] | null;
  regions: string[] | null;
}

export interface Mapping {
  groupsClaim: string;
  regionClaim: string | null;
  rules: readonly GroupRule[];
}

export function managesRole({ rules }: Mapping): boolean {
  return rules.some(({ roleId }) => roleId !== null);
}

/** Null where no rule says anything of the kind, so that what an admin set by hand stays. */
export function placementOf(claims: Claims, mapping: Mapping): Placement {
  const groups = new Set(listClaim(claims, mapping.groupsClaim));
  const matching = mapping.rules.filter(({ group }) => groups.has(group));
  const managesTeams = mapping.rules.some(({ teamIds }) => teamIds.length > 0);
  const managesRegions =
    mapping.regionClaim !== null || mapping.rules.some(({ regions }) => regions.length > 0);
  const claimed = mapping.regionClaim === null ? [] : listClaim(claims, mapping.regionClaim);
  const regions = [...matching.flatMap((rule) => rule.regions), ...claimed.map(regionName)];
  return {
    roleId: matching.find(({ roleId }) => roleId !== null)?.roleId ?? null,
    teamIds: managesTeams ? unique(matching.flatMap((rule) => rule.teamIds)) : null,
    regions: managesRegions ? unique(regions).slice(0, 50) : null,
  };
}

function regionName(text: string): string {
  return text.toWellFormed().trim().slice(0, 100);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter(Boolean);
}
