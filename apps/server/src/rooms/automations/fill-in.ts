// What placeholders stand for on one record, as one member may see it: the record, what it points at, members'
// names. A record or field out of that member's sight is empty, whatever the text says.
import type { FieldDefinition } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { KnownRecord, ObjectShape, RecordsPort } from "./deps.ts";
import type { Facts } from "./facts.ts";
import { type Filled, fillText, mayRead, type Slot, slotsOf } from "./template.rules.ts";
import { valueWords } from "./words.rules.ts";

export interface Source {
  ctx: Ctx;
  facts: Facts;
  type: ObjectShape;
  record: KnownRecord;
  slots: ReadonlyMap<string, Slot>;
  /** Records that the record points at, by the field that does. */
  linked: ReadonlyMap<string, KnownRecord>;
}

/** A field's value by path; null when it is empty, hidden or not there. */
export function valueAt(record: KnownRecord, path: string): unknown {
  const value = path.startsWith("custom.") ? record.custom[path.slice(7)] : record[path];
  return value ?? null;
}

/** Reads no more than the paths need. */
export async function loadSource(
  records: RecordsPort,
  tx: Reader,
  ctx: Ctx,
  about: { facts: Facts; record: KnownRecord; paths: readonly string[] },
): Promise<Source | null> {
  const { facts, record, paths } = about;
  const type = facts.types.get(record.object);
  if (!type) return null;
  const slots = slotsOf(facts.types, type.key);
  const wanted = new Map<string, { object: string; id: string }>();
  for (const path of paths) {
    const slot = slots.get(path);
    if (!slot || slot.via === null || slot.object === "members") continue;
    const id = valueAt(record, slot.via);
    if (typeof id === "string") wanted.set(slot.via, { object: slot.object, id });
  }
  const linked = new Map<string, KnownRecord>();
  for (const [via, { object, id }] of wanted) {
    if (ctx.principal.rights.object(object).read === "none") continue;
    const [found] = await records.readVisible(tx, ctx, { object, ids: [id] });
    if (found) linked.set(via, found);
  }
  return { ctx, facts, type, record, slots, linked };
}

/** What a placeholder becomes; null when there is nothing to put there. */
export function textAt(source: Source, path: string): string | null {
  const slot = source.slots.get(path);
  if (!slot || !mayRead(slot, source.type.key, source.ctx.principal.rights)) return null;
  if (slot.object === "members") return memberText(source, slot);
  const record = slot.via === null ? source.record : source.linked.get(slot.via);
  if (!record) return null;
  const value = valueAt(record, slot.field);
  if (value === null || value === "") return null;
  const field = source.facts.types.get(slot.object)?.fields.get(slot.field);
  return said(value, field, record, source.facts);
}

function memberText({ record, facts }: Source, { via, field }: Slot): string | null {
  const member = facts.members.get(String(valueAt(record, via ?? "")));
  if (!member) return null;
  return field === "email" ? member.email : member.name || member.email;
}

function said(
  value: unknown,
  field: FieldDefinition | undefined,
  record: KnownRecord,
  facts: Facts,
): string | null {
  if (field?.type === "money") return money(value, record.currency);
  if (field?.type === "reference" || field?.type === "member") {
    return facts.names.get(String(value)) ?? null;
  }
  if (typeof value === "string" && !field?.options && field?.type !== "datetime") return value;
  return valueWords(value, field, facts.names);
}

function money(value: unknown, currency: unknown): string {
  const code = typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? currency : null;
  const digits =
    code === null
      ? 2
      : (new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions()
          .maximumFractionDigits ?? 2);
  const amount = (Number(value) / 10 ** digits).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return code === null ? amount : `${amount} ${code}`;
}

export function fillIn(source: Source, text: string): Filled {
  return fillText(text, (path) => textAt(source, path));
}
