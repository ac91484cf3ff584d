// Consent as its readers get it: by who may see the person. To everybody else the person is missing.
import type {
  ConsentState,
  ConsentStatement,
  Page,
  PersonConsent,
  PurposeConsent,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { Reach, Records } from "../records/index.ts";
import { badCursor, missingPerson } from "./errors.ts";
import { builtInDefault, isAllowed, type StoredPurpose } from "./purpose.rules.ts";
import { purposesByKey } from "./purposes.ts";
import { described, type KeptStatement } from "./statement.ts";
import { currentOf, historyOf, statementsBefore } from "./statements.store.ts";

const defaultPageSize = 60;

export interface SeeDeps {
  db: Database;
  records: Pick<Records, "reach">;
}

async function visiblePerson(
  { records }: SeeDeps,
  tx: Reader,
  ctx: Ctx,
  personId: string,
): Promise<Reach> {
  const person = (await records.reach(tx, ctx, "people", [personId])).get(personId);
  if (!person) throw missingPerson();
  return person;
}

function told(purpose: StoredPurpose, statement: KeptStatement | undefined): PurposeConsent {
  return {
    purpose: purpose.key,
    label: purpose.label,
    about: purpose.about,
    state: statement?.state ?? "unknown",
    isAllowed: isAllowed(statement?.state, purpose),
    basis: purpose.basis,
    statement: statement ? described(statement) : null,
  };
}

/** Of each purpose; of a retired one only if something was said about it. */
export function getConsent(deps: SeeDeps, ctx: Ctx, personId: string): Promise<PersonConsent> {
  return deps.db.tenant(ctx, async (tx) => {
    const { mayUpdate } = await visiblePerson(deps, tx, ctx, personId);
    const held = new Map((await currentOf(tx, [personId])).map((one) => [one.purpose, one]));
    const shown = [...(await purposesByKey(tx)).values()].filter(
      ({ key, isRetired }) => !isRetired || held.has(key),
    );
    const purposes = shown.map((purpose) => told(purpose, held.get(purpose.key)));
    return { personId, mayChange: mayUpdate, purposes };
  });
}

interface PageAsked {
  limit?: number | undefined;
  cursor?: string | undefined;
}

function pageOf({ limit = defaultPageSize, cursor }: PageAsked) {
  if (cursor !== undefined && !isId(cursor)) throw badCursor();
  return { limit, beforeId: cursor ?? null };
}

function cut(rows: readonly KeptStatement[], limit: number) {
  const page = rows.slice(0, limit);
  return { page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export function consentHistory(
  deps: SeeDeps,
  ctx: Ctx,
  personId: string,
  { purpose, ...asked }: PageAsked & { purpose?: string | undefined },
): Promise<Page<ConsentStatement>> {
  const { limit, beforeId } = pageOf(asked);
  return deps.db.tenant(ctx, async (tx) => {
    await visiblePerson(deps, tx, ctx, personId);
    const query = { personId, purpose: purpose ?? null, beforeId, limit: limit + 1 };
    const { page, nextCursor } = cut(await historyOf(tx, query), limit);
    return { data: page.map(described), nextCursor };
  });
}

/** Of the people that the caller may see; a page may be short, or empty, before the last. */
export function consentChanges(
  deps: SeeDeps,
  ctx: Ctx,
  asked: PageAsked & { purpose?: string | undefined; state?: ConsentState | undefined },
): Promise<Page<ConsentStatement>> {
  const { limit, beforeId } = pageOf(asked);
  return deps.db.tenant(ctx, async (tx) => {
    const { purpose = null, state = null } = asked;
    const rows = await statementsBefore(tx, { purpose, state, beforeId, limit: limit + 1 });
    const { page, nextCursor } = cut(rows, limit);
    const people = [...new Set(page.map((one) => one.personId))];
    const reach = await deps.records.reach(tx, ctx, "people", people);
    return { data: page.filter((one) => reach.has(one.personId)).map(described), nextCursor };
  });
}

export interface ConsentOf {
  state: ConsentState;
  /** What follows from it and, if it is unknown, from the purpose's default. */
  isAllowed: boolean;
}

/** For each of the people asked for, whether known or not. No rights apply. */
export async function consentOf(
  tx: Reader,
  personIds: readonly string[],
  purpose: string,
): Promise<ReadonlyMap<string, ConsentOf>> {
  const known = (await purposesByKey(tx)).get(purpose);
  const settled = known ?? { whenUnknown: builtInDefault(purpose) };
  const held = new Map(
    (await currentOf(tx, personIds, purpose)).map(({ personId, state }) => [personId, state]),
  );
  return new Map(
    personIds.map((id) => {
      const state = held.get(id) ?? "unknown";
      return [id, { state, isAllowed: isAllowed(state, settled) }];
    }),
  );
}
