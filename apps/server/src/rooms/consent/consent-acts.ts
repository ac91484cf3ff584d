// Acts on consent: what people said, and the purposes that they are asked about.
import {
  type ConsentPurpose,
  type ConsentStatement,
  consentEntrySchema,
  consentHearingChangeSchema,
  consentPurposeChangeSchema,
  consentPurposeInputSchema,
  maxBulkOperations,
  maxCustomPurposes,
  purposeKeySchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { type AppError, forbidden } from "../../platform/errors.ts";
import { saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import { keyTaken, missingPurpose, tooManyPurposes } from "./errors.ts";
import { changeHearing, type KnownSources } from "./hear-consent.ts";
import { describePurpose, isBuiltIn, type StoredPurpose } from "./purpose.rules.ts";
import { holdPurposes, savePurpose } from "./purposes.store.ts";
import { purposeId, purposesByKey } from "./purposes.ts";
import { type RecordDeps, recordEntries } from "./record-consent.ts";
import { described } from "./statement.ts";

export type SetResult = { statement: ConsentStatement } | { error: AppError };

function requireManager(ctx: Ctx): void {
  if (ctx.principal.rights.has("workspace.manage")) return;
  throw forbidden(
    'This needs the permission "workspace.manage". An administrator can give it to your role.',
  );
}

const shared = {
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
} as const;

const setInput = z.object({
  statements: z.array(consentEntrySchema).min(1).max(maxBulkOperations),
});

export function consentActs(deps: RecordDeps & { knownSources: KnownSources }) {
  const set = defineAct({
    ...shared,
    name: "consent.set",
    title: "Record what people agreed or objected to",
    permission: "update on the person",
    check: () => undefined,
    input: setInput,
    run: async (tx, act, { statements }): Promise<SetResult[]> => {
      const recorded = await recordEntries(deps, tx, act, statements);
      return recorded.map((one) =>
        "error" in one ? one : { statement: described({ ...one.statement, takenBackAt: null }) },
      );
    },
  });
  const hearing = defineAct({
    ...shared,
    name: "consent.hearing.update",
    title: "Change which sources of events are believed about consent",
    permission: "workspace.manage",
    check: requireManager,
    input: consentHearingChangeSchema,
    run: (tx, act, change) => changeHearing(deps.knownSources, tx, act, change),
  });
  return [set, hearing, ...purposeActs()];
}

function purposeActs() {
  const create = defineAct({
    ...shared,
    name: "consent.purposes.create",
    title: "Add a purpose of consent",
    permission: "workspace.manage",
    check: requireManager,
    input: consentPurposeInputSchema,
    run: async (tx, act, { key, label, whenUnknown = "denied", about = null, basis = null }) => {
      await holdPurposes(tx);
      const known = await purposesByKey(tx);
      if (known.has(key)) throw keyTaken();
      const own = [...known.keys()].filter((one) => !isBuiltIn(one)).length;
      if (own >= maxCustomPurposes) throw tooManyPurposes(maxCustomPurposes);
      const id = purposeId(tx.workspaceId, key);
      const purpose = { id, key, label, about, whenUnknown, basis, isRetired: false };
      return save(tx, act, null, purpose);
    },
  });

  const update = defineAct({
    ...shared,
    name: "consent.purposes.update",
    title: "Change a purpose of consent, or what silence means for it",
    permission: "workspace.manage",
    check: requireManager,
    input: consentPurposeChangeSchema.extend({ key: purposeKeySchema }),
    run: async (tx, act, { key, ...change }) => {
      await holdPurposes(tx);
      const before = (await purposesByKey(tx)).get(key);
      if (!before) throw missingPurpose();
      return save(tx, act, before, { ...before, ...saidOnly(change) });
    },
  });
  return [create, update];
}

async function save(
  tx: Tx,
  act: Act,
  before: StoredPurpose | null,
  after: StoredPurpose,
): Promise<ConsentPurpose> {
  await savePurpose(tx, after, act.at);
  await act.changed(tx, [wholeChange("consent-purposes", before, after)]);
  return describePurpose(after);
}
