// Whose conversation it is: the person with this address, or a new one. Nobody without an address. An address says who
// somebody claims to be; whether that is so, the conversation keeps beside it (`fromVerified`).
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { ConversationsDeps } from "./ports.ts";

export interface KnownPerson {
  id: string;
  address: string;
  region: string | null;
}

export const isAddress = (text: string): boolean => plainAddress.test(text);

const plainAddress = /^[^\s@<>"(),:;]{1,64}@[^\s@<>"(),:;]{1,250}\.[^\s@<>"(),:;.]{2,60}$/;

/** By address the oldest who has it, of those whom the caller sees. Addresses in small letters. */
export async function knownPeople(
  deps: Pick<ConversationsDeps, "records">,
  tx: Tx,
  ctx: Ctx,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, KnownPerson>> {
  const values = addresses.filter((one) => plainAddress.test(one));
  const known = new Map<string, KnownPerson>();
  if (values.length === 0) return known;
  const found = await deps.records.find(tx, ctx, { object: "people", field: "email", values });
  for (const { id, email, region } of found.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const address = String(email).toLowerCase();
    if (!known.has(address))
      known.set(address, { id, address, region: typeof region === "string" ? region : null });
  }
  return known;
}

export const knownPerson = async (
  deps: Pick<ConversationsDeps, "records">,
  tx: Tx,
  ctx: Ctx,
  address: string,
): Promise<KnownPerson | null> =>
  (await knownPeople(deps, tx, ctx, [address])).get(address.toLowerCase()) ?? null;

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
  const known = await knownPerson(deps, tx, act.ctx, address);
  if (known) return known;
  // Two first messages of somebody new must not make two people.
  await deps.records.holdUpserts(tx, "people");
  const meanwhile = await knownPerson(deps, tx, act.ctx, address);
  if (meanwhile) return meanwhile;
  const data = { ...namesOf(name, address), email: address };
  const [made] = await deps.records.write(tx, act, "people", [{ op: "create", data }]);
  return made && made.status !== "failed" ? { id: made.record.id, address, region: null } : null;
}
