// Whose conversation it is: the person with this address, or a new one. Nobody without an address. An address says who
// somebody claims to be; whether that is so, the conversation keeps beside it (`fromVerified`).
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { ConversationsDeps } from "./ports.ts";

export interface KnownPerson {
  id: string;
  region: string | null;
}

const plainAddress = /^[^\s@<>"(),:;]{1,64}@[^\s@<>"(),:;]{1,250}\.[^\s@<>"(),:;.]{2,60}$/;

async function find(
  deps: Pick<ConversationsDeps, "records">,
  tx: Tx,
  act: Act,
  address: string,
): Promise<KnownPerson | null> {
  const query = { object: "people", field: "email", values: [address] };
  const found = (await deps.records.find(tx, act.ctx, query)).sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  const [first] = found;
  if (!first) return null;
  return { id: first.id, region: typeof first.region === "string" ? first.region : null };
}

function namesOf(name: string | null, address: string): { firstName: string; lastName?: string } {
  const isName = name !== null && !name.includes("@");
  const words = (isName ? name : (address.split("@")[0] ?? address)).split(" ");
  const [firstName = address, ...rest] = words;
  const lastName = rest.join(" ").slice(0, 200);
  return { firstName: firstName.slice(0, 200), ...(lastName === "" ? {} : { lastName }) };
}

export async function personOf(
  deps: Pick<ConversationsDeps, "records">,
  tx: Tx,
  act: Act,
  { address, name }: { address: string | null; name: string | null },
): Promise<KnownPerson | null> {
  if (address === null || !plainAddress.test(address)) return null;
  const known = await find(deps, tx, act, address);
  if (known) return known;
  // Two first messages of somebody new must not make two people.
  await deps.records.holdUpserts(tx, "people");
  const meanwhile = await find(deps, tx, act, address);
  if (meanwhile) return meanwhile;
  const data = { ...namesOf(name, address), email: address };
  const [made] = await deps.records.write(tx, act, "people", [{ op: "create", data }]);
  return made && made.status !== "failed" ? { id: made.record.id, region: null } : null;
}
