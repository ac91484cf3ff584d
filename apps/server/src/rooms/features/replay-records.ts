// Makes the facts of records anew from the log, and says which entities that touches. The same for one record that
// changed and for all that were there before: done twice it gives the same.
import { type FeatureEntity, featureEntities } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import type { FeatureDeps } from "./deps.ts";
import { isFactObject, type Link } from "./fact-fields.rules.ts";
import { replaceFacts } from "./facts.store.ts";
import { type Fact, foldFacts } from "./fold-facts.rules.ts";

export type Touched = Map<FeatureEntity, Set<string>>;

const entityOf: Readonly<Record<Link, FeatureEntity>> = {
  person: "people",
  company: "companies",
  deal: "deals",
  ticket: "tickets",
};

export function touch(
  touched: Touched,
  entity: FeatureEntity,
  id: string | null | undefined,
): void {
  if (!id) return;
  const ids = touched.get(entity) ?? new Set();
  ids.add(id);
  touched.set(entity, ids);
}

const isEntity = (object: string): object is FeatureEntity =>
  (featureEntities as readonly string[]).includes(object);

export async function replayRecords(
  { records }: Pick<FeatureDeps, "records">,
  tx: Tx,
  recordIds: readonly string[],
  touched: Touched,
): Promise<void> {
  const versions = Map.groupBy(await records.versionsOf(tx, recordIds), ({ recordId }) => recordId);
  const facts: Fact[] = [];
  for (const [id, own] of versions) {
    const object = own[0]?.object ?? "";
    if (!isFactObject(object)) continue;
    facts.push(...foldFacts(object, own));
    if (isEntity(object)) touch(touched, object, id);
  }
  const before = await replaceFacts(tx, recordIds, facts);
  for (const { personId, companyId, dealId, ticketId } of before) {
    touch(touched, "people", personId);
    touch(touched, "companies", companyId);
    touch(touched, "deals", dealId);
    touch(touched, "tickets", ticketId);
  }
  for (const { links } of facts)
    for (const [link, id] of Object.entries(links)) touch(touched, entityOf[link as Link], id);
}
