// Keeps identities and groups pointing at the right records: a person or a company that is made, or gets its
// e-mail or domain, after its events came is found by them; one that is merged away is followed to what stays.
import type { Act, ChangeListener, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { UndoablePart } from "../records/index.ts";
import { holdHead, insertChange, takeNumber, turnIdentities } from "./changes.store.ts";
import type { Identity } from "./cluster.rules.ts";
import { domainOf } from "./domain.rules.ts";
import { linkCompanies } from "./groups.store.ts";
import {
  identitiesByIds,
  identitiesOfPeople,
  linkPeople,
  moveIdentities,
} from "./identities.store.ts";
import { emailOf } from "./identity.rules.ts";

const gains = ({ op }: RecordChange): boolean =>
  op === "create" || op === "update" || op === "restore";

/** Of one kind of record, the first that has each e-mail or domain now. */
function firstWith(
  changes: readonly RecordChange[],
  object: string,
  keyOf: (after: Record<string, unknown>) => string | null,
): [key: string, id: string][] {
  const found = new Map<string, string>();
  for (const change of changes) {
    if (change.object !== object || change.after === null || !gains(change)) continue;
    const key = keyOf(change.after);
    if (key !== null && !found.has(key)) found.set(key, change.id);
  }
  return [...found];
}

/** In the transaction of the change: one statement for people, one for companies, if any. */
export const onChange: ChangeListener = async (tx, _act, changes) => {
  const people = firstWith(changes, "people", ({ email }) => emailOf(email));
  const companies = firstWith(changes, "companies", ({ domain }) => domainOf(domain));
  if (people.length > 0) {
    const links = people.map(([email, personId]) => ({ email, personId }));
    linkPeople(tx, links);
  }
  if (companies.length > 0) {
    const links = companies.map(([domain, companyId]) => ({ domain, companyId }));
    linkCompanies(tx, links);
  }
};

interface Link {
  id: string;
  ownPersonId: string | null;
  personId: string | null;
}

const linkOf = ({ id, ownPersonId, personId }: Identity): Link => ({ id, ownPersonId, personId });

/** Events of people who were merged away are those of the one that stays; undoing the merge takes that back. */
export async function moveProfiles(
  tx: Tx,
  act: Act,
  { object, from, to }: { object: string; from: readonly string[]; to: string },
): Promise<void> {
  if (object !== "people") return;
  // Held first, as by whoever takes in events, so that the two never wait for each other in a circle.
  const no = await takeNumber(tx);
  const before = await identitiesOfPeople(tx, from);
  if (before.length === 0) return;
  const gone = new Set(from);
  const successor = (id: string | null) => (id !== null && gone.has(id) ? to : id);
  const after = before.map((one) => ({
    ...one,
    ownPersonId: successor(one.ownPersonId),
    personId: successor(one.personId),
  }));
  moveIdentities(tx, after);
  turnIdentities(tx);
  const nothing = { companyIds: [], names: [], entryIds: [], count: 0 };
  insertChange(tx, { no, at: act.at, personIds: [...from, to], ...nothing });
  const changes = after.map((one, at) =>
    wholeChange("event-profiles", linkOf(before[at] ?? one), linkOf(one)),
  );
  await act.changed(tx, changes);
}

export const profilePart: UndoablePart = {
  read: async (tx, id) => {
    const [identity] = await identitiesByIds(tx, [id]);
    return identity ? linkOf(identity) : null;
  },
  write: async (tx, id, image) => {
    await holdHead(tx);
    const [identity] = await identitiesByIds(tx, [id]);
    if (identity && image) moveIdentities(tx, [{ ...identity, ...(image as unknown as Link) }]);
    turnIdentities(tx);
  },
  // It follows the people, whom the one who undoes has to be allowed to change.
  mayChange: async () => true,
};
