// What an endpoint may be set up with: an address that could be called, and events and fields of records that
// whoever sets it up may see.
import { type WebhookChange, webhookVerbs } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { needsHttps, unknownField, unknownObject } from "./errors.ts";
import type { RecordType, WebhooksDeps } from "./webhooks-deps.ts";

type Checked = Pick<WebhookChange, "events" | "fields">;

/** Before the transaction, since it asks the DNS. A name that is not known now may be known later. */
export async function checkAddress(
  { outbound, plainHosts }: Pick<WebhooksDeps, "outbound" | "plainHosts">,
  url: string | undefined,
): Promise<void> {
  if (url === undefined) return;
  await outbound.check(url).catch((error: unknown) => {
    if (!isAppError(error, "platform.outbound_unknown_host")) throw error;
  });
  const target = new URL(url);
  const endpoint = `${target.hostname}:${target.port || 80}`.toLowerCase();
  if (target.protocol !== "https:" && !plainHosts.includes(endpoint)) throw needsHttps();
}

export async function checkAsked(
  { records }: Pick<WebhooksDeps, "records">,
  tx: Tx,
  rights: Rights,
  { events = [], fields = [] }: Checked,
): Promise<void> {
  const types = await records.objectTypes(tx);
  for (const event of events) checkEvent(types, rights, event);
  for (const field of fields) checkField(types, rights, field);
}

function visibleType(
  types: ReadonlyMap<string, RecordType>,
  rights: Rights,
  object: string,
): RecordType {
  const type = types.get(object);
  if (!type || rights.object(object).read === "none") throw unknownObject(object);
  return type;
}

function checkEvent(types: ReadonlyMap<string, RecordType>, rights: Rights, event: string): void {
  if (event === "*") return;
  visibleType(types, rights, event.split(".")[0] ?? "");
}

function checkField(types: ReadonlyMap<string, RecordType>, rights: Rights, field: string): void {
  const dot = field.indexOf(".");
  const [object, key] = [field.slice(0, dot), field.slice(dot + 1)];
  const type = visibleType(types, rights, object);
  if (!type.fields.has(key) || rights.field(object, key) === "none") throw unknownField(field);
}

const mergeable = new Set(["people", "companies"]);

export interface EventName {
  type: string;
  object: string;
  label: string;
  verb: string;
  description: string;
}

/** Every event of the records that the caller may see. */
export function eventCatalogue(
  types: ReadonlyMap<string, RecordType>,
  rights: Rights,
): EventName[] {
  const visible = [...types.values()].filter(({ key }) => rights.object(key).read !== "none");
  return visible.flatMap(({ key, labelPlural }) =>
    Object.entries(webhookVerbs)
      .filter(([verb]) => verb !== "merged" || mergeable.has(key))
      .map(([verb, description]) => ({
        type: `${key}.${verb}`,
        object: key,
        label: labelPlural,
        verb,
        description,
      })),
  );
}
