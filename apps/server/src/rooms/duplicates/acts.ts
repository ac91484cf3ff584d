// The acts of the room: merging, saying that two are not the same, and the one look beyond one's own rows.
import { dismissSchema, type MergeableObject, mergeRequestSchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { emailKey } from "./keys.rules.ts";
import { recordsByKey } from "./keys.store.ts";
import { type MergeDeps, mergeRecords } from "./merge-records.ts";
import { type Dismissal, insertDismissal, ordered, removePair } from "./pairs.store.ts";

const rowsChecked = () => undefined;

export function duplicateActs(deps: MergeDeps) {
  const merge = defineAct({
    name: "duplicates.merge",
    title: "Merge records",
    input: mergeRequestSchema,
    permission:
      "update on each row; delete on those that are merged away; write on each picked field",
    effect: "internal",
    risk: "medium",
    compensation: { by: "undo", scope: "subject" },
    check: rowsChecked,
    run: (tx, act, input) => mergeRecords(deps, tx, act, input),
  });

  const dismiss = defineAct({
    name: "duplicates.dismiss",
    title: "Say that two records are not the same",
    input: dismissSchema,
    permission: "update on the object; both rows in sight",
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    check: (ctx, { object }) => {
      if (ctx.principal.rights.object(object).update !== "none") return;
      throw forbidden(`Your role may not change ${object}, and so not decide about duplicates.`);
    },
    run: (tx, act, { object, ids }) => dismissPair(deps, tx, act, object, ids),
  });

  const hint = defineAct({
    name: "duplicates.hint",
    title: "Learn that a record out of sight has an e-mail address",
    input: z.strictObject({ email: z.string().max(254) }),
    permission: "duplicates.hints",
    effect: "internal",
    risk: "medium",
    compensation: { by: "none", because: "what was told cannot be untold" },
    check: (ctx) => {
      if (ctx.principal.rights.has("duplicates.hints")) return;
      throw forbidden('This needs the permission "duplicates.hints".');
    },
    run: (tx, act, { email }) => tellHidden(deps, tx, act, email),
  });

  return [merge, dismiss, hint];
}

async function dismissPair(
  { records }: MergeDeps,
  tx: Tx,
  act: Act,
  object: MergeableObject,
  ids: readonly string[],
): Promise<Dismissal> {
  const [aId, bId] = ordered(ids[0] ?? "", ids[1] ?? "");
  if (aId === bId) throw invalid("duplicates.same_record", "Name two different records.");
  const seen = await records.readVisible(tx, act.ctx, { object, ids: [aId, bId] });
  if (seen.length < 2) throw notFound();
  const dismissal: Dismissal = { id: newId(), object, aId, bId, dismissedAt: act.at };
  if ((await insertDismissal(tx, dismissal)) === null) {
    throw new AppError(
      "conflict",
      "duplicates.already_dismissed",
      "Somebody said before that these two are not the same.",
    );
  }
  removePair(tx, aId, bId);
  await act.changed(tx, [
    {
      object: "dismissals",
      id: dismissal.id,
      op: "create",
      before: null,
      after: { ...dismissal },
      record: null,
    },
  ]);
  return dismissal;
}

/** The entry says which record it was, for those who may read the audit log; the answer does not. */
async function tellHidden(
  { records }: MergeDeps,
  tx: Tx,
  act: Act,
  email: string,
): Promise<boolean> {
  const key = emailKey(email);
  const ids = key === null ? [] : ((await recordsByKey(tx, [key])).get(key) ?? []);
  const wanted = email.trim().toLowerCase();
  const holding = (await records.readRaw(tx, "people", ids)).filter(
    (record) => record.deletedAt === null && record.email === wanted,
  );
  const seen = await records.readVisible(tx, act.ctx, { object: "people", ids });
  const visible = new Set(seen.map((record) => record.id));
  const hidden = holding.filter((record) => !visible.has(record.id));
  if (hidden.length === 0) return false;
  await act.changed(
    tx,
    hidden.map((record) => ({
      object: "duplicate-hints",
      id: record.id,
      op: "create",
      before: null,
      after: { told: "that a record out of sight has this e-mail address" },
      record: null,
    })),
  );
  return true;
}
