// Whose conversation it is: the person with this mail address or phone number, or a new one. Nobody without either. An
// address says who somebody claims to be; whether that is so, the conversation keeps beside it (`fromVerified`).
import type { ChannelKind } from "@rapport/contracts";
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

export const regionOf = (region: unknown): string | null =>
  typeof region === "string" ? region : null;

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
  for (const one of found.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const address = String(one.email).toLowerCase();
    if (!known.has(address))
      known.set(address, { id: one.id, address, region: regionOf(one.region) });
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

type Deps = Pick<ConversationsDeps, "records" | "peopleWithPhone">;

const phoneShape = /^\+?[\d\s()./-]{7,25}$/;

/** By which field of people an address is known; null: by none. Elsewhere digits alone may be any id. */
function fieldOf(address: string, kind: ChannelKind): "email" | "phone" | null {
  if (plainAddress.test(address)) return "email";
  const digits = address.replace(/\D/g, "").length;
  const isPhone = phoneShape.test(address) && digits >= 7 && digits <= 15;
  return isPhone && (kind === "sms" || address.startsWith("+")) ? "phone" : null;
}

async function knownBy(
  deps: Deps,
  tx: Tx,
  ctx: Ctx,
  { field, address }: { field: "email" | "phone"; address: string },
): Promise<KnownPerson | null> {
  if (field === "email") return knownPerson(deps, tx, ctx, address);
  const [first] = await deps.peopleWithPhone(tx, ctx, address);
  return first ? { id: first.id, address, region: regionOf(first.region) } : null;
}

export async function personOf(
  deps: Deps,
  tx: Tx,
  act: Act,
  { address, name, kind }: { address: string | null; name: string | null; kind: ChannelKind },
): Promise<KnownPerson | null> {
  const field = address === null ? null : fieldOf(address, kind);
  if (address === null || field === null) return null;
  const known = await knownBy(deps, tx, act.ctx, { field, address });
  if (known) return known;
  // Two first messages of somebody new must not make two people.
  await deps.records.holdUpserts(tx, "people");
  const meanwhile = await knownBy(deps, tx, act.ctx, { field, address });
  if (meanwhile) return meanwhile;
  const data = { ...namesOf(name, address), [field]: address };
  const [made] = await deps.records.write(tx, act, "people", [{ op: "create", data }]);
  return made && made.status !== "failed" ? { id: made.record.id, address, region: null } : null;
}
