// Which company each group is: known already, by the record's own id, or by the domain that its traits name.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import { domainOf, domainOfGroup } from "./domain.rules.ts";
import { type Group, readGroups } from "./groups.store.ts";
import type { Draft } from "./read-message.ts";

type Seen = Group & { traits: string };

/** The last traits that the batch has of each group; JSON texts. */
function traitsOf(
  drafts: readonly Draft[],
): Map<string, { traits: Record<string, unknown>; text: string }> {
  const found = new Map<string, { traits: Record<string, unknown>; text: string }>();
  for (const { groupId, type, properties, propertiesText } of drafts) {
    if (groupId === null) continue;
    if (type === "group") found.set(groupId, { traits: properties, text: propertiesText });
    else if (!found.has(groupId)) found.set(groupId, { traits: {}, text: "{}" });
  }
  return found;
}

type Source = Pick<Records, "find" | "readRaw">;

async function liveCompanies(
  records: Source,
  tx: Tx,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const found = await records.readRaw(tx, "companies", ids);
  return new Set(found.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id));
}

/** Oldest first: of several with one domain the first that was known. */
export async function companiesByDomain(
  records: Pick<Records, "find">,
  tx: Tx,
  ctx: Ctx,
  domains: readonly string[],
): Promise<Map<string, string>> {
  const byDomain = new Map<string, string>();
  if (domains.length === 0) return byDomain;
  const query = { object: "companies", field: "domain", values: [...new Set(domains)] };
  for (const { id, domain } of await records.find(tx, ctx, query)) {
    const key = domainOf(domain);
    if (key !== null && !byDomain.has(key)) byDomain.set(key, id);
  }
  return byDomain;
}

async function findCompanies(
  records: Source,
  tx: Tx,
  ctx: Ctx,
  groups: readonly Seen[],
): Promise<void> {
  const unknown = groups.filter(({ companyId }) => companyId === null);
  const ids = unknown.map(({ groupId }) => groupId).filter(isId);
  const byId = await liveCompanies(records, tx, ids);
  const domains = unknown.map(({ domain }) => domain).filter((domain) => domain !== null);
  const byDomain = await companiesByDomain(records, tx, ctx, domains);
  for (const group of unknown) {
    const own = group.groupId.toLowerCase();
    group.companyId = byId.has(own) ? own : (byDomain.get(group.domain ?? "") ?? null);
  }
}

export interface ResolvedGroups {
  companyOf(groupId: string | null): string | null;
  /** What is new about groups. */
  toSave: Seen[];
}

export async function resolveGroups(
  records: Source,
  tx: Tx,
  ctx: Ctx,
  drafts: readonly Draft[],
): Promise<ResolvedGroups> {
  const named = traitsOf(drafts);
  if (named.size === 0) return { companyOf: () => null, toSave: [] };
  const known = await readGroups(tx, [...named.keys()]);
  const seen = [...named].map(([groupId, { traits, text }]): Seen => {
    const before = known.get(groupId);
    const domain = domainOfGroup(groupId, traits) ?? before?.domain ?? null;
    return { groupId, domain, companyId: before?.companyId ?? null, traits: text };
  });
  await findCompanies(records, tx, ctx, seen);
  const byId = new Map(seen.map((group) => [group.groupId, group]));
  const isNews = (group: Seen) => {
    const before = known.get(group.groupId);
    return group.traits !== "{}" || !before || before.companyId !== group.companyId;
  };
  return {
    companyOf: (groupId) => (groupId === null ? null : (byId.get(groupId)?.companyId ?? null)),
    toSave: seen.filter(isNews),
  };
}
