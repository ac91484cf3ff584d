// Tables by which events are enriched, and the rules that do so. Both are made and removed; a table that a rule uses
// stays.
import {
  type EventEnrichment,
  type EventEnrichmentInput,
  type EventLookup,
  eventEnrichmentInputSchema,
  eventLookupInputSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { Records } from "../records/index.ts";
import {
  allLookups,
  allRules,
  deleteRule,
  insertLookup,
  insertRule,
  setLookupRemoved,
} from "./enrichments.store.ts";
import {
  lookupInUse,
  missingLookup,
  missingRule,
  requireManager,
  tooManyRules,
  unknownColumn,
  unknownField,
} from "./errors.ts";

interface EnrichmentDeps {
  records: Pick<Records, "objectType">;
}

const maxOfEach = 50;
const idInput = z.object({ id: idSchema });
const shared = {
  permission: "events.manage",
  effect: "internal",
  check: requireManager,
  compensation: { by: "undo" },
} as const;

function lookupActs() {
  const create = defineAct({
    ...shared,
    name: "events.lookup.create",
    title: "Upload a table to enrich events by",
    input: eventLookupInputSchema,
    risk: "low",
    run: async (tx, act, { name, rows }): Promise<EventLookup> => {
      if ((await allLookups(tx)).length >= maxOfEach) throw tooManyRules(maxOfEach);
      const byKey = [...new Map(rows.map((row) => [row.key, row])).values()];
      const columns = [...new Set(byKey.flatMap(({ values }) => Object.keys(values)))];
      const kept = { id: newId(), name, columns, rowCount: byKey.length, createdAt: act.at };
      await insertLookup(tx, kept, byKey);
      await act.changed(tx, [wholeChange("event-lookups", null, kept)]);
      return kept;
    },
  });
  const remove = defineAct({
    ...shared,
    name: "events.lookup.delete",
    title: "Remove a table that no rule uses",
    input: idInput,
    risk: "medium",
    run: async (tx, act, { id }): Promise<null> => {
      const before = (await allLookups(tx)).find((one) => one.id === id);
      if (!before) throw missingLookup();
      if ((await allRules(tx)).some(({ lookupId }) => lookupId === id)) throw lookupInUse();
      await setLookupRemoved(tx, id, act.at);
      await act.changed(tx, [wholeChange("event-lookups", before, null)]);
      return null;
    },
  });
  return [create, remove];
}

/** What it adds must be there, and its maker must be allowed to see it. */
async function checkFields(
  { records }: EnrichmentDeps,
  tx: Tx,
  { principal }: Ctx,
  input: EventEnrichmentInput,
): Promise<void> {
  if (input.kind === "lookup") {
    const lookup = (await allLookups(tx)).find(({ id }) => id === input.lookupId);
    if (!lookup) throw missingLookup();
    if (input.fields.some((field) => !lookup.columns.includes(field))) throw unknownColumn();
    return;
  }
  const people = await records.objectType(tx, "people");
  for (const field of input.fields) {
    const isSeen = people.fields.has(field) && principal.rights.field("people", field) !== "none";
    if (!isSeen) throw unknownField(field);
  }
}

function ruleActs(deps: EnrichmentDeps) {
  const create = defineAct({
    ...shared,
    name: "events.enrichment.create",
    title: "Add what is known to events as they come",
    input: eventEnrichmentInputSchema,
    risk: "medium",
    run: async (tx, act, input): Promise<EventEnrichment> => {
      if ((await allRules(tx)).length >= maxOfEach) throw tooManyRules(maxOfEach);
      await checkFields(deps, tx, act.ctx, input);
      const createdBy = act.ctx.principal.label;
      const from = { lookupId: null, match: null, ...input };
      const rule: EventEnrichment = { id: newId(), ...from, createdAt: act.at, createdBy };
      await insertRule(tx, rule);
      await act.changed(tx, [wholeChange("event-enrichments", null, rule)]);
      return rule;
    },
  });
  const remove = defineAct({
    ...shared,
    name: "events.enrichment.delete",
    title: "Remove a rule that enriches events",
    input: idInput,
    risk: "medium",
    run: async (tx, act, { id }): Promise<null> => {
      const before = (await allRules(tx)).find((one) => one.id === id);
      if (!before) throw missingRule();
      await deleteRule(tx, id);
      await act.changed(tx, [wholeChange("event-enrichments", before, null)]);
      return null;
    },
  });
  return [create, remove];
}

export function enrichmentActs(deps: EnrichmentDeps) {
  return [...lookupActs(), ...ruleActs(deps)];
}
