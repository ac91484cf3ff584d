// Whose a phone number is, however it is written: with or without its country, spaces and brackets.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Records, StoredRecord } from "../records/index.ts";
import { personPhoneKey } from "./keys.rules.ts";
import { recordsByKey } from "./keys.store.ts";
import { comparePhones, phoneNumber } from "./phone.rules.ts";

interface Deps {
  records: Pick<Records, "find" | "readVisible">;
}

/**
 * Of those whom the caller sees, the oldest first. One who only agrees but for the country counts where nobody has the
 * whole number and no second one agrees. Keys come some moments after a record: until then its own spelling finds it.
 */
export async function peopleWithPhone(
  { records }: Deps,
  tx: Tx,
  ctx: Ctx,
  text: string,
): Promise<StoredRecord[]> {
  const wanted = phoneNumber(text);
  const key = personPhoneKey(text);
  const mayKnow = ctx.principal.rights.field("people", "phone") !== "none";
  if (wanted === null || key === null || !mayKnow) return [];
  const keyed = [...(await recordsByKey(tx, [key])).values()].flat();
  const spelled = await records.find(tx, ctx, { object: "people", field: "phone", values: [text] });
  const ids = [...new Set([...keyed, ...spelled.map(({ id }) => id)])];
  const people = await records.readVisible(tx, ctx, { object: "people", ids });
  const likeness = (one: StoredRecord) =>
    comparePhones(phoneNumber(String(one.phone ?? "")), wanted);
  const byAge = people.sort((a, b) => (a.id < b.id ? -1 : 1));
  const same = byAge.filter((one) => likeness(one) === "phone-same");
  const close = byAge.filter((one) => likeness(one) === "phone-national");
  return same.length > 0 || close.length !== 1 ? same : close;
}
