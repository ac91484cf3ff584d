// Finds records for identities and groups that missed them: of two transactions that commit at the same moment, the
// one that takes an event in and the one that makes its person, neither sees what the other writes. Every new identity
// is looked at once more when both must have ended; a kill in between loses no turn.
import { type Clock, nowIso } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { lowestIdAt, timeOfId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import { insertChange, takeNumber } from "./changes.store.ts";
import { linkCompanies } from "./groups.store.ts";
import { linkPeople } from "./identities.store.ts";
import { readLinkedId, saveLinkedId, unlinkedDomains, unlinkedEmails } from "./links.store.ts";
import { companiesByDomain } from "./resolve-groups.ts";
import { peopleByEmail } from "./resolve-identity.ts";

export interface RelinkDeps {
  db: Database;
  clock: Clock;
  records: Pick<Records, "find">;
}

const pageSize = 500;
/** Longer than any transaction lives, and than the clocks of two processes are apart. */
const overlapMs = 10 * 60_000;

/** Answers where to go on; null: all were looked at. */
async function relinkPeople(
  { clock, records }: RelinkDeps,
  tx: Tx,
  ctx: Ctx,
  afterId: string,
): Promise<string | null> {
  const page = await unlinkedEmails(tx, { afterId, limit: pageSize });
  const last = page.at(-1);
  if (!last) return null;
  const people = await peopleByEmail(
    records,
    tx,
    ctx,
    page.map(({ email }) => email),
  );
  if (people.size > 0) {
    // The head first, as whoever takes in events.
    const no = await takeNumber(tx);
    linkPeople(
      tx,
      [...people].map(([email, personId]) => ({ email, personId })),
    );
    const nothing = { companyIds: [], names: [], entryIds: [], count: 0 };
    insertChange(tx, { no, at: nowIso(clock), personIds: [...people.values()], ...nothing });
  }
  saveLinkedId(tx, last.id);
  return page.length < pageSize ? null : last.id;
}

async function relinkGroups(
  { records }: RelinkDeps,
  tx: Tx,
  ctx: Ctx,
  afterDomain: string,
): Promise<string | null> {
  const domains = await unlinkedDomains(tx, { afterDomain, limit: pageSize });
  const companies = await companiesByDomain(records, tx, ctx, domains);
  if (companies.size > 0)
    linkCompanies(
      tx,
      [...companies].map(([domain, companyId]) => ({ domain, companyId })),
    );
  return domains.length < pageSize ? null : (domains.at(-1) ?? null);
}

export async function relink(deps: RelinkDeps, workspaceId: string): Promise<void> {
  const { db } = deps;
  const ctx = systemContext(workspaceId, "events upkeep");
  const seen = await db.tenant(ctx, readLinkedId);
  let id: string | null = lowestIdAt(seen === null ? 0 : timeOfId(seen) - overlapMs);
  while (id !== null) {
    const after: string = id;
    id = await db.tenant(ctx, (tx) => relinkPeople(deps, tx, ctx, after));
  }
  let domain: string | null = "";
  while (domain !== null) {
    const after: string = domain;
    domain = await db.tenant(ctx, (tx) => relinkGroups(deps, tx, ctx, after));
  }
}
