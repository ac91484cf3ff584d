// Schemas of event names: declaring a version, and letting go of the one that holds. Versions are kept; a change tells
// of the one that holds, so that undoing it makes the one before hold again.
import {
  type EventSchemaVersion,
  eventNameKeySchema,
  eventSchemaInputSchema,
} from "@rapport/contracts";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { missingSchema, requireManager, tooManyVersions } from "./errors.ts";
import { insertSchema, schemasOf, setSchemaActive } from "./schemas.store.ts";

const maxVersions = 200;

const shared = {
  permission: "events.manage",
  effect: "internal",
  check: requireManager,
  compensation: { by: "undo" },
} as const;

const activeOf = (versions: readonly EventSchemaVersion[]) =>
  versions.find(({ isActive }) => isActive) ?? null;

async function retire(tx: Tx, act: Act, versions: readonly EventSchemaVersion[]) {
  const before = activeOf(versions);
  if (!before) return;
  await setSchemaActive(tx, before.id, false);
  await act.changed(tx, [wholeChange("event-schemas", before, null)]);
}

export function schemaActs() {
  const declare = defineAct({
    ...shared,
    name: "events.schema.declare",
    title: "Declare what events of a name hold",
    input: eventSchemaInputSchema,
    risk: "medium",
    run: async (tx, act, input): Promise<EventSchemaVersion> => {
      const versions = await schemasOf(tx, input, "FOR UPDATE");
      if (versions.length >= maxVersions) throw tooManyVersions(maxVersions);
      await retire(tx, act, versions);
      const version: EventSchemaVersion = {
        id: newId(),
        ...input,
        version: (versions[0]?.version ?? 0) + 1,
        isActive: true,
        createdAt: act.at,
        createdBy: act.ctx.principal.label,
      };
      await insertSchema(tx, version);
      await act.changed(tx, [wholeChange("event-schemas", null, version)]);
      return version;
    },
  });

  const letGo = defineAct({
    ...shared,
    name: "events.schema.retire",
    title: "Let go of the schema of an event name",
    input: eventNameKeySchema,
    risk: "medium",
    run: async (tx, act, key): Promise<null> => {
      const versions = await schemasOf(tx, key, "FOR UPDATE");
      if (!activeOf(versions)) throw missingSchema();
      await retire(tx, act, versions);
      return null;
    },
  });

  return [declare, letGo];
}
