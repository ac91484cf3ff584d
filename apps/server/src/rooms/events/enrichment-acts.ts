// Tables by which events are enriched, and the rules that do so. Both are made and removed; a table that a rule uses
// stays.
import {
  type EventEnrichment,
  type EventLookup,
  eventEnrichmentInputSchema,
  eventLookupInputSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import {
  allLookups,
  allRules,
  deleteLookup,
  deleteRule,
  insertLookup,
  insertRule,
} from "./enrichments.store.ts";
import {
  lookupInUse,
  missingLookup,
  missingRule,
  requireManager,
  tooManyRules,
  unknownColumn,
} from "./errors.ts";

const maxOfEach = 50;
const idInput = z.object({ id: idSchema });
const shared = { permission: "events.manage", effect: "internal", check: requireManager } as const;
const removal = { by: "none", because: "make it again" } as const;

export function enrichmentActs() {
  const createLookup = defineAct({
    ...shared,
    name: "events.lookup.create",
    title: "Upload a table to enrich events by",
    input: eventLookupInputSchema,
    risk: "low",
    compensation: { by: "act", act: "events.lookup.delete" },
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

  const removeLookup = defineAct({
    ...shared,
    name: "events.lookup.delete",
    title: "Remove a table that no rule uses",
    input: idInput,
    risk: "medium",
    compensation: removal,
    run: async (tx, act, { id }): Promise<null> => {
      const before = (await allLookups(tx)).find((one) => one.id === id);
      if (!before) throw missingLookup();
      if ((await allRules(tx)).some(({ lookupId }) => lookupId === id)) throw lookupInUse();
      await deleteLookup(tx, id);
      await act.changed(tx, [wholeChange("event-lookups", before, null)]);
      return null;
    },
  });

  const createRule = defineAct({
    ...shared,
    name: "events.enrichment.create",
    title: "Add columns of a table to events as they come",
    input: eventEnrichmentInputSchema,
    risk: "medium",
    compensation: { by: "act", act: "events.enrichment.delete" },
    run: async (tx, act, input): Promise<EventEnrichment> => {
      if ((await allRules(tx)).length >= maxOfEach) throw tooManyRules(maxOfEach);
      const lookup = (await allLookups(tx)).find(({ id }) => id === input.lookupId);
      if (!lookup) throw missingLookup();
      if (input.fields.some((field) => !lookup.columns.includes(field))) throw unknownColumn();
      const createdBy = act.ctx.principal.label;
      const rule: EventEnrichment = { id: newId(), ...input, createdAt: act.at, createdBy };
      await insertRule(tx, rule);
      await act.changed(tx, [wholeChange("event-enrichments", null, rule)]);
      return rule;
    },
  });

  const removeRule = defineAct({
    ...shared,
    name: "events.enrichment.delete",
    title: "Remove a rule that enriches events",
    input: idInput,
    risk: "medium",
    compensation: removal,
    run: async (tx, act, { id }): Promise<null> => {
      const before = (await allRules(tx)).find((one) => one.id === id);
      if (!before) throw missingRule();
      await deleteRule(tx, id);
      await act.changed(tx, [wholeChange("event-enrichments", before, null)]);
      return null;
    },
  });

  return [createLookup, removeLookup, createRule, removeRule];
}
