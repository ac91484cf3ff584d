// Recording what people said. Statements are added, never changed; which one holds follows from when each was given.
import type { ConsentEntry } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { type AppError, isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { Records } from "../records/index.ts";
import type { NewStatement } from "./announce.ts";
import { badTime, missingPerson, missingPurpose, notYours, retired } from "./errors.ts";
import type { StoredPurpose } from "./purpose.rules.ts";
import { purposesByKey } from "./purposes.ts";
import type { StoredStatement } from "./statement.ts";
import { currentOf, insertStatements } from "./statements.store.ts";

export interface RecordDeps {
  records: Pick<Records, "hold" | "reach">;
}

/** Clocks differ a little. */
const maxAheadMs = 60_000;

export async function addStatements(
  tx: Tx,
  act: Act,
  statements: readonly StoredStatement[],
): Promise<void> {
  insertStatements(tx, statements);
  await act.changed(
    tx,
    statements.map((statement) => wholeChange("consent-statements", null, statement)),
  );
}

export function statementOf(act: Act, said: NewStatement): StoredStatement {
  const { personId, purpose, state, givenAt, source } = said;
  return {
    id: newId(),
    personId,
    purpose,
    state,
    givenAt,
    knownAt: act.at,
    countsFrom: givenAt,
    source,
    by: act.ctx.principal.label,
    textVersion: said.textVersion ?? null,
    shownText: said.shownText ?? null,
    proof: said.proof ?? null,
    repeatsId: null,
  };
}

/** For what says the same over and over (events, imports): only what is news is recorded. No rights apply. */
export async function recordNews(
  tx: Tx,
  act: Act,
  said: readonly NewStatement[],
): Promise<StoredStatement[]> {
  const known = await purposesByKey(tx);
  const current = await currentOf(tx, [...new Set(said.map(({ personId }) => personId))]);
  const held = new Map(current.map((one) => [keyOf(one), one]));
  const news: StoredStatement[] = [];
  for (const one of said.filter(({ purpose }) => known.get(purpose)?.isRetired === false)) {
    const before = held.get(keyOf(one));
    const isOld = before !== undefined && before.countsFrom > one.givenAt;
    if (isOld || (before?.state ?? "unknown") === one.state) continue;
    const statement = statementOf(act, one);
    held.set(keyOf(one), { ...statement, takenBackAt: null });
    news.push(statement);
  }
  await addStatements(tx, act, news);
  return news;
}

const keyOf = ({ personId, purpose }: { personId: string; purpose: string }) =>
  `${personId} ${purpose}`;

export type Recorded = { statement: StoredStatement } | { error: AppError };

/** Each with its own result: one that is refused leaves the others. */
export async function recordEntries(
  { records }: RecordDeps,
  tx: Tx,
  act: Act,
  entries: readonly ConsentEntry[],
): Promise<Recorded[]> {
  const ids = [...new Set(entries.map(({ personId }) => personId))];
  // Held, so that nobody merges them away meanwhile: what is said now must move along.
  await records.hold(tx, "people", ids);
  const reach = await records.reach(tx, act.ctx, "people", ids);
  const purposes = await purposesByKey(tx);
  const results = entries.map((entry): Recorded => {
    try {
      const person = reach.get(entry.personId);
      if (!person) throw missingPerson();
      if (!person.mayUpdate) throw notYours();
      return { statement: statementOf(act, checked(act, purposes, entry)) };
    } catch (error) {
      if (isAppError(error)) return { error };
      throw error;
    }
  });
  const statements = results.flatMap((one) => ("statement" in one ? [one.statement] : []));
  await addStatements(tx, act, statements);
  return results;
}

function checked(
  act: Act,
  purposes: ReadonlyMap<string, StoredPurpose>,
  entry: ConsentEntry,
): NewStatement {
  const purpose = purposes.get(entry.purpose);
  if (!purpose) throw missingPurpose();
  if (purpose.isRetired) throw retired();
  const source = entry.source ?? sourceOf(act.ctx);
  return { ...entry, source, givenAt: timeOf(entry.givenAt, act.at) };
}

const sourceOf = ({ principal }: Ctx) => (principal.kind === "user" ? "member" : "api");

/** In the one form in which times are kept, so that texts compare. */
function timeOf(said: string | undefined, at: string): string {
  if (said === undefined) return at;
  const timeMs = Date.parse(said);
  if (!(timeMs >= 0 && timeMs <= Date.parse(at) + maxAheadMs)) throw badTime();
  return nowIso({ nowMs: () => timeMs });
}
